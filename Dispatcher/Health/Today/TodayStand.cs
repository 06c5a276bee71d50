using System.Globalization;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Health.Today;

/// <summary>How the newsletter stands now, for the first page of the desk; pure.</summary>
/// <param name="Now">As the newsletter's clocks show it.</param>
/// <param name="Slots">The slots whose morning has come and that still have no dispatch, then the next slot. Empty for
/// the reason <see cref="SlotCalendar.NoSlot"/>.</param>
/// <param name="Missed">The slots since the last send day that passed and of which nothing was sent.</param>
/// <param name="Tasks">What waits for a person, the most urgent first.</param>
internal sealed record TodayStand(
    DateTimeOffset Now,
    IReadOnlyList<SlotStand> Slots,
    IReadOnlyList<DateOnly> Missed,
    IReadOnlyList<RunningStand> Running,
    IReadOnlyList<LookRow> Looks,
    DayNumbers Today,
    DayNumbers Before,
    IReadOnlyList<TodayTask> Tasks
)
{
    /// <summary>Drafts for a later day do not wait for anybody yet.</summary>
    private const int DraftDays = 14;

    public static TodayStand Of(TodayReadings readings)
    {
        var queue = readings.Queue;
        var plan = queue.Plan(QueueNow.SlotsAhead);
        var slots = SlotsOf(readings, plan);
        return new(
            queue.Calendar.ToLocal(queue.Now),
            slots,
            [
                .. queue
                    .Dispatched.Where(row =>
                        row.State is DispatchState.Missed && row.SlotDate >= readings.Before.Span.First
                    )
                    .Select(row => row.SlotDate),
            ],
            readings.Running,
            readings.Looks,
            readings.Today,
            readings.Before,
            [.. TasksOf(readings, plan, slots)]
        );
    }

    private static IReadOnlyList<SlotStand> SlotsOf(TodayReadings readings, QueuePlan plan)
    {
        var queue = readings.Queue;
        var open = plan
            .Slots.Select(queued => (Queued: queued, Span: queue.Waves.SpanOf(queued.Slot, queue.WatchSince)))
            .Where(one => one.Span is not null)
            .Select(one => Stand(readings, one.Queued, one.Span!))
            .ToList();
        return [.. open.Where(slot => slot.IsDue), .. open.Where(slot => !slot.IsDue).Take(1)];
    }

    private static SlotStand Stand(TodayReadings readings, QueuedSlot queued, SlotSpan span)
    {
        var (queue, slot) = (readings.Queue, queued.Slot);
        return new(
            slot,
            span,
            queued.Candidate,
            [.. queue.Drafts.Where(draft => draft.Date == slot.Date)],
            DayName(slot.Date, queue.Calendar.Today(queue.Now)),
            span.FirstAt <= queue.Now,
            queue.Open.TakesAny(slot)
        )
        {
            Approval = queued.Issue is { } issue ? readings.Approvals.GetValueOrDefault(issue.Slug) : null,
        };
    }

    private static string DayName(DateOnly date, DateOnly today) =>
        (date.DayNumber - today.DayNumber) switch
        {
            -1 => "yesterday",
            0 => "today",
            1 => "tomorrow",
            var days when days > 1 => Say($"in {days} days"),
            _ => Say($"{date:dddd}"),
        };

    private static IEnumerable<TodayTask> TasksOf(
        TodayReadings readings,
        QueuePlan plan,
        IReadOnlyList<SlotStand> slots
    )
    {
        var queue = readings.Queue;
        var horizon = queue.Calendar.Today(queue.Now).AddDays(DraftDays);
        var standing = readings.Running.Where(one => one.State is CheckState.Red).ToList();
        var red = readings.Looks is [var last, ..] ? last.Red : [];
        IReadOnlyList<IssueCandidate> unapproved =
        [
            .. queue.Waiting.Where(one =>
                one.Issue.Status is IssueStatus.Ready
                && readings.Approvals.GetValueOrDefault(one.Issue.Slug) is { IsApproved: false }
            ),
        ];
        var drafts = queue.Drafts.Count(draft => draft.Date <= horizon);
        TodayTask[] all =
        [
            Task(
                TodayTaskKind.StandingDispatches,
                standing.Count,
                standing is [var one]
                    ? $"Dispatch {one.Dispatch.Id} does not go as it should"
                    : "dispatches do not go as they should"
            ),
            Task(
                TodayTaskKind.EmptySlot,
                slots.Count(slot => slot.IsEmpty),
                slots.FirstOrDefault(slot => slot.IsEmpty) is { } empty
                    ? Say($"No issue is ready for {empty.Slot.Date:dddd, d MMMM}")
                    : ""
            ),
            Task(TodayTaskKind.RedChecks, red.Count, Counted(red.Count, "red check", "at the last look")),
            Task(TodayTaskKind.IssuesToApprove, unapproved.Count, Counted(unapproved.Count, "issue", "to approve")),
            Task(
                TodayTaskKind.RefusedDates,
                plan.Problems.Count,
                Counted(plan.Problems.Count, "issue", "on a day that cannot be had")
            ),
            Task(
                TodayTaskKind.UnreadableFiles,
                queue.Unreadable.Count,
                Counted(queue.Unreadable.Count, "file", "in issues/ that cannot be read")
            ),
            Task(TodayTaskKind.DraftsToRelease, drafts, Counted(drafts, "draft", "with a day of the next two weeks")),
            Task(
                TodayTaskKind.UncertainDeliveries,
                readings.Uncertain,
                Counted(readings.Uncertain, "delivery", "of which nobody knows the outcome", "deliveries")
            ),
            Task(
                TodayTaskKind.SignUpsOverLimit,
                readings.SignUps.Waiting,
                Counted(readings.SignUps.Waiting, "sign-up", "over the limit of the hour")
            ),
        ];
        return all.Where(task => task.Count > 0);
    }

    private static TodayTask Task(TodayTaskKind kind, long count, string says) => new(kind, count, says);

    private static string Counted(long count, string one, string what, string? many = null) =>
        Say($"{count:N0} {(count == 1 ? one : many ?? one + "s")} {what}");

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
