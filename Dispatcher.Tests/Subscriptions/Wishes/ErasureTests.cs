using System.Text;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscribers.Import;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Subscriptions.Wishes;

[TestFixture, Integration]
internal sealed class ErasureTests
{
    private const string Canary = "canary.bird@example.org";

    private SubscriptionsAtWork _at = null!;

    [SetUp]
    public async Task Prepare() => _at = await SubscriptionsAtWork.CreateAsync(price: "€60", goodbye: true);

    [TearDown]
    public void Clean() => _at.Dispose();

    [Test]
    public async Task No_byte_of_an_erased_person_stays_in_the_file()
    {
        for (var i = 0; i < 50; i++)
        {
            await _at.AskAsync($"reader{i}@example.org", network: $"n{i}");
        }

        var id = await LiveAsync();
        for (var i = 50; i < 100; i++)
        {
            await _at.AskAsync($"reader{i}@example.org", network: $"n{i}");
        }

        var before = Hits();
        var counts = await _at.ListAsync(
            "SELECT state || count(*) FROM deliveries GROUP BY state UNION ALL SELECT 'mails' || count(*) FROM mails "
                + "UNION ALL SELECT 'attempts' || count(*) FROM attempts"
        );
        var outcome = await _at.Erasure.EraseAsync(id, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(before, Is.GreaterThan(5), "the search finds what is there");
            Assert.That((outcome, Hits()), Is.EqualTo((ErasureOutcome.Erased, 0)));
            Assert.That(
                await _at.ListAsync(
                    "SELECT state || count(*) FROM deliveries GROUP BY state UNION ALL SELECT 'mails' || count(*) "
                        + "FROM mails UNION ALL SELECT 'attempts' || count(*) FROM attempts"
                ),
                Is.EqualTo(counts)
            );
            Assert.That(
                await _at.ScalarAsync<long>("SELECT count(*) FROM payments WHERE subscriber_id = " + id),
                Is.EqualTo(1),
                "the books stay"
            );
            Assert.That(await _at.StatusAsync("reader60@example.org"), Is.EqualTo("pending"));
        }
    }

