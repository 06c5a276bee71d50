using Dapper;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.EndToEnd;

/// <summary>
/// The complete loop with real parts: the program sends through Postfix, Postfix finds that some readers do not exist,
/// its bounces arrive in a mailbox of Dovecot, and the service reads them there.
/// </summary>
[TestFixture, EndToEnd]
internal sealed class BounceLoopTests
{
    private const int Readers = 24;

    [Test]
    public async Task Readers_who_do_not_exist_are_suppressed_and_no_others()
    {
        using var certificate = TestCertificate.Valid();
        using var folder = new TestFolder();
        await using var postfix = await PostfixInstance.StartAsync(known: "^reader[0-9]*[13579]@");
        await using var dovecot = await DovecotInstance.StartAsync(postfix.BounceMailbox, certificate);
        using var newsletter = new InstalledNewsletter(
            postfix.Port,
            sections: $$"""
            "Bounces": {
              "ReturnPath": "bounces+{token}@example.com",
              "Imap": {
                "Host": "127.0.0.1",
                "Port": {{dovecot.TlsPort}},
                "UserName": "{{DovecotInstance.UserName}}",
                "Password": "{{DovecotInstance.Password}}"
              }
            }
            """
        );
        TestCertificate.WritePem(certificate, newsletter.TrustedCertificate = folder.File("trusted.pem"));
        await newsletter.ImportAsync(Readers);

        var (status, output) = await newsletter.RunAsync("send", "issues/news.md", "--yes");
        Assert.That(status, Is.Zero, output);
        await postfix.WaitForDeliveriesAsync(Readers / 2, TimeSpan.FromSeconds(60));
        await using (var service = newsletter.Start("run"))
        {
            await WaitForAsync(dovecot, service, Readers / 2);
            service.Send(Signal.Terminate);
            await service.WaitAsync(TimeSpan.FromSeconds(30));
        }

        Assert.That(
            await ListAsync(
                newsletter.DatabasePath,
                "SELECT email FROM subscribers WHERE status <> 'active' ORDER BY id"
            ),
            Is.EqualTo(Enumerable.Range(1, Readers).Where(i => i % 2 == 0).Select(i => $"reader{i}@example.com"))
        );
        Assert.That(
            await ListAsync(
                newsletter.DatabasePath,
                "SELECT DISTINCT status || ' ' || reason FROM suppressions JOIN subscribers USING (email_key)"
            ),
            Is.EqualTo(new[] { "bounced the mailbox does not exist" })
        );
        var (_, listed) = await newsletter.RunAsync("suppression", "list");
        Assert.That(listed, Does.Contain("reader2@example.com").And.Contain("5.1.1"));
        Assert.That(await dovecot.SubjectsAsync("INBOX"), Is.Empty);
    }

    private static async Task WaitForAsync(DovecotInstance dovecot, ChildProcess service, int bounces)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await dovecot.SubjectsAsync("Bounces.Done")).Count < bounces)
        {
            Assert.That(
                late.IsCancellationRequested,
                Is.False,
                () => $"Not within 60 s; the service said: {service.Output}{service.Error}"
            );
            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }
    }

    private static async Task<IReadOnlyList<string>> ListAsync(string database, string sql)
    {
        await using var connection = await new Database($"Data Source={database};Pooling=False").OpenAsync(
            CancellationToken.None
        );
        return [.. await connection.QueryAsync<string>(sql)];
    }
}
