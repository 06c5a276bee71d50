using System.Globalization;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>Says why a slot or a wave was missed, from the known obstacles. Pure. Tests: DueSlotsTests.</summary>
internal static class MissedReason
{
    private const int MostParts = 6;

    /// <summary>The reason for a slot, as a sentence for people.</summary>
    /// <param name="span">The slot's time, in the newsletter's time zone.</param>
    /// <param name="known">All known obstacles, of any time.</param>
    /// <param name="wasFoundEmpty">The service found no issue at the slot's time.</param>
    /// <param name="toLocal">Converts an instant to the newsletter's time zone.</param>
    public static string OfSlot(
        DateOnly date,
        SlotSpan span,
        IReadOnlyList<Obstacle> known,
        bool wasFoundEmpty,
        Func<DateTimeOffset, DateTimeOffset> toLocal
    )
    {
        // With waves, the span may begin on the evening before.
        var format = span.FirstAt.Date == span.CatchUpUntil.Date ? "HH:mm" : "ddd HH:mm";
        var (first, last) = (
            span.FirstAt.ToString(format, CultureInfo.InvariantCulture),
            span.CatchUpUntil.ToString(format, CultureInfo.InvariantCulture)
        );
        var causes = Concerning(known, date, span.FirstAt, span.CatchUpUntil);
        if (
            causes.All(one => one is { Cause: ObstacleCause.NoIssue, Detail: null })
            && (wasFoundEmpty || causes.Count > 0)
        )
        {
            return $"No issue was ready for it by {last}.";
        }

        var why =
            causes.Count == 0
                ? "what kept it back is not known; look at the log of that time"
                : string.Join("; ", Parts(causes, span.FirstAt, span.CatchUpUntil, toLocal));
        return $"No dispatch began between {first} and {last}: {why}.";
    }

    /// <summary>
    /// The reason for a wave, as the end of a sentence: its dispatch had begun for other waves, or began too late for
    /// this one.
    /// </summary>
    /// <inheritdoc cref="OfSlot"/>
    public static string OfWave(
        DateOnly date,
        DateTimeOffset from,
        DateTimeOffset until,
        IReadOnlyList<Obstacle> known,
        Func<DateTimeOffset, DateTimeOffset> toLocal
    )
    {
        var causes = Concerning(known, date, from, until);
        return causes.Count == 0
            ? Say($"it did not begin between {toLocal(from):yyyy-MM-dd HH:mm} and {toLocal(until):HH:mm}")
            : string.Join("; ", Parts(causes, from, until, toLocal));
    }

    /// <summary>The obstacles of that time; the same obstacle at the same time is listed once.</summary>
    private static List<Obstacle> Concerning(
        IReadOnlyList<Obstacle> known,
        DateOnly date,
        DateTimeOffset from,
        DateTimeOffset until
    )
    {
        List<Obstacle> causes = [];
        foreach (var one in known.Where(one => one.Concerns(date, from, until)).OrderBy(one => one.FromAt))
        {
            // The same obstacle may be in the table twice, for example after a crash between two writes.
            var at = causes.FindIndex(other =>
                other.Cause == one.Cause
                && other.SlotDate == one.SlotDate
                && one.FromAt <= other.UntilAt + Obstacle.Together
            );
            if (at < 0)
            {
                causes.Add(one);
            }
            else if (one.UntilAt >= causes[at].UntilAt)
            {
                causes[at] = causes[at] with { UntilAt = one.UntilAt, Detail = one.Detail ?? causes[at].Detail };
            }
        }

        return causes;
    }

    private static IEnumerable<string> Parts(
        List<Obstacle> causes,
        DateTimeOffset from,
        DateTimeOffset until,
        Func<DateTimeOffset, DateTimeOffset> toLocal
    ) =>
        causes
            .Take(MostParts)
            .Select(one => Part(one, from, until, toLocal))
            .Concat(causes.Count > MostParts ? [Say($"and {causes.Count - MostParts} more")] : []);

    private static string Part(
        Obstacle one,
        DateTimeOffset from,
        DateTimeOffset until,
        Func<DateTimeOffset, DateTimeOffset> toLocal
    )
    {
        var today = toLocal(until).Date;

        // An obstacle that was seen at the last tick before the end lasted until the end.
        var (isFromFirst, isUntilLast) = (
            one.FromAt <= from + Obstacle.Together,
            one.UntilAt >= until - Obstacle.Together
        );
        var between = Between(Time(one.FromAt), Time(one.UntilAt));
        var when =
            isFromFirst && isUntilLast
                ? ""
                : Between(Time(one.FromAt), Time(isUntilLast && one.UntilAt < until ? until : one.UntilAt));
        var detail = one.Detail is { } said ? $" ({said.TrimEnd('.', ';')})" : "";
        return one.Cause switch
        {
            ObstacleCause.NotRunning => $"the dispatcher was not running{between}",
            ObstacleCause.NoIssue => $"no issue was ready{when}{detail}",
            ObstacleCause.BrokenIssue => $"the issue was broken{when}{detail}",
            ObstacleCause.NotApproved => $"the issue was not approved{when}{detail}",
            ObstacleCause.Clock => $"the clock could not be believed{between}",
            ObstacleCause.Database => $"the database or a file could not be used{when}{detail}",
            ObstacleCause.Held => $"another process held the database{when}{detail}",
            _ => throw new ArgumentOutOfRangeException(nameof(one), one.Cause, "This cause has no text."),
        };

        static string Between(string first, string last) =>
            first == last ? $" at {first}" : $" between {first} and {last}";

        string Time(DateTimeOffset at) =>
            toLocal(at) is var local && local.Date == today ? Say($"{local:HH:mm}") : Say($"{local:yyyy-MM-dd HH:mm}");
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
