using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>What kept the service from beginning a dispatch, and from when to when. Tests: DueSlotsTests.</summary>
/// <param name="SlotDate">The slot that it concerns; null when it concerns every slot.</param>
/// <param name="Detail">One line for people: the file, or the error of the database; null where the cause alone is
/// enough.</param>
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
    /// <summary>Two sightings closer than this are one obstacle: a tick comes every 15 seconds.</summary>
    public static readonly TimeSpan Together = TimeSpan.FromMinutes(2);

    /// <summary>The key for <see cref="SayOnce"/>: the cause and the slot.</summary>
    public string About => FormattableString.Invariant($"{Cause.Word()} {SlotDate:yyyy-MM-dd}");

    /// <summary>True when this is the same obstacle, seen again soon.</summary>
    public bool Continues(Obstacle earlier) =>
        (Cause, SlotDate) == (earlier.Cause, earlier.SlotDate)
        && FromAt >= earlier.FromAt
        && FromAt - earlier.UntilAt <= Together;

    /// <summary>True when the obstacle applies to the slot and overlaps the time.</summary>
    public bool Concerns(DateOnly slotDate, DateTimeOffset from, DateTimeOffset until) =>
        (SlotDate is null || SlotDate == slotDate) && FromAt < until && UntilAt >= from;
}
