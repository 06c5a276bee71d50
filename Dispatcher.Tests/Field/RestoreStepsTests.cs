using System.Globalization;
using Dapper;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>
/// The steps in docs/operations.md: a backup, and a restore on a new machine after the old one sent today's issue.
/// </summary>
[TestFixture, EndToEnd]
internal sealed class RestoreStepsTests
{
    private const int Readers = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>
    /// A slot on each day, open all day, so that today's slot can be caught up whenever this test runs.
    /// </summary>
    private const string AllDay =
        "\"TimeZone\": \"Etc/UTC\", \"Days\": \"Mon-Sun\", \"SendAt\": \"00:00\", \"Deadline\": \"23:58\", "
        + "\"CatchUpUntil\": \"23:59\"";

    [TestCase("dispatcher.db", "dispatcher.keys")]
    [TestCase("dispatcher.db", "dispatcher.keys", "dispatcher.db.lock")]
    public async Task A_restore_on_a_new_machine_sends_nothing_twice(params string[] kept)
    {
        await using var server = ScriptedSmtpServer.Start();
        using var old = await OldMachineAsync(server);
        using var backup = new TestFolder();
        await ExecuteAsync(old, $"VACUUM INTO '{backup.File("dispatcher.db")}'");
        foreach (var file in kept.Skip(1))
        {
            File.Copy(Path.Combine(old.Folder, file), backup.File(file));
        }

        // The old machine sends today's issue and dies.
        await using (var service = old.Start("run"))
        {
            await server.WaitForMessagesAsync(Readers, Patience);
            service.Send(Signal.Kill);
            await service.WaitAsync(Patience);
        }

        using var anew = Installed(server.Port);
        foreach (var file in kept)
        {
            File.Copy(backup.File(file), Path.Combine(anew.Folder, file));
        }

        var run = await anew.RunAsync("run");
        var send = await anew.RunAsync("send", "issues/news.md", "--yes");
        var doctor = await anew.RunAsync("doctor");
        var accepted = await AcceptAsync(anew);
        var afterwards = await anew.RunAsync("send", "issues/news.md", "--yes");
        var before = server.AcceptedCount;
        var notSent = await anew.RunAsync("send", "issues/news.md", "--yes", "--not-sent");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Status, Is.EqualTo(1));
            Assert.That(
                run.Output,
                Does.Contain("would be sent again").And.Contain("dispatcher run --accept-restored")
            );
            Assert.That(send.Status, Is.EqualTo(1));
            Assert.That(send.Output, Does.Contain(run.Output.Trim()), "send says the same");
            Assert.That(doctor.Status, Is.EqualTo(1));
            Assert.That(doctor.Output.ReplaceLineEndings(" "), Does.Contain("--accept-restored"));
            Assert.That(
                accepted,
                Does.Contain(
                    "issues/news.md may have been sent before the database was restored from a backup; it is not sent."
                )
            );
            Assert.That(accepted, Does.Contain("dispatcher send issues/news.md --not-sent"));
            Assert.That(afterwards.Status, Is.EqualTo(1));
            Assert.That(
                afterwards.Output,
                Does.Contain("may have been sent before the database was restored").And.Contain("--not-sent")
            );
            Assert.That(before, Is.EqualTo(Readers), "nothing twice before an operator says so");
            Assert.That(notSent.Status, Is.Zero, notSent.Output);
            Assert.That(server.AcceptedCount, Is.EqualTo(2 * Readers), "it is sent on the operator's word");
        }
    }

    /// <summary>The same with <c>backup</c> and <c>restore</c>, the backup made while the service runs.</summary>
    [Test]
    public async Task A_backup_put_back_by_restore_sends_nothing_twice()
    {
        await using var server = ScriptedSmtpServer.Start();
        using var old = await OldMachineAsync(server);
        using var kept = new TestFolder();
        var made = await old.RunAsync("backup", kept.File("b.tar.gz"));
        await using (var service = old.Start("run"))
        {
            await server.WaitForMessagesAsync(Readers, Patience);
            service.Send(Signal.Kill);
            await service.WaitAsync(Patience);
        }

        using var anew = Installed(server.Port);
        anew.DatabasePath = Path.Combine(anew.Folder, "new", "dispatcher.db");
        var restored = await anew.RunAsync(
            "restore",
            kept.File("b.tar.gz"),
            "--data-only",
            "--database",
            anew.DatabasePath
        );
        var run = await anew.RunAsync("run");
        var accepted = await AcceptAsync(anew);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((made.Status, restored.Status), Is.EqualTo((0, 0)), made.Output + restored.Output);
            Assert.That(restored.Output, Does.Contain("nothing is sent from it before your word"));
            Assert.That(run.Status, Is.EqualTo(1));
            Assert.That(run.Output, Does.Contain("run --accept-restored"));
            Assert.That(accepted, Does.Contain("issues/news.md may have been sent before the database was restored"));
            Assert.That(server.AcceptedCount, Is.EqualTo(Readers), "nothing twice");
        }
    }

    /// <summary>
    /// A machine whose service has watched since yesterday, has started before, and has an issue for today.
    /// </summary>
    private static async Task<InstalledNewsletter> OldMachineAsync(ScriptedSmtpServer server)
    {
        var old = Installed(server.Port);
        await old.FillAsync(Readers);
        File.Move(Path.Combine(old.Folder, "issues", "news.md"), Path.Combine(old.Folder, "news.md"));
        await using (var service = old.Start("run"))
        {
            await service.WaitForTextAsync("Next slot:", Patience);
            service.Send(Signal.Terminate);
            await service.WaitAsync(Patience);
        }

        File.Move(Path.Combine(old.Folder, "news.md"), Path.Combine(old.Folder, "issues", "news.md"));
        var yesterday = DateTimeOffset
            .UtcNow.AddDays(-1)
            .ToUnixTimeMilliseconds()
            .ToString(CultureInfo.InvariantCulture);
        await ExecuteAsync(
            old,
            "DELETE FROM dispatches; DELETE FROM watch; INSERT INTO watch (id, since_at, last_seen_at) VALUES (1, "
                + $"{yesterday}, {yesterday}); UPDATE owner SET seen_at = {yesterday}, ended_at = NULL"
        );
        return old;
    }

    private static InstalledNewsletter Installed(int port)
    {
        var newsletter = new InstalledNewsletter(port);
        var settings = File.ReadAllText(Path.Combine(newsletter.Folder, "appsettings.json"));
        newsletter.Write(
            "appsettings.json",
            settings.Replace("\"TimeZone\": \"Europe/Berlin\"", AllDay, StringComparison.Ordinal)
        );
        return newsletter;
    }

    /// <summary>Accepts the restored database and lets the service run at least one tick.</summary>
    /// <returns>The output of the service.</returns>
    private static async Task<string> AcceptAsync(InstalledNewsletter newsletter)
    {
        await using var service = newsletter.Start("run", "--accept-restored");
        await service.WaitForTextAsync("Next slot:", Patience);
        await ExecuteAsync(newsletter, "UPDATE watch SET last_seen_at = last_seen_at - 3600000");
        var until = DateTimeOffset.UtcNow.AddMinutes(-30).ToUnixTimeMilliseconds();
        using var late = new CancellationTokenSource(Patience);
        while (await ScalarAsync(newsletter, "SELECT last_seen_at FROM watch") < until)
        {
            Assert.That(late.IsCancellationRequested, Is.False, "no tick came");
            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }

        service.Send(Signal.Terminate);
        Assert.That(await service.WaitAsync(Patience), Is.Zero, service.Output + service.Error);
        return service.Output;
    }

    private static async Task ExecuteAsync(InstalledNewsletter newsletter, string sql)
    {
        await using var connection = await new LedgerFile(newsletter.DatabasePath).OpenAsync();
        await connection.ExecuteAsync(sql);
    }

    private static async Task<long> ScalarAsync(InstalledNewsletter newsletter, string sql)
    {
        await using var connection = await new LedgerFile(newsletter.DatabasePath).OpenAsync();
        return await connection.ExecuteScalarAsync<long>(sql);
    }
}
