using System.Globalization;
using System.Text.Json;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Subscriptions.Wishes;

[TestFixture, Integration]
internal sealed class PreferenceTests
{
    private SubscriptionsAtWork _at = null!;
    private long _id;

    [SetUp]
    public async Task Prepare()
    {
        _at = await SubscriptionsAtWork.CreateAsync(price: "€60");
        _id = await _at.JoinAsync();
    }

    [TearDown]
    public void Clean() => _at.Dispose();

    private string Token => _at.Manage(_id);

    [Test]
    public async Task The_page_knows_what_is_set()
    {
        await _at.Preferences.SetNameAsync(Token, " Ana ", "Ruiz", CancellationToken.None);
        await _at.Preferences.SetTimeZoneAsync(Token, "america/new_york", CancellationToken.None);
        await _at.Addresses.RequestAsync(_id, "new@example.org", CancellationToken.None);

        var found = await _at.Preferences.FindAsync(Token, CancellationToken.None);

        Assert.That(
            found,
            Is.EqualTo(
                new Preference
                {
                    SubscriberId = 1,
                    Email = "ana@example.org",
                    FirstName = "Ana",
                    LastName = "Ruiz",
                    TimeZone = "America/New_York",
                    Status = SubscriberStatus.Active,
                    Term = SubscriberTerm.Trial,
                    TermEndsAt = new DateTimeOffset(2026, 12, 7, 23, 0, 0, TimeSpan.Zero),
                    TermUntil = new DateOnly(2026, 12, 7),
                    NextIssueAt = new DateTimeOffset(2026, 11, 23, 11, 0, 0, TimeSpan.Zero),
                    NextIssue = "Monday, 23 November, 06:00",
                    PendingEmail = "n…@e….org",
                }
            )
        );
    }

    [TestCase("active", null, "2026-11-24 05:00")]
    [TestCase("paused", "2026-12-01", "2026-12-01 05:00")]
    [TestCase("paused", "2026-12-05", "2026-12-07 05:00")]
    [TestCase("paused", "2026-12-08", null)]
    [TestCase("paused", null, null)]
    [TestCase("expired", null, null)]
    public async Task The_next_issue_is_the_first_after_a_pause_and_before_the_end(
        string status,
        string? until,
        string? next
    )
    {
        await _at.ExecuteAsync(
            $"UPDATE subscribers SET status = '{status}', paused_until = {(until is null ? "NULL" : $"'{until}'")}"
        );

        Assert.That(
            (await _at.Preferences.FindAsync(Token, CancellationToken.None))?.NextIssueAt?.UtcDateTime.ToString(
                "yyyy-MM-dd HH:mm",
                CultureInfo.InvariantCulture
            ),
            Is.EqualTo(next)
        );
    }

