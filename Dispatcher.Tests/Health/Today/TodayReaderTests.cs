using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Health.Today;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Health.Today;

/// <summary>It is Monday, 30 November 2026, 09:00 in Berlin.</summary>
[TestFixture, Integration]
internal sealed class TodayReaderTests
{
    private readonly FakeTimeProvider _clock = new(new(2026, 11, 30, 8, 0, 0, TimeSpan.Zero));

    [Test]
    public async Task The_numbers_are_those_of_the_issue_and_of_its_days()
    {
        using var workplace = await Workplace.CreateAsync(subscribers: 6, _clock);
        await workplace.ExecuteAsync(
            """
            INSERT INTO dispatches (id, kind, slot_date, issue_slug, title, state, recipients, slot_at, cut_off_at,
                created_at, started_at)
            VALUES (1, 'issue', '2026-11-27', 'friday', 'The end of the week', 'done', 6, 0, 0, 0, 1),
                   (2, 'issue', '2026-11-26', 'thursday', 'Earlier', 'done', 6, 0, 0, 0, 1),
                   (3, 'issue', '2026-11-30', 'monday', 'The beginning', 'sending', 6, 0, 0, 0, 1);
            INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at)
            VALUES (1, 1, 'a', 'sent', 0), (1, 2, 'b', 'sent', 0), (1, 3, 'c', 'failed', 0), (1, 4, 'd', 'expired', 0),
                   (1, 5, 'e', 'uncertain', 0), (1, 6, 'f', 'skipped', 0), (2, 1, 'a', 'sent', 0),
                   (3, 1, 'a', 'sent', 0), (3, 2, 'b', 'pending', 0), (3, 3, 'c', 'sending', 0);
            INSERT INTO returns (at, source, kind, subscriber_id, dispatch_id, reason, is_hard, status)
            VALUES (0, 'x', 'bounce', 1, 1, 'gone', 1, '5.1.1'), (0, 'x', 'complaint', 1, 1, 'spam', 0, NULL);
            """
        );
        // Friday 00:00 in Berlin is Thursday 23:00 UTC.
        await HappenedAsync(workplace, 1, "confirmed", "2026-11-26T22:59Z");
        await HappenedAsync(workplace, 2, "confirmed", "2026-11-26T23:00Z");
        await HappenedAsync(workplace, 2, "came-back", "2026-11-28T12:00Z");
        await HappenedAsync(workplace, 3, "left", "2026-11-29T12:00Z");
        await HappenedAsync(workplace, 4, "paid", "2026-11-29T12:00Z");
        await HappenedAsync(workplace, 5, "expired", "2026-11-29T22:59Z");
        await HappenedAsync(workplace, 6, "expired", "2026-11-29T23:00Z");
        await HappenedAsync(workplace, 6, "imported", "2026-11-29T12:00Z");

        var stand = await Reader(workplace).ReadAsync(CancellationToken.None);

        Assert.That(stand.Before.Span.Name, Is.EqualTo("Fri 27 Nov to Sun 29 Nov"));
        Assert.That(stand.Before.Titles, Is.EqualTo(new[] { "The end of the week" }));
        Assert.That((stand.Before.Sent, stand.Before.Refused, stand.Before.Returned), Is.EqualTo((2L, 2L, 1L)));
        Assert.That(stand.Before.Happened, Is.EqualTo(new EventCounts(Joined: 1, Left: 1, Paid: 1, Ended: 1)));
        Assert.That(stand.Today.Titles, Is.EqualTo(new[] { "The beginning" }));
        Assert.That((stand.Today.Sent, stand.Today.Happened.Ended), Is.EqualTo((1L, 1L)));
        Assert.That(stand.Tasks.Single(task => task.Kind is TodayTaskKind.UncertainDeliveries).Count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_dispatch_that_nothing_sends_now_is_counted_from_the_ledger_and_names_its_next_wave()
    {
        using var workplace = await Workplace.CreateAsync(subscribers: 3, _clock);
        await workplace.ExecuteAsync(
            $"""
            INSERT INTO dispatches (id, kind, slot_date, issue_slug, title, state, recipients, slot_at, cut_off_at,
                created_at, started_at)
            VALUES (3, 'issue', '2026-11-30', 'monday', 'The beginning', 'sending', 3, 0, 0, 0, 1);
            INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at)
            VALUES (3, 1, 'a', 'sent', 0), (3, 2, 'b', 'pending', 0), (3, 3, 'c', 'pending', 0);
            INSERT INTO waves (dispatch_id, at, catch_up_until, cut_off_at, begun_at)
            VALUES (3, 1, 2, 3, 1), (3, {_clock.GetUtcNow().AddHours(3).ToUnixTimeMilliseconds()}, 9, 9, NULL);
            """
        );

        var stand = (await Reader(workplace).ReadAsync(CancellationToken.None)).Running.Single();

        Assert.That((stand.Counts.Sent, stand.Counts.Open, stand.Percent), Is.EqualTo((1L, 2L, 33)));
        Assert.That(stand.NextWave, Is.EqualTo(_clock.GetUtcNow().AddHours(3)));
        Assert.That(stand.State, Is.EqualTo(CheckState.Green));
    }

    [Test]
    public async Task The_progress_of_a_dispatch_that_is_sent_now_comes_from_its_run()
    {
        using var workplace = await Workplace.CreateAsync(subscribers: 3, _clock);
        await workplace.ExecuteAsync(
            """
            INSERT INTO dispatches (id, kind, slot_date, issue_slug, title, state, recipients, slot_at, cut_off_at,
                created_at, started_at)
            VALUES (3, 'issue', '2026-11-30', 'monday', 'The beginning', 'sending', 3, 0, 0, 0, 1)
            """
        );
        var dispatch = (await workplace.Dispatches.FindAsync(3, CancellationToken.None))!;
        using var running = new RunningDispatches(_clock, NullLogger<RunningDispatches>.Instance);
        var deadline = _clock.GetUtcNow().AddMinutes(30);
        var progress = new DispatchProgress
        {
            Deadline = deadline,
            Outlook = new(10, deadline.AddMinutes(5), deadline, TimeSpan.FromMinutes(5)),
        };
        progress.Begin(dispatch, new Dictionary<DeliveryState, long> { [DeliveryState.Sent] = 2 });
        running.Show(3, progress);

        var stand = (await Reader(workplace, running).ReadAsync(CancellationToken.None)).Running.Single();

        Assert.That((stand.Counts.Sent, stand.IsLate, stand.State), Is.EqualTo((2L, true, CheckState.Red)));
    }

    [Test]
    public async Task The_looks_of_the_doctor_come_newest_first()
    {
        using var workplace = await Workplace.CreateAsync(subscribers: 0, _clock);
        var table = new HealthTable(workplace.Database);
        var day = new DateOnly(2026, 11, 30);
        await TakeAsync(LookKind.Evening, _clock.GetUtcNow().AddHours(-16), [Check.Red("relay", "Down.", "Mend it.")]);
        await TakeAsync(LookKind.Morning, _clock.GetUtcNow().AddHours(-4), []);

        var looks = (await Reader(workplace).ReadAsync(CancellationToken.None)).Looks;

        Assert.That(
            looks.Select(look => (look.Kind, look.Red.Count)),
            Is.EqualTo(new[] { (LookKind.Morning, 0), (LookKind.Evening, 1) })
        );
        Assert.That(looks[1].Red[0].Do, Is.EqualTo("Mend it."));

        Task TakeAsync(LookKind kind, DateTimeOffset at, IReadOnlyList<Check> red) =>
            table.TakeAsync([new SlotLook(day, kind)], at, red, CancellationToken.None);
    }

    [Test]
    public async Task No_approval_is_asked_for_unless_something_asks()
    {
        using var workplace = await Workplace.CreateAsync(subscribers: 1, _clock);
        workplace.Issue("2026-12-01-news.md", frontMatter: "status: ready\ndate: 2026-12-01");

        var slot = (await Reader(workplace).ReadAsync(CancellationToken.None)).Slots[^1];

        Assert.That(slot.Issue?.Slug, Is.EqualTo("2026-12-01-news"));
        Assert.That(slot.Approval, Is.Null);
    }

    [Test]
    public async Task The_approval_of_what_fills_the_slot_stands_beside_it()
    {
        using var workplace = await Workplace.CreateAsync(subscribers: 1, _clock);
        workplace.Issue("2026-12-01-news.md", frontMatter: "status: ready\ndate: 2026-12-01");

        var stand = await Reader(workplace, approval: new NobodyApproved()).ReadAsync(CancellationToken.None);

        Assert.That(stand.Slots[^1].Approval, Is.EqualTo(new ApprovalStand(IsApproved: false, "waits for Ana")));
        Assert.That(stand.Tasks.Select(task => task.Kind), Does.Contain(TodayTaskKind.IssuesToApprove));
    }

    private static Task HappenedAsync(Workplace workplace, long reader, string what, string at) =>
        workplace.ExecuteAsync(
            "INSERT INTO subscriber_events (subscriber_id, at, event) VALUES "
                + $"({reader}, {DateTimeOffset.Parse(at, null).ToUnixTimeMilliseconds()}, '{what}')"
        );

    private TodayReader Reader(
        Workplace workplace,
        RunningDispatches? running = null,
        IApprovalState? approval = null
    ) =>
        new(
            workplace.Database,
            new QueueReader(workplace.Database, new SlotCalendar(workplace.Newsletter), workplace.Paths, _clock),
            approval ?? new ApprovalState(IssueApprovals.Of(workplace.Paths, workplace.Newsletter, workplace.Database)),
            running ?? new RunningDispatches(_clock, NullLogger<RunningDispatches>.Instance),
            new HealthTable(workplace.Database),
            new TodayNumbers(workplace.Database, _clock),
            _clock
        );

    private sealed class NobodyApproved : IApprovalState
    {
        public Task<IReadOnlyDictionary<string, ApprovalStand>> OfAsync(
            IReadOnlyList<IssueCandidate> candidates,
            CancellationToken cancellationToken
        ) =>
            Task.FromResult<IReadOnlyDictionary<string, ApprovalStand>>(
                candidates.ToDictionary(one => one.Issue.Slug, _ => new ApprovalStand(false, "waits for Ana"))
            );
    }
}
