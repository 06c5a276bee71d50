using MailKit.Net.Smtp;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>Servers that we did not write, so that they do not share the faults of our own server.</summary>
[TestFixture, Integration]
internal sealed class IndependentServersTests
{
    [Test]
    public async Task A_sink_keeps_each_message_with_its_envelope()
    {
        await using var sink = await SmtpSink.StartAsync();
        using var client = await MailKitClient.ConnectAsync(sink.Port);

        await client.SendAsync(MailKitClient.Message("one@example.com"));
        await client.SendAsync(MailKitClient.Message("two@example.com", body: ".\r\n..\r\n"));

        var kept = sink.Messages().OrderBy(m => m.Recipients[0], StringComparer.Ordinal).ToList();
        Assert.That(
            kept.Select(m => (m.From, m.Recipients.Single())),
            Is.EqualTo(new[] { ("letter@example.com", "one@example.com"), ("letter@example.com", "two@example.com") })
        );
        Assert.That(kept[1].Message.TextBody!.ReplaceLineEndings("\n").TrimEnd(), Is.EqualTo(".\n.."));
    }

    [Test]
    public async Task The_flags_of_a_sink_make_it_refuse()
    {
        await using var sink = await SmtpSink.StartAsync("-f", "RCPT", "-B", "550 5.1.1 nobody");
        using var client = await MailKitClient.ConnectAsync(sink.Port);

        var refused = await Assert.ThrowsAsync<SmtpCommandException>(() => client.SendAsync(MailKitClient.Message()));

        Assert.That(
            (refused!.ErrorCode, refused.Message),
            Is.EqualTo((SmtpErrorCode.RecipientNotAccepted, "5.1.1 nobody"))
        );
    }

    [Test]
    public async Task Postfix_delivers_twenty_messages_each_once_and_relays_none()
    {
        await using var postfix = await PostfixInstance.StartAsync();
        using var client = await MailKitClient.ConnectAsync(postfix.Port);
        string[] domains = ["example.com", "example.org", "example.net"];
        string[] readers = [.. Enumerable.Range(0, 20).Select(i => $"reader{i}@{domains[i % 3]}")];

        foreach (var reader in readers)
        {
            await client.SendAsync(MailKitClient.Message(reader));
        }

        var refused = await Assert.ThrowsAsync<SmtpCommandException>(() =>
            client.SendAsync(MailKitClient.Message("ada@elsewhere.test"))
        );
        await postfix.WaitForDeliveriesAsync(20, TimeSpan.FromSeconds(60));

        Assert.That(postfix.Delivered().Select(m => m.Recipient), Is.EquivalentTo(readers));
        Assert.That(postfix.Delivered(), Has.All.Matches<DeliveredMessage>(m => m!.Message.Subject == "Today"));
        Assert.That((int)refused!.StatusCode, Is.EqualTo(554));
        Assert.That(postfix.Log(), Does.Contain("status=sent").And.Not.Contains("warning:"));
    }

    [Test, Explicit("A measurement: how fast Postfix itself takes messages.")]
    public async Task Postfix_takes_a_thousand_messages_over_four_connections()
    {
        await using var postfix = await PostfixInstance.StartAsync();
        var started = TimeProvider.System.GetTimestamp();

        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async sender =>
                {
                    using var client = await MailKitClient.ConnectAsync(postfix.Port);
                    for (var i = 0; i < 250; i++)
                    {
                        await client.SendAsync(
                            MailKitClient.Message($"reader{sender}-{i}@example.com", MailKitClient.Text(30_000))
                        );
                    }
                })
        );

        var taken = TimeProvider.System.GetElapsedTime(started);
        await postfix.WaitForDeliveriesAsync(1000, TimeSpan.FromSeconds(30));
        var delivered = TimeProvider.System.GetElapsedTime(started);
        await TestContext.Out.WriteLineAsync(
            $"1,000 messages taken in {taken.TotalSeconds:0.0} s, delivered in {delivered.TotalSeconds:0.0} s"
        );
    }
}
