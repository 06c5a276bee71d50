using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Health;

/// <summary>A dispatch or a slot whose readers wait. Tests: AlertHooksTests.</summary>
/// <param name="About">Its name for programs, the same as long as it waits: <c>dispatch 7</c> or <c>slot
/// 2026-11-24</c>.</param>
/// <param name="What">For people, as the beginning of a sentence: <c>Dispatch 7, "The news" of 2026-11-24</c>.</param>
/// <param name="Why">One line; without readers' addresses.</param>
/// <param name="Since">Since when it is known to wait.</param>
/// <param name="Readers">How many wait; null when that is not known.</param>
/// <param name="Do">What an operator should do.</param>
/// <param name="Deadline">When everybody should have it; null where there is none.</param>
/// <param name="Until">When it is given up.</param>
/// <param name="EarliestEnd">When the last message would go if it went on now; null when that is not known.</param>
internal sealed record Waiting(
    string About,
    string What,
    WaitingCause Cause,
    string Why,
    DateTimeOffset Since,
    long? Readers,
    string Do,
    DateTimeOffset? Deadline,
    DateTimeOffset Until,
    DateTimeOffset? EarliestEnd = null
)
{
    /// <summary>The deadline counts as near when so little time is left.</summary>
    public static readonly TimeSpan Near = TimeSpan.FromMinutes(15);

    /// <summary>For <c>/readyz</c>: tells nothing that strangers should not know.</summary>
    public string Name => $"{About.Split(' ')[0]} waits: {Cause.Word()}";

    /// <summary>True when it keeps the letter back, and does not only make it late.</summary>
    public bool Stops => Cause is not WaitingCause.Late;

    /// <summary>The same for two causes that differ only in numbers.</summary>
    public string Key => $"{Cause.Word()} {SayOnce.KeyOf(Why)}";

    /// <summary>True when the deadline will be missed, or is near.</summary>
    public bool IsDeadlineNear(DateTimeOffset now) =>
        Deadline is { } deadline && (EarliestEnd > deadline || now >= deadline - Near);

    /// <summary>A dispatch that was begun and is not over; null when it goes on as it should.</summary>
    /// <param name="progress">How far it is, where it is sent at this moment; otherwise null.</param>
    /// <param name="inTheWay">What the last look of the schedule met.</param>
    /// <param name="isRelay">True when no relay takes mail.</param>
    /// <param name="deadline">See <see cref="Deadline"/>.</param>
    /// <param name="readers">How many wait, where nothing is sent at this moment.</param>
    public static Waiting? Of(
        Dispatch dispatch,
        DispatchProgress? progress,
        IReadOnlyList<Obstacle> inTheWay,
        bool isRelay,
        DateTimeOffset? deadline,
        long? readers,
        DateTimeOffset now
    )
    {
        var about = FormattableString.Invariant($"dispatch {dispatch.Id}");
        var what = FormattableString.Invariant(
            $"Dispatch {dispatch.Id}, \"{dispatch.Title}\" of {dispatch.SlotDate:yyyy-MM-dd},"
        );
        var (outlook, counts) = (progress?.Outlook, progress?.Read());
        var database = inTheWay.FirstOrDefault(one => one.Cause is ObstacleCause.Database);
        var (cause, why) =
            dispatch.State is DispatchState.Paused ? (WaitingCause.Paused, dispatch.Reason ?? "by an operator")
            : progress?.Waiting is { } waits
                ? (progress.WaitsForLedger ? WaitingCause.Database : WaitingCause.Relay, waits)
            : database is not null ? (WaitingCause.Database, database.Detail ?? "the database cannot be used")
            : progress is null && dispatch.Reason is { } reason
                ? (isRelay ? WaitingCause.Relay : WaitingCause.Other, reason)
            : outlook is { Late: { } late } && late > TimeSpan.Zero && IsMany(counts!)
                ? (WaitingCause.Late, DeadlineWarning.Of(outlook, now, cause: null)!)
            : (default, null);
        return why is null
            ? null
            : new(
                about,
                what,
                cause,
                SmtpReply.ForLog(why),
                now,
                counts?.Open ?? readers,
                WaitingWords.Advice(cause, dispatch.Id),
                progress?.Deadline ?? deadline,
                dispatch.CutOffAt,
                outlook?.End
            );
    }

    /// <summary>A slot whose time has come and whose dispatch has not begun.</summary>
    /// <param name="readers">How many are on the list; null when that is not known.</param>
    public static Waiting Of(Slot slot, SlotSpan span, IReadOnlyList<Obstacle> inTheWay, long? readers)
    {
        var obstacle =
            inTheWay.FirstOrDefault(one => one.SlotDate == slot.Date)
            ?? inTheWay.FirstOrDefault(one => one.SlotDate is null);
        var (cause, why) = obstacle?.Cause switch
        {
            ObstacleCause.NoIssue => (
                WaitingCause.NoIssue,
                obstacle.Detail is { } unreadable ? $"no issue is ready ({unreadable})" : "no issue is ready"
            ),
            ObstacleCause.BrokenIssue => (WaitingCause.BrokenIssue, $"its issue cannot be sent: {obstacle.Detail}"),
            ObstacleCause.NotApproved => (WaitingCause.NotApproved, $"its issue is not approved: {obstacle.Detail}"),
            ObstacleCause.Clock => (WaitingCause.Clock, obstacle.Detail ?? "the clock cannot be believed"),
            ObstacleCause.Database => (WaitingCause.Database, obstacle.Detail ?? "the database cannot be used"),
            _ => (WaitingCause.Unknown, "its time has come and no dispatch has begun"),
        };
        return new(
            FormattableString.Invariant($"slot {slot.Date:yyyy-MM-dd}"),
            FormattableString.Invariant($"The slot of {slot.Date:dddd, yyyy-MM-dd}"),
            cause,
            why,
            span.FirstAt,
            readers,
            WaitingWords.Advice(cause, slot.Date),
            slot.Deadline,
            span.CatchUpUntil
        );
    }

    /// <summary>
    /// Those who wait for another try are a hundredth at most on an ordinary day, and are late through no fault of
    /// ours.
    /// </summary>
    private static bool IsMany(ProgressCounts counts) => (counts.Open - counts.Deferred) * 100 > counts.Recipients;
}
