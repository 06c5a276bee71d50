using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.EndToEnd;

/// <summary>One process sends, and another one pauses, corrects and stops the dispatch.</summary>
[TestFixture, EndToEnd]
internal sealed class EditorsHandTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Another_process_pauses_corrects_resumes_and_stops_what_this_one_sends()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.On(Stage.AfterData, SmtpAction.Wait(TimeSpan.FromMilliseconds(40)).Then(SmtpAction.AsUsual));
        using var newsletter = new InstalledNewsletter(server.Port, connections: 2);
        await newsletter.ImportAsync(2000);
        await using var send = newsletter.Start("send", "issues/news.md", "--yes");
        await server.WaitForMessagesAsync(20, Patience);

        await MustAsync(newsletter, "dispatch", "pause", "1", "--reason", "a wrong name");
        await send.WaitForTextAsync("paused: a wrong name", Patience);
        var paused = server.AcceptedCount;
        Assert.That(
            await Quiet.AfterAsync(() => server.AcceptedCount),
            Is.EqualTo(paused),
            "nothing is sent after the pause"
        );

        newsletter.Write(
            "issues/news.md",
            "---\ntitle: The news\npreheader: What happened\nstatus: ready\n---\nHere is the corrected news.\n"
        );
        await MustAsync(newsletter, "dispatch", "correct", "1", "issues/news.md");
        await MustAsync(newsletter, "dispatch", "resume", "1");
        await server.WaitForMessagesAsync(paused + 20, Patience);

        await MustAsync(newsletter, "dispatch", "stop", "1", "--yes");
        Assert.That(await send.WaitAsync(Patience), Is.EqualTo(1), "a stopped dispatch is a failure of send");
        var stopped = server.AcceptedCount;
        Assert.That(stopped, Is.LessThan(2000), "the dispatch was stopped before the end");

        var mails = server.Messages.Select(message => message.Parse()).ToList();
        Assert.That(mails.Take(paused).Select(mail => mail.TextBody), Has.All.Contains("here is the news"));
        Assert.That(mails.Skip(paused).Select(mail => mail.TextBody), Has.All.Contains("the corrected news"));
        Assert.That(server.Messages.SelectMany(message => message.Recipients), Is.Unique);
        Assert.That(send.Output, Does.Contain($"stopped, {stopped} sent, {2000 - stopped:N0} expired"));
    }

    private static async Task MustAsync(InstalledNewsletter newsletter, params string[] words)
    {
        var (status, output) = await newsletter.RunAsync(words);
        Assert.That(status, Is.Zero, output);
    }
}
