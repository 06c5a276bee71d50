using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>Why a slot's dispatch did not begin.</summary>
internal enum ObstacleCause
{
    /// <summary>The service was stopped, had crashed, or its machine slept.</summary>
    NotRunning,

    /// <summary>No issue was ready for the slot.</summary>
    NoIssue,

    /// <summary>The issue for the slot could not be sent as it was; <see cref="Obstacle.Detail"/> names the file.</summary>
    BrokenIssue,

    /// <summary>The clock could not be believed.</summary>
    Clock,

    /// <summary>The database could not be read or written: a full disk, a lock, a failing disk.</summary>
    Database,

    /// <summary>Another process sent from the database.</summary>
    Held,
}

/// <summary>The words for causes, as they stand in the database.</summary>
internal static class ObstacleCauses
{
    public static string Word(this ObstacleCause cause) => cause switch
    {
        ObstacleCause.NotRunning => "not-running",
        ObstacleCause.NoIssue => "no-issue",
        ObstacleCause.BrokenIssue => "broken-issue",
        ObstacleCause.Clock => "clock",
        ObstacleCause.Database => "database",
        ObstacleCause.Held => "held",
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "A cause without a word."),
    };

    /// <exception cref="ArgumentOutOfRangeException">No cause has this word.</exception>
    public static ObstacleCause Parse(string word) => Enum.GetValues<ObstacleCause>() is var all
        && Array.FindIndex(all, cause => cause.Word() == word) is >= 0 and var found
            ? all[found]
            : throw new ArgumentOutOfRangeException(nameof(word), word, "No cause has this word.");
}

/// <summary>What kept the service from beginning a dispatch for a while.</summary>
/// <param name="SlotDate">The slot that it concerns; null where it stands in the way of every slot.</param>
/// <param name="Detail">One line for people: the file, or what the database said; null where the cause says it all.</param>
/// <param name="FromAt">When it was seen first.</param>
/// <param name="UntilAt">When it was seen last.</param>
internal sealed record Obstacle(ObstacleCause Cause, DateOnly? SlotDate, string? Detail, DateTimeOffset FromAt, DateTimeOffset UntilAt)
{
    /// <summary>Two sights closer than this are one obstacle: a tick comes every 15 seconds.</summary>
    public static readonly TimeSpan Together = TimeSpan.FromMinutes(2);

    /// <summary>What it is about, for <see cref="SayOnce"/>.</summary>
    public string About => FormattableString.Invariant($"{Cause.Word()} {SlotDate:yyyy-MM-dd}");

    /// <summary>True for the same obstacle, seen again soon.</summary>
    public bool Continues(Obstacle earlier) =>
        (Cause, SlotDate) == (earlier.Cause, earlier.SlotDate) && FromAt >= earlier.FromAt && FromAt - earlier.UntilAt <= Together;

    /// <summary>True when it concerns a slot's time.</summary>
    public bool Concerns(DateOnly slotDate, DateTimeOffset from, DateTimeOffset until) =>
        (SlotDate is null || SlotDate == slotDate) && FromAt < until && UntilAt >= from;
}
