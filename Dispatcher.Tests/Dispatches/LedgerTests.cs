using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Dispatches;

[TestFixture, Integration]
internal sealed class LedgerTests
{
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    private const string Everybody = "TRUE";

    private readonly FakeTimeProvider _clock = new(Six);
    private Workplace _work = null!;
    private Dispatch _dispatch = null!;

    [SetUp]
    public async Task Open()
    {
        _work = await Workplace.CreateAsync(subscribers: 3, _clock);
        _dispatch = await _work.BeginAsync(_work.Dispatcher(_work.Pickup()));
    }

    [TearDown]
    public void Close() => _work.Dispose();

    [Test]
    public void A_begun_dispatch_is_read_with_all_its_fields() =>
        Assert.That(
            _dispatch,
            Is.EqualTo(
                new Dispatch
                {
                    Id = 1,
                    SlotDate = new DateOnly(2026, 11, 24),
                    IssueSlug = "2026-11-24-news",
                    Title = "The news",
                    State = DispatchState.Sending,
                    Recipients = 3,
                    SlotAt = Six,
                    CutOffAt = Six.AddHours(6),
                    CreatedAt = Six,
                    StartedAt = Six,
                }
            )
        );

    [Test]
    public async Task A_due_recipient_is_read_with_all_its_fields()
    {
        await _work.ExecuteAsync(
            "INSERT INTO subscriber_tags VALUES (2, 'founder'), (2, 'press'); UPDATE subscribers SET last_name = "
                + "'Ruiz', time_zone = 'Europe/Madrid', term = 'trial', term_ends_at = 1796943600000 WHERE id = 2"
        );

        var due = await _work.Ledger.PendingAsync(1, wave: null, after: 1, limit: 1, Everybody, CancellationToken.None);

        Assert.That(
            due.Single(),
            Is.EqualTo(
                new DueRecipient
                {
                    SubscriberId = 2,
                    Email = "reader2@example.org",
                    Attempts = 0,
                    FirstName = "Reader 2",
                    LastName = "Ruiz",
                    TimeZone = "Europe/Madrid",
                    Term = "trial",
                    TermEndsAt = DateTimeOffset.FromUnixTimeMilliseconds(1796943600000),
                    Status = "active",
                    Tags = "founder press",
                }
            )
        );
    }

    [Test]
    public async Task An_outcome_is_read_with_all_its_fields_and_has_a_row_in_attempts()
    {
        await using (var writer = Writer())
        {
            Assert.That(await writer.WriteAsync(last: null, next: 2), Is.EqualTo(Grant.Go));
            await writer.WriteAsync(
                new LedgerOutcome(2, DeliveryState.Deferred, CountsAsAttempt: true, Six.AddMinutes(5), "450 later"),
                next: null
            );
        }

        var row = (await _work.Ledger.InStatesAsync(1, [DeliveryState.Deferred], 10, CancellationToken.None)).Single();
        await using var connection = await _work.Database.OpenAsync(CancellationToken.None);
        var attempt = await connection.QuerySingleAsync<(long, long, long, long, string, string)>(
            "SELECT dispatch_id, subscriber_id, attempt, at, state, reply FROM attempts"
        );

        Assert.That(
            row,
            Is.EqualTo(
                new DeliveryRow
                {
                    SubscriberId = 2,
                    Email = "reader2@example.org",
                    State = DeliveryState.Deferred,
                    Attempts = 1,
                    Resends = 0,
                    DueAt = Six.AddMinutes(5),
                    UpdatedAt = Six,
                    Reply = "450 later",
                }
            )
        );
        Assert.That(attempt, Is.EqualTo((1L, 2L, 1L, Six.ToUnixTimeMilliseconds(), "deferred", "450 later")));
    }

