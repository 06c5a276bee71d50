using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.EndToEnd;

/// <summary>Runs the real program as a process, against servers that are not ours.</summary>
[TestFixture, EndToEnd]
internal sealed class RealSendTests
{
    private const int Connections = 4;

    [Test]
    public async Task Two_hundred_subscribers_get_their_own_copy_once_through_Postfix()
    {
        await using var postfix = await PostfixInstance.StartAsync();
        using var newsletter = new InstalledNewsletter(postfix.Port);
        await newsletter.ImportAsync(200);

        var (status, output) = await newsletter.RunAsync("send", "issues/news.md", "--yes");
        await postfix.WaitForDeliveriesAsync(200, TimeSpan.FromSeconds(60));

        Assert.That(status, Is.Zero, output);
        var delivered = postfix.Delivered();
        Assert.That(
            delivered.Select(mail => mail.Recipient),
            Is.EquivalentTo(Enumerable.Range(1, 200).Select(i => $"reader{i}@example.com"))
        );
        Assert.That(delivered.Select(mail => mail.Message.MessageId), Is.Unique);
        foreach (var (recipient, message) in delivered)
        {
            var name = "Reader " + recipient["reader".Length..recipient.IndexOf('@', StringComparison.Ordinal)];
            Assert.That(message.To.Mailboxes.Single().Name, Is.EqualTo(name));
            Assert.That(message.TextBody, Does.Contain($"Hello {name}, here is the news."));
            Assert.That(message.HtmlBody, Does.Contain($"Hello {name}, here is the news."));
        }
    }

    [Test]
    public async Task An_issue_is_never_sent_twice_by_hand()
    {
        await using var server = ScriptedSmtpServer.Start();
        using var newsletter = new InstalledNewsletter(server.Port);
        await newsletter.ImportAsync(10);

        var (first, _) = await newsletter.RunAsync("send", "issues/news.md", "--yes");
        var (second, said) = await newsletter.RunAsync("send", "issues/news.md", "--yes");

        Assert.That((first, second), Is.EqualTo((0, 1)));
        Assert.That(said, Does.Contain("nothing is sent twice"));
        Assert.That(server.Messages, Has.Count.EqualTo(10));
    }

    [Test]
    public async Task A_wrong_setting_ends_the_program_with_one_line_and_status_2()
    {
        using var newsletter = new InstalledNewsletter(port: 25);
        newsletter.Write(
            "appsettings.json",
            "{ \"Newsletter\": { \"SendAt\": \"25:00\", \"Name\": \"x\", \"From\": \"a@example.com\", "
                + "\"PostalAddress\": \"x\", \"BaseUrl\": \"https://x.example\", \"TimeZone\": \"Europe/Berlin\" } }"
        );

        var (status, output) = await newsletter.RunAsync("run");

        Assert.That(
            (status, output.Trim()),
            Is.EqualTo((2, "Newsletter:SendAt is \"25:00\", but takes a time of day as HH:MM, for example 06:00."))
        );
    }

    [Test]
    public async Task Settings_that_are_no_JSON_are_named_without_a_stack_trace()
    {
        using var newsletter = new InstalledNewsletter(port: 25);
        newsletter.Write("appsettings.json", "{ \"Newsletter\": ");

        var (status, output) = await newsletter.RunAsync("run");

        Assert.That(status, Is.EqualTo(2));
        Assert.That(output, Does.Contain("appsettings.json").And.Not.Contain("   at "));
    }

    [Test]
    [Explicit("minutes"), Category("Long")]
    public async Task Ten_thousand_through_smtp_sink_with_a_kill_in_the_middle()
    {
        await using var sink = await SmtpSink.StartAsync();
        using var newsletter = new InstalledNewsletter(sink.Port, Connections);
        await newsletter.ImportAsync(10_000);
        await using (var send = newsletter.Start("send", "issues/news.md", "--yes"))
        {
            await WaitAsync(() => sink.Begun >= 3000);
            send.Send(Signal.Kill);
            await send.WaitAsync(TimeSpan.FromSeconds(60));
        }

        await using var service = newsletter.Start("run");
        await newsletter.WaitUntilDoneAsync(TimeSpan.FromMinutes(5));

        AssertEachOnceBut(
            Connections,
            10_000,
            sink.Messages().Where(IsWhole).SelectMany(message => message.Recipients)
        );
    }

    [Test]
    [Explicit("minutes"), Category("Long")]
    public async Task Ten_thousand_through_Postfix_with_a_kill_in_the_middle()
    {
        await using var postfix = await PostfixInstance.StartAsync();
        using var newsletter = new InstalledNewsletter(postfix.Port, Connections);
        await newsletter.ImportAsync(10_000);
        await using (var send = newsletter.Start("send", "issues/news.md", "--yes"))
        {
            await postfix.WaitForDeliveriesAsync(3000, TimeSpan.FromMinutes(3));
            send.Send(Signal.Kill);
            await send.WaitAsync(TimeSpan.FromSeconds(60));
        }

        await using var service = newsletter.Start("run");
        await newsletter.WaitUntilDoneAsync(TimeSpan.FromMinutes(5));
        await postfix.WaitForDeliveriesAsync(10_000, TimeSpan.FromMinutes(3));
        Assert.That(
            await Quiet.AfterAsync(() => postfix.Delivered().Count),
            Is.LessThanOrEqualTo(10_000 + Connections)
        );

        AssertEachOnceBut(Connections, 10_000, postfix.Delivered().Select(mail => mail.Recipient));
    }

    [TestCase("smtp-sink")]
    [TestCase("Postfix")]
    [Explicit("minutes"), Category("Long")]
    public async Task Ten_thousand_readers_get_the_issue_once(string through)
    {
        await using var postfix = through == "Postfix" ? await PostfixInstance.StartAsync() : null;
        await using var sink = postfix is null ? await SmtpSink.StartAsync() : null;
        using var newsletter = new InstalledNewsletter(postfix?.Port ?? sink!.Port, Connections);
        await newsletter.ImportAsync(10_000);

        await using (var send = newsletter.Start("send", "issues/news.md", "--yes"))
        {
            Assert.That(await send.WaitAsync(TimeSpan.FromMinutes(5)), Is.Zero, send.Error);
        }

        if (postfix is not null)
        {
            await postfix.WaitForDeliveriesAsync(10_000, TimeSpan.FromMinutes(3));
        }

        AssertEachOnceBut(
            0,
            10_000,
            postfix?.Delivered().Select(mail => mail.Recipient)
                ?? sink!.Messages().SelectMany(message => message.Recipients)
        );
    }

    private static bool IsWhole(SinkMessage message) =>
        message.Message.HtmlBody?.Contains("</html>", StringComparison.OrdinalIgnoreCase) == true;

    private static async Task WaitAsync(Func<bool> condition)
    {
        for (var tries = 0; tries < 2400 && !condition(); tries++)
        {
            await Task.Delay(50);
        }

        Assert.That(condition(), "the condition was not true within two minutes");
    }

    private static void AssertEachOnceBut(int mostDoubles, int readers, IEnumerable<string> recipients)
    {
        var all = recipients.ToList();
        var distinct = all.Distinct(StringComparer.Ordinal).Count();
        TestContext.Out.WriteLine(
            $"{all.Count} messages, {distinct} distinct recipients, {all.Count - distinct} doubled"
        );
        Assert.That(distinct, Is.EqualTo(readers), "all readers have the issue");
        Assert.That(
            all.Count - distinct,
            Is.LessThanOrEqualTo(mostDoubles),
            "only messages in transfer are sent twice"
        );
    }
}