    [TestCase("active", null, "erased")]
    [TestCase("unsubscribed", null, "erased")]
    [TestCase("bounced", "bounce", "erased")]
    [TestCase("complained", null, "erased, suppressed")]
    [TestCase("complained", "complaint", "erased, suppressed")]
    [TestCase("bounced", "operator", "erased, suppressed")]
    public async Task A_keyed_hash_is_what_is_kept(string status, string? suppressed, string reason)
    {
        var id = await _at.AddAsync("ana@example.org", status);
        if (suppressed is not null)
        {
            await _at.ExecuteAsync(
                "INSERT INTO suppressions (email_key, kind, reason, created_at) VALUES ('ana@example.org', "
                    + $"'{suppressed}', 'words that nobody reads', 0)"
            );
        }

        await _at.Erasure.EraseAsync(id, CancellationToken.None);

        var key = ErasedAddress.KeyOf(EmailAddress.Parse("ANA@example.org"), _at.Tokens.OldestKey);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await _at.ListAsync(
                    "SELECT email_key || '|' || kind || '|' || reason || '|' || (evidence IS NULL) FROM suppressions"
                ),
                Is.EqualTo(new[] { $"{key}|erased|{reason}|1" })
            );
            Assert.That(
                await _at.AskAsync("ana@example.org"),
                Is.EqualTo(reason == "erased"),
                "who complained is never asked again"
            );
        }
    }

    [Test]
    public async Task Who_was_erased_can_come_back_by_themselves_and_the_hash_goes()
    {
        await _at.Erasure.EraseAsync(await _at.JoinAsync(), CancellationToken.None);

        var id = await _at.JoinAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That((id, await _at.StatusAsync()), Is.EqualTo((2L, "active")), "an id is never given twice");
            Assert.That(await _at.ScalarAsync<long>("SELECT count(*) FROM suppressions"), Is.Zero);
        }
    }

    [Test]
    public async Task While_a_message_is_on_the_wire_it_waits_and_nothing_comes_back()
    {
        var id = await _at.JoinAsync("ana@example.org");
        await _at.ExecuteAsync(
            $"""
            INSERT INTO dispatches (slot_date, state, slot_at, cut_off_at, created_at)
                VALUES ('2026-11-24', 'sending', 0, 0, 0);
            INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at)
                VALUES (1, {id}, 'ana@example.org', 'sending', 0);
            """
        );

        var change = await _at.Wish.EraseAsync(id, CancellationToken.None);
        await _at.LookAsync();
        var meanwhile = await _at.StatusAsync();
        var undone = await _at.Departures.UndoAsync(_at.Unsubscribe(id), CancellationToken.None);
        var page = await _at.Preferences.FindAsync(_at.Manage(id), CancellationToken.None);
        await _at.ExecuteAsync("UPDATE deliveries SET state = 'failed', reply = '550 ana@example.org unknown'");
        await _at.LookAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (change.IsDone, meanwhile, undone, page),
                Is.EqualTo((true, "unsubscribed", false, default(Preference)))
            );
            Assert.That(await _at.StatusAsync(), Is.Null);
            Assert.That(
                await _at.ListAsync("SELECT state || email || coalesce(reply, '') FROM deliveries"),
                Is.EqualTo(new[] { "failed" })
            );
            Assert.That(Hits("ana@example.org"), Is.Zero);
        }
    }

    [Test]
    public async Task What_was_still_to_be_sent_is_skipped()
    {
        var id = await _at.JoinAsync();
        await _at.ExecuteAsync(
            $"""
            INSERT INTO dispatches (slot_date, state, slot_at, cut_off_at, created_at)
                VALUES ('2026-11-24', 'sending', 0, 0, 0);
            INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at, due_at)
                VALUES (1, {id}, 'ana@example.org', 'deferred', 0, 5);
            """
        );

        await _at.Erasure.EraseAsync(id, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await _at.ListAsync("SELECT state || (due_at IS NULL) FROM deliveries"),
                Is.EqualTo(new[] { "skipped1" })
            );
            Assert.That(
                await _at.ListAsync("SELECT DISTINCT state || email || mail_values FROM mails"),
                Is.EqualTo(new[] { "skipped{}" })
            );
        }
    }

    [Test]
    public async Task An_import_does_not_bring_back_who_left()
    {
        var id = await _at.JoinAsync();
        await _at.Departures.LeaveAsync(_at.Unsubscribe(id), CancellationToken.None);
        using var folder = new TestFolder();

        await new CsvImport(_at.Database, _at.Clock, _at.Tokens.OldestKey).RunAsync(
            folder.Write("people.csv", "email,status\nana@example.org,active\n"),
            new Progress<ImportProgress>(),
            CancellationToken.None
        );

        Assert.That(await _at.StatusAsync(), Is.EqualTo("unsubscribed"));
    }

    [Test]
    public async Task A_strangers_sign_up_does_not_let_an_import_bring_back_who_was_erased()
    {
        await _at.Erasure.EraseAsync(await _at.JoinAsync(), CancellationToken.None);
        await _at.AskAsync("ana@example.org");
        using var folder = new TestFolder();

        await new CsvImport(_at.Database, _at.Clock, _at.Tokens.OldestKey).RunAsync(
            folder.Write("people.csv", "email,status\nana@example.org,active\n"),
            new Progress<ImportProgress>(),
            CancellationToken.None
        );

        Assert.That(await _at.StatusAsync(), Is.EqualTo("pending"));
    }

    [Test]
    public async Task Nobody_is_nobody() =>
        Assert.That(await _at.Erasure.EraseAsync(99, CancellationToken.None), Is.EqualTo(ErasureOutcome.Unknown));

    /// <summary>A person who did all that one can do.</summary>
    private async Task<long> LiveAsync()
    {
        var id = await _at.JoinAsync("first." + Canary);
        await _at.Preferences.SetNameAsync(
            _at.Manage(id),
            "canary.bird@example.org",
            "canary.bird@example.org",
            CancellationToken.None
        );
        await _at.Preferences.PauseAsync(_at.Manage(id), null, CancellationToken.None);
        await _at.Preferences.ResumeAsync(_at.Manage(id), CancellationToken.None);
        await _at.Addresses.RequestAsync(id, Canary, CancellationToken.None);
        await _at.Confirmations.ConfirmAsync(await _at.LastConfirmTokenAsync(), CancellationToken.None);
        await _at.ExecuteAsync(
            $"""
            UPDATE mails SET state = 'sent', reply = '250 {Canary} taken' WHERE subscriber_id = {id};
            INSERT INTO subscriber_tags VALUES ({id}, 'world');
            INSERT INTO suppressions (email_key, kind, reason, evidence, created_at)
                VALUES ('first.{Canary}', 'bounce', 'dead-address', '550 first.{Canary} is gone', 0);
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
            INSERT INTO dispatches (slot_date, state, slot_at, cut_off_at, created_at) SELECT '2026-10-' || i, 'done',
                0, 0, 0 FROM n;
            INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at)
            SELECT p.id, s.id, s.email, 'sent', 0 FROM dispatches p CROSS JOIN subscribers s;
            UPDATE deliveries SET reply = '250 ' || email || ' is a happy reader and this is long'
                WHERE dispatch_id > 3;
            INSERT INTO attempts (dispatch_id, subscriber_id, attempt, at, state, reply)
                VALUES (1, {id}, 1, 0, 'deferred', '451 {Canary} later');
            INSERT INTO payments VALUES ('pi_1', {id}, 6000, 'eur', 0, 0, NULL, NULL);
            """
        );
        await _at.Departures.LeaveAsync(_at.Unsubscribe(id, epoch: 1), CancellationToken.None);
        await _at.Departures.UndoAsync(_at.Unsubscribe(id, epoch: 1), CancellationToken.None);
        return id;
    }

    /// <summary>
    /// How often the address stands in the database's files, free pages and write-ahead log included.
    /// </summary>
    private int Hits(string address = Canary)
    {
        var hits = 0;
        foreach (var path in Directory.EnumerateFiles(Path.GetDirectoryName(_at.Database.Path)!))
        {
            using var file = new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);
            hits += Encoding.Latin1.GetString(bytes.ToArray()).Split(address).Length - 1;
        }

        return hits;
    }
}