    [Test]
    public async Task Deferred_recipients_are_read_only_when_they_are_due()
    {
        await _work.ExecuteAsync(
            $"UPDATE deliveries SET state = 'deferred', due_at = {Six.AddMinutes(5).ToUnixTimeMilliseconds()} WHERE "
                + "subscriber_id = 2"
        );

        var before = await _work.Ledger.DeferredAsync(
            1,
            DeferredCursor.Start,
            _clock.GetUtcNow(),
            10,
            Everybody,
            CancellationToken.None
        );
        _clock.Advance(TimeSpan.FromMinutes(5));
        var after = await _work.Ledger.DeferredAsync(
            1,
            DeferredCursor.Start,
            _clock.GetUtcNow(),
            10,
            Everybody,
            CancellationToken.None
        );

        Assert.That(before, Is.Empty);
        Assert.That(after.Single().SubscriberId, Is.EqualTo(2));
        Assert.That(await _work.Ledger.NextDueAsync(1, CancellationToken.None), Is.EqualTo(Six.AddMinutes(5)));
    }

    [Test]
    public async Task A_terminal_state_never_changes()
    {
        await using (var writer = Writer())
        {
            await writer.WriteAsync(last: null, next: 2);
            await writer.WriteAsync(
                new LedgerOutcome(2, DeliveryState.Sent, CountsAsAttempt: true, DueAt: null, "250 ok"),
                next: null
            );
            await writer.WriteAsync(
                new LedgerOutcome(2, DeliveryState.Failed, CountsAsAttempt: true, DueAt: null, "550 late"),
                next: null
            );
            Assert.That(
                await writer.WriteAsync(last: null, next: 2),
                Is.EqualTo(Grant.Skipped),
                "who has it is never sent to again"
            );
        }

        var row = (await _work.Ledger.InStatesAsync(1, [DeliveryState.Sent], 10, CancellationToken.None)).Single();
        Assert.That((row.SubscriberId, row.Attempts, row.Reply), Is.EqualTo((2L, 1L, "250 ok")));
    }

    [Test]
    public async Task Nothing_is_granted_while_another_program_locks_the_database()
    {
        await using var other = await _work.Database.OpenAsync(CancellationToken.None);
        var writer = new LedgerWriter(
            _work.Database,
            Scope(_work),
            connections: 1,
            TimeProvider.System,
            NullLogger<LedgerWriter>.Instance
        );
        await using (writer)
        {
            Task<Grant> granted;
            await using (var transaction = other.BeginTransaction(deferred: false))
            {
                granted = writer.WriteAsync(last: null, next: 2);
                await Task.Delay(100);
                Assert.That(granted.IsCompleted, Is.False);
            }

            Assert.That(await granted, Is.EqualTo(Grant.Go));
        }
    }

    [Test]
    public async Task A_database_that_is_full_stops_the_sending_and_says_so_until_there_is_room()
    {
        // The limit is one page more than the database has: the next commit that grows it fails with SQLITE_FULL, as on
        // a full disk.
        await using var connection = await _work.Database.OpenAsync(CancellationToken.None);
        await using var writer = new LedgerWriter(
            _work.Database,
            Scope(_work),
            connections: 1,
            TimeProvider.System,
            NullLogger<LedgerWriter>.Instance
        );
        await connection.ExecuteAsync(
            "CREATE TRIGGER full BEFORE UPDATE ON deliveries BEGIN SELECT RAISE(ABORT, 'no room'); END"
        );

        var granted = writer.WriteAsync(last: null, next: 2);
        Assert.That(() => writer.Trouble, Is.Not.Null.After(20_000, 20));
        var (wasGranted, trouble) = (granted.IsCompleted, writer.Trouble);
        await connection.ExecuteAsync("DROP TRIGGER full");

        Assert.That(wasGranted, Is.False);
        Assert.That(trouble, Does.Contain("no room"));
        Assert.That(await granted, Is.EqualTo(Grant.Go));
        Assert.That(writer.Trouble, Is.Null);
    }

    [Test]
    public async Task Fifty_callers_at_once_begin_one_dispatch()
    {
        using var other = await Workplace.CreateAsync(subscribers: 3);
        var package = other.Package();
        var dispatcher = other.Dispatcher(other.Pickup());
        var now = DateTimeOffset.UtcNow;

        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(_ =>
                    Task.Run(() =>
                        dispatcher.BeginAsync(
                            package,
                            new DateOnly(2026, 11, 24),
                            now,
                            now.AddHours(6),
                            isByHand: false,
                            CancellationToken.None
                        )
                    )
                )
        );