    [Test]
    public async Task Wrong_values_change_nothing_and_say_why()
    {
        var name = await _at.Preferences.SetNameAsync(Token, "A\nna", null, CancellationToken.None);
        var zone = await _at.Preferences.SetTimeZoneAsync(Token, "Mars/Base", CancellationToken.None);
        var address = await _at.Addresses.RequestAsync(_id, "nonsense", CancellationToken.None);
        var own = await _at.Addresses.RequestAsync(_id, "letter@example.com", CancellationToken.None);
        var same = await _at.Addresses.RequestAsync(_id, "ANA@example.org", CancellationToken.None);
        var pause = await _at.Preferences.PauseAsync(Token, new DateOnly(2026, 1, 1), CancellationToken.None);
        var resume = await _at.Preferences.ResumeAsync(Token, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                new[] { name, zone, address, own, same, pause, resume }.Select(change => change.IsDone),
                Is.All.False
            );
            Assert.That(
                new[] { name, zone, address, own, same, pause, resume }.Select(change => change.Kind),
                Is.EqualTo(
                    new[]
                    {
                        ChangeKind.NameRefused,
                        ChangeKind.ZoneUnknown,
                        ChangeKind.AddressRefused,
                        ChangeKind.AddressIsOurs,
                        ChangeKind.AddressIsSame,
                        ChangeKind.DayRefused,
                        ChangeKind.ActiveAlready,
                    }
                )
            );
            Assert.That(await _at.EventsAsync(_id), Has.Count.EqualTo(3));
            Assert.That(await _at.MailsAsync(), Has.Count.EqualTo(2));
        }
    }

    [Test]
    public async Task A_token_that_is_not_ours_does_nothing()
    {
        var token = _at.Unsubscribe(_id);
        var changes = new[]
        {
            await _at.Preferences.SetNameAsync(token, "Eve", null, CancellationToken.None),
            await _at.Preferences.SetTimeZoneAsync(token, null, CancellationToken.None),
            await _at.Preferences.PauseAsync(token, null, CancellationToken.None),
            await _at.Preferences.ResumeAsync(token, CancellationToken.None),
        };

        using (Assert.EnterMultipleScope())
        {
            Assert.That(changes, Is.All.EqualTo(Change.NotOurs));
            Assert.That(await _at.Preferences.FindAsync(token, CancellationToken.None), Is.Null);
            Assert.That(await _at.EventsAsync(_id), Has.Count.EqualTo(3));
        }
    }

    [Test]
    public async Task A_pause_and_its_end_are_said_warmly()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await _at.Preferences.PauseAsync(Token, new DateOnly(2026, 12, 1), CancellationToken.None),
                Is.EqualTo(Change.Done(ChangeKind.PausedUntil, new DateOnly(2026, 12, 1)))
            );
            Assert.That(
                await _at.Preferences.ResumeAsync(Token, CancellationToken.None),
                Is.EqualTo(Change.Done(ChangeKind.ResumedWithNext, "Tuesday, 24 November, 06:00"))
            );
        }
    }

    [Test]
    public async Task A_new_address_is_confirmed_there_and_told_to_the_old_one()
    {
        await _at.Addresses.RequestAsync(_id, "New@example.org", CancellationToken.None);
        var before = await _at.StatusAsync();
        var token = await _at.LastConfirmTokenAsync();
        var asked = await _at.Confirmations.FindAsync(token, CancellationToken.None);

        var result = await _at.Confirmations.ConfirmAsync(token, CancellationToken.None);
        var again = await _at.Confirmations.ConfirmAsync(token, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (before, asked),
                Is.EqualTo(
                    ("active", new PendingConfirmation("New@example.org", IsAddressChange: true, IsConfirmed: false))
                )
            );
            Assert.That(
                (result.Outcome, again.Outcome, result.IsAddressChange, result.Email),
                Is.EqualTo((ConfirmOutcome.Confirmed, ConfirmOutcome.AlreadyConfirmed, true, "New@example.org"))
            );
            Assert.That(
                await _at.ListAsync("SELECT id || ' ' || email || ' ' || email_key || ' ' || status FROM subscribers"),
                Is.EqualTo(new[] { "1 New@example.org new@example.org active" })
            );
            Assert.That(
                await _at.ListAsync("SELECT kind || ' ' || email FROM mails WHERE id > 2"),
                Is.EqualTo(new[] { "confirm-address New@example.org", "address-changed ana@example.org" })
            );
            Assert.That(
                (await _at.EventsAsync(_id)).TakeLast(2),
                Is.EqualTo(new[] { "address-changed from a***@example.org", "links-renewed the address changed" })
            );
        }
    }

    [TestCase("sending", "pending", "new@example.org")]
    [TestCase("paused", "deferred", "new@example.org")]
    [TestCase("sending", "sending", "ana@example.org")]
    [TestCase("done", "sent", "ana@example.org")]
    public async Task An_issue_whose_morning_is_still_to_come_goes_to_the_new_address(
        string dispatch,
        string delivery,
        string email
    )
    {
        await _at.ExecuteAsync(
            $"""
            INSERT INTO dispatches (id, slot_date, issue_slug, slot_at, state, recipients, cut_off_at, created_at)
            VALUES (7, '2026-11-23', 'letter', 0, '{dispatch}', 1, 0, 0);
            INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at)
                VALUES (7, {_id}, 'ana@example.org', '{delivery}', 0);
            """
        );

        await _at.Addresses.RequestAsync(_id, "new@example.org", CancellationToken.None);
        await _at.Confirmations.ConfirmAsync(await _at.LastConfirmTokenAsync(), CancellationToken.None);

        Assert.That(await _at.ListAsync("SELECT email FROM deliveries"), Is.EqualTo(new[] { email }));
    }

    [Test]
    public async Task A_bounced_person_comes_back_by_a_new_address()
    {
        await _at.ExecuteAsync(
            "UPDATE subscribers SET status = 'bounced'; INSERT INTO suppressions (email_key, kind, reason, evidence, "
                + "created_at) VALUES ('ana@example.org', 'bounce', 'dead-address', '550', 0)"
        );

        await _at.Addresses.RequestAsync(_id, "new@example.org", CancellationToken.None);
        await _at.Confirmations.ConfirmAsync(await _at.LastConfirmTokenAsync(), CancellationToken.None);

        Assert.That(
            (
                await _at.StatusAsync("new@example.org"),
                await _at.ScalarAsync<string>("SELECT email_key FROM suppressions")
            ),
            Is.EqualTo(("active", "ana@example.org"))
        );
    }

    [TestCase(
        "INSERT INTO suppressions (email_key, kind, reason, evidence, created_at) VALUES ('new@example.org', "
            + "'bounce', 'dead-address', '550', 0)"
    )]
    [TestCase(
        "INSERT INTO subscribers (email, email_key, status, created_at, updated_at) VALUES ('new@example.org', "
            + "'new@example.org', 'active', 0, 0)"
    )]
    public async Task An_address_that_is_taken_or_suppressed_is_answered_alike_and_not_mailed(string sql)
    {
        var free = await _at.Addresses.RequestAsync(_id, "other@example.org", CancellationToken.None);
        await _at.ExecuteAsync(sql);

        var answer = await _at.Addresses.RequestAsync(_id, "new@example.org", CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                answer,
                Is.EqualTo(free with { Values = ["new@example.org"] }),
                "the answers differ in the address only"
            );
            Assert.That(await _at.MailsAsync(), Is.EqualTo(new[] { "confirm", "welcome", "confirm-address" }));
            Assert.That(
                (await _at.Preferences.FindAsync(Token, CancellationToken.None))!.PendingEmail,
                Is.EqualTo("n…@e….org"),
                "the page shows it as it shows any other"
            );
            Assert.That(
                await _at.Export.WriteAsync(_id, CancellationToken.None),
                Does.Contain("new@example.org").And.Not.Contain("confirm-address")
            );
        }
    }

    [TestCase(
        "INSERT INTO suppressions (email_key, kind, reason, evidence, created_at) VALUES ('new@example.org', "
            + "'bounce', 'dead-address', '550', 0)",
        false
    )]
    [TestCase(
        "INSERT INTO subscribers (email, email_key, status, created_at, updated_at) VALUES ('new@example.org', "
            + "'new@example.org', 'active', 0, 0)",
        false
    )]
    [TestCase(
        "INSERT INTO subscribers (email, email_key, status, created_at, updated_at) VALUES ('new@example.org', "
            + "'new@example.org', 'pending', 0, 0)",
        true
    )]
    [TestCase("UPDATE subscribers SET status = 'unsubscribed'", false)]
    public async Task What_happened_meanwhile_decides_whether_an_address_is_changed(string sql, bool isChanged)
    {
        await _at.Addresses.RequestAsync(_id, "new@example.org", CancellationToken.None);
        await _at.ExecuteAsync(sql);

        var result = await _at.Confirmations.ConfirmAsync(await _at.LastConfirmTokenAsync(), CancellationToken.None);

        Assert.That(
            (result.Outcome, await _at.ScalarAsync<string>("SELECT email FROM subscribers WHERE id = 1")),
            Is.EqualTo(
                isChanged ? (ConfirmOutcome.Confirmed, "new@example.org") : (ConfirmOutcome.NoGood, "ana@example.org")
            )
        );
    }

    [Test]
    public async Task Nobody_mails_strangers_through_changes_of_address()
    {
        for (var i = 0; i < 10; i++)
        {
            await _at.Addresses.RequestAsync(_id, $"victim{i}@example.org", CancellationToken.None);
            await _at.Addresses.RequestAsync(_id, "victim0@example.org", CancellationToken.None);
        }

        Assert.That(
            await _at.ListAsync("SELECT email FROM mails WHERE kind = 'confirm-address'"),
            Is.EqualTo(new[] { "victim0@example.org", "victim1@example.org" })
        );
    }

    [Test]
    public async Task An_export_has_all_about_a_person_and_nothing_about_others()
    {
        await _at.JoinAsync("canary-other@example.org");
        await _at.ExecuteAsync(
            """
            INSERT INTO dispatches (slot_date, title, state, slot_at, cut_off_at, created_at)
                VALUES ('2026-11-24', 'The news', 'done', 0, 0, 0);
            INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at, reply)
                VALUES (1, 1, 'ana@example.org', 'sent', 0, '250 ok'),
                (1, 2, 'canary-other@example.org', 'sent', 0, '250 canary');
            INSERT INTO attempts (dispatch_id, subscriber_id, attempt, at, state, reply)
                VALUES (1, 1, 1, 0, 'deferred', '451 later'), (1, 2, 1, 0, 'deferred', 'canary');
            INSERT INTO subscriber_tags VALUES (1, 'world'), (2, 'canary');
            INSERT INTO returns (at, source, kind, subscriber_id, reason, is_hard, evidence)
                VALUES (0, 'imap', 'bounce', 1, 'mailbox-full', 0, '552 full'),
                (0, 'imap', 'bounce', 2, 'spam', 0, 'canary');
            INSERT INTO payments VALUES ('pi_1', 1, 6000, 'eur', 0, 0, NULL, NULL),
                ('canary', 2, 6000, 'eur', 0, 0, NULL, NULL);
            """
        );

        var text = await _at.Export.WriteAsync(_id, CancellationToken.None);

        var json = JsonDocument.Parse(text!).RootElement;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(text, Does.Not.Contain("canary").And.Contain("\n  \"profile\": {"));
            Assert.That(json.GetProperty("profile").GetProperty("email").GetString(), Is.EqualTo("ana@example.org"));
            Assert.That(
                json.EnumerateObject()
                    .Where(part => part.Value.ValueKind is JsonValueKind.Array)
                    .Select(part => $"{part.Name} {part.Value.GetArrayLength()}"),
                Is.EqualTo(
                    new[]
                    {
                        "tags 1",
                        "events 3",
                        "confirmations 1",
                        "links 0",
                        "deliveries 1",
                        "attempts 1",
                        "mails 2",
                        "payments 1",
                        "returns 1",
                        "suppressions 0",
                    }
                )
            );
            Assert.That(json.GetProperty("deliveries")[0].GetProperty("title").GetString(), Is.EqualTo("The news"));
        }
    }
}
