using System.Text;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>Which slots, with which issues, may have been filled between a backup and its restore.</summary>
[TestFixture]
internal sealed class RestoredSlotsTests
{
    private static readonly SlotCalendar Calendar = new(NewsletterSample.Settings());

    /// <summary>A Monday at 23:00 in Berlin.</summary>
    private static readonly DateTimeOffset LastNight = new(2026, 11, 23, 22, 0, 0, TimeSpan.Zero);

    private static readonly IReadOnlyList<IssueCandidate> Issues =
    [
        Ready("a"),
        Ready("b"),
        Ready("c"),
        Ready("d"),
        Ready("e"),
        Ready("f"),
    ];

    [Test]
    public void After_a_backup_of_last_night_this_mornings_slot_is_in_doubt() =>
        Assert.That(Since(LastNight, LastNight.AddHours(9)), Is.EqualTo(new[] { "2026-11-24 a" }));

    [Test]
    public void Before_the_slot_nothing_is_in_doubt() => Assert.That(Since(LastNight, LastNight.AddHours(6)), Is.Empty);

    [Test]
    public void After_a_backup_of_last_week_each_slot_since_is_in_doubt_with_its_issue_of_the_queue() =>
        Assert.That(
            Since(LastNight, LastNight.AddDays(3).AddHours(9)),
            Is.EqualTo(new[] { "2026-11-24 a", "2026-11-25 b", "2026-11-26 c", "2026-11-27 d" })
        );

    [Test]
    public void Only_a_slot_without_a_dispatch_or_found_empty_is_in_doubt() =>
        Assert.That(
            Since(
                LastNight.AddHours(8),
                LastNight.AddDays(1).AddHours(9),
                new DispatchedSlot
                {
                    SlotDate = new(2026, 11, 24),
                    State = DispatchState.Scheduled,
                    IssueSlug = null,
                },
                new DispatchedSlot
                {
                    SlotDate = new(2026, 11, 25),
                    State = DispatchState.Done,
                    IssueSlug = "a",
                }
            ),
            Is.EqualTo(new[] { "2026-11-24 " })
        );

    [Test]
    public void A_slot_whose_first_wave_has_come_is_in_doubt_as_a_whole()
    {
        // In Auckland it is Tuesday morning when it is Monday evening in Berlin.
        ZoneReaders[] zones =
        [
            new(null, 1, DateTimeOffset.MinValue),
            new("Pacific/Auckland", 1, DateTimeOffset.MinValue),
        ];

        Assert.That(Since(LastNight.AddHours(-6), LastNight, zones), Is.EqualTo(new[] { "2026-11-24 a" }));
    }

    private static IEnumerable<string> Since(
        DateTimeOffset madeAt,
        DateTimeOffset now,
        params DispatchedSlot[] dispatched
    ) => Since(new Waves(Calendar), madeAt, now, dispatched);

    private static IEnumerable<string> Since(DateTimeOffset madeAt, DateTimeOffset now, ZoneReaders[] zones) =>
        Since(
            new Waves(Calendar, zones),
            madeAt,
            now,
            [
                new DispatchedSlot
                {
                    SlotDate = new(2026, 11, 23),
                    State = DispatchState.Done,
                    IssueSlug = "z",
                },
            ]
        );

    private static IEnumerable<string> Since(
        Waves waves,
        DateTimeOffset madeAt,
        DateTimeOffset now,
        DispatchedSlot[] dispatched
    ) =>
        RestoredSlots
            .Since(waves, madeAt, now, madeAt.AddDays(-30), Issues, dispatched)
            .Select(slot => FormattableString.Invariant($"{slot.SlotDate:yyyy-MM-dd} {slot.IssueSlug}"));

    private static IssueCandidate Ready(string slug) =>
        IssueFile
            .Read(
                $"issues/{slug}.md",
                Encoding.UTF8.GetBytes($"---\ntitle: {slug}\npreheader: P\nstatus: ready\n---\nText.\n")
            )
            .Candidate!;
}