        Assert.That(results.Count(result => result.Result is BeginResult.Begun), Is.EqualTo(1));
        Assert.That(results.Count(result => result.Result is BeginResult.Refused), Is.EqualTo(49));
    }

    [Test]
    public async Task An_issue_that_was_sent_is_not_sent_on_another_day()
    {
        var (result, _) = await _work
            .Dispatcher(_work.Pickup())
            .BeginAsync(
                _work.Package(),
                new DateOnly(2026, 11, 25),
                Six.AddDays(1),
                Six.AddDays(1).AddHours(6),
                isByHand: false,
                CancellationToken.None
            );

        Assert.That(result, Is.TypeOf<BeginResult.Refused>());
    }

    [Test]
    public async Task A_missed_slot_is_filled_only_when_a_person_asks()
    {
        var tomorrow = new DateOnly(2026, 11, 25);
        await _work.Dispatches.RecordMissedAsync(
            tomorrow,
            Six.AddDays(1),
            Six.AddDays(1).AddHours(6),
            "the service was down",
            CancellationToken.None
        );
        var package = _work.Package(_work.Issue("2026-11-25-more.md"));
        var dispatcher = _work.Dispatcher(_work.Pickup());

        var (alone, _) = await dispatcher.BeginAsync(
            package,
            tomorrow,
            Six,
            Six.AddHours(6),
            isByHand: false,
            CancellationToken.None
        );
        var (asked, _) = await dispatcher.BeginAsync(
            package,
            tomorrow,
            Six,
            Six.AddHours(6),
            isByHand: true,
            CancellationToken.None
        );

        Assert.That(alone, Is.TypeOf<BeginResult.Refused>());
        Assert.That(asked, Is.EqualTo(new BeginResult.Begun(2, 3)));
    }

    [Test]
    public async Task A_tag_chooses_the_recipients()
    {
        await _work.ExecuteAsync("INSERT INTO subscriber_tags VALUES (2, 'founder')");
        var package = _work.Package(_work.Issue("2026-11-25-more.md", frontMatter: "status: ready\naudience: founder"));

        var (result, _) = await _work
            .Dispatcher(_work.Pickup())
            .BeginAsync(
                package,
                new DateOnly(2026, 11, 25),
                Six,
                Six.AddHours(6),
                isByHand: false,
                CancellationToken.None
            );

        Assert.That(result, Is.EqualTo(new BeginResult.Begun(2, 1)));
    }

    [Test]
    public async Task A_file_that_is_edited_after_the_start_does_not_change_the_messages()
    {
        var before = await _work.Dispatches.FilesAsync(_dispatch, CancellationToken.None);
        _work.Issue(body: "Something else.");
        File.WriteAllText(Path.Combine(_work.TemplatesFolder, "issue.sbn-html"), "gone");

        await _work.Dispatcher(_work.Pickup()).ContinueAsync(_dispatch, new DispatchProgress(), CancellationToken.None);

        var mails = Directory
            .EnumerateFiles(_work.Pickup().Name, "*.eml")
            .Select(path => MimeKit.MimeMessage.Load(path).HtmlBody)
            .ToList();
        Assert.That(mails, Has.Count.EqualTo(3));
        Assert.That(mails, Has.All.Contain("here is the news."));
        Assert.That(
            await _work.Dispatches.FilesAsync(_dispatch, CancellationToken.None),
            Has.Count.EqualTo(before.Count)
        );
    }

    [Test]
    public async Task Five_hundred_outcomes_of_many_connections_share_few_commits()
    {
        using var many = await Workplace.CreateAsync(subscribers: 500);
        await many.BeginAsync(many.Dispatcher(many.Pickup()));

        await using (
            var writer = new LedgerWriter(
                many.Database,
                Scope(many),
                connections: 8,
                TimeProvider.System,
                NullLogger<LedgerWriter>.Instance
            )
        )
        {
            var granted = await Task.WhenAll(Enumerable.Range(1, 500).Select(id => writer.WriteAsync(last: null, id)));
            Assert.That(granted, Is.All.EqualTo(Grant.Go));
        }

        Assert.That((await many.Ledger.CountsAsync(1, CancellationToken.None))[DeliveryState.Sending], Is.EqualTo(500));
    }

    [Test]
    public async Task A_message_that_is_deferred_after_its_reader_moved_goes_to_the_new_address()
    {
        await using (var writer = Writer())
        {
            Assert.That(await writer.WriteAsync(last: null, next: 2), Is.EqualTo(Grant.Go));
            await MoveAsync();
            await writer.WriteAsync(
                new LedgerOutcome(2, DeliveryState.Deferred, CountsAsAttempt: true, Six, "450 later"),
                next: null
            );
        }

        var due = await _work.Ledger.DeferredAsync(1, DeferredCursor.Start, Six, 10, Everybody, CancellationToken.None);

        Assert.That(
            due.Select(one => (one.Email, one.LinkEpoch)),
            Is.EqualTo(new[] { ("moved@example.net", 1L) }),
            "the link that opens the subscription never goes to the address before"
        );
    }

    [Test]
    public async Task A_message_that_was_sent_after_its_reader_moved_keeps_the_address_that_got_it()
    {
        await using (var writer = Writer())
        {
            await writer.WriteAsync(last: null, next: 2);
            await MoveAsync();
            await writer.WriteAsync(
                new LedgerOutcome(2, DeliveryState.Sent, CountsAsAttempt: true, DueAt: null, "250 ok"),
                next: null
            );
        }

        var sent = await _work.Ledger.InStatesAsync(1, [DeliveryState.Sent], 10, CancellationToken.None);
        Assert.That(sent.Select(row => row.Email), Is.EqualTo(new[] { "reader2@example.org" }));
    }

    [Test]
    public async Task A_message_in_transfer_at_a_crash_is_sent_again_to_the_address_that_its_reader_has_now()
    {
        await _work.ExecuteAsync("UPDATE deliveries SET state = 'sending' WHERE subscriber_id = 2");
        await MoveAsync();

        await _work.Ledger.RecoverAsync(1, UncertainPolicy.Resend, CancellationToken.None);

        var due = await _work.Ledger.PendingAsync(1, wave: null, after: 1, limit: 1, Everybody, CancellationToken.None);
        Assert.That((due[0].Email, due[0].LinkEpoch), Is.EqualTo(("moved@example.net", 1L)));
    }

    [TestCase("other@example.net", false)]
    [TestCase("Reader2@Example.org", true)]
    public async Task A_message_to_an_address_that_is_not_the_readers_any_more_is_skipped_with_a_reason(
        string email,
        bool goes
    )
    {
        await _work.ExecuteAsync(
            $"UPDATE subscribers SET email = '{email}', email_key = '{email.ToLowerInvariant()}' WHERE id = 2"
        );
        Grant grant;
        await using (var writer = Writer())
        {
            grant = await writer.WriteAsync(last: null, next: 2);
        }

        var skipped = await _work.Ledger.InStatesAsync(1, [DeliveryState.Skipped], 10, CancellationToken.None);
        Assert.That(grant, Is.EqualTo(goes ? Grant.Go : Grant.Skipped));
        Assert.That(
            skipped.Select(row => row.Reply),
            goes ? Is.Empty : Is.EqualTo(new[] { "the reader has another address now" })
        );
    }

    [TestCase(UncertainPolicy.Resend, 2, 0)]
    [TestCase(UncertainPolicy.Hold, 0, 2)]
    public async Task Recovery_follows_the_policy(UncertainPolicy policy, int resent, int held)
    {
        await _work.ExecuteAsync("UPDATE deliveries SET state = 'sending' WHERE subscriber_id IN (1, 2)");

        Assert.That(await _work.Ledger.RecoverAsync(1, policy, CancellationToken.None), Is.EqualTo((resent, held)));
    }

    /// <summary>Gives reader 2 a new address, as a confirmed change does.</summary>
    private Task<bool> MoveAsync() =>
        _work.Database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var address = EmailAddress.Parse("moved@example.net");
                await SubscriberTable.MoveAsync(connection, transaction, 2, address, Six);
                await DeliveryTable.MoveAsync(connection, transaction, 2, address);
                await SubscriberTable.RaiseLinkEpochAsync(connection, transaction, 2, Six);
                return true;
            },
            CancellationToken.None
        );

    private LedgerWriter Writer() =>
        new(_work.Database, Scope(_work), connections: 1, _clock, NullLogger<LedgerWriter>.Instance);

    private static LedgerScope Scope(Workplace work) => new(DispatchId: 1, Revision: 0, work.Ownership.Token);
}
