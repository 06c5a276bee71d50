using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>What kept the service from beginning a dispatch for a while.</summary>
/// <param name="SlotDate">The slot that it concerns; null where it stands in the way of every slot.</param>
/// <param name="Detail">One line for people: the file, or what the database said; null where the cause says it
/// all.</param>
/// <param name="FromAt">When it was seen first.</param>
/// <param name="UntilAt">When it was seen last.</param>
internal sealed record Obstacle(
    ObstacleCause Cause,
    DateOnly? SlotDate,
    string? Detail,
    DateTimeOffset FromAt,
    DateTimeOffset UntilAt
)
{
    /// <summary>Two sights closer than this are one obstacle: a tick comes every 15 seconds.</summary>
    public static readonly TimeSpan Together = TimeSpan.FromMinutes(2);

    /// <summary>What it is about, for <see cref="SayOnce"/>.</summary>
    public string About => FormattableString.Invariant($"{Cause.Word()} {SlotDate:yyyy-MM-dd}");

    /// <summary>True for the same obstacle, seen again soon.</summary>
    public bool Continues(Obstacle earlier) =>
        (Cause, SlotDate) == (earlier.Cause, earlier.SlotDate)
        && FromAt >= earlier.FromAt
        && FromAt - earlier.UntilAt <= Together;

    /// <summary>True when it concerns a slot's time.</summary>
    public bool Concerns(DateOnly slotDate, DateTimeOffset from, DateTimeOffset until) =>
        (SlotDate is null || SlotDate == slotDate) && FromAt < until && UntilAt >= from;
}
