using System.Globalization;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>What is to be done about a slot now.</summary>
internal abstract record SlotDecision(Slot Slot)
{
    /// <summary>It is too late: record the slot as missed and tell someone.</summary>
    /// <param name="Reason">A sentence for people.</param>
    internal sealed record Missed(Slot Slot, string Reason) : SlotDecision(Slot);

    /// <summary>Begin its dispatch if there is an issue for it, otherwise record it as found empty.</summary>
    internal sealed record Start(Slot Slot) : SlotDecision(Slot);
}

/// <summary>
/// Decides which slots are due: the once-a-day rule and the rule of staleness, in one pure function. A slot is due from
/// its first wave on, and as long as one of its waves can still be caught up.
/// </summary>
/// <remarks>
/// They are here and not in Quartz, whose misfire instructions say nothing about a process that was frozen or not
/// running at all. Asking again is harmless: a slot whose dispatch has begun has a row, and is never decided on again,
/// wherever the clock steps.
/// </remarks>
internal static class DueSlots
{
    /// <summary>How far back slots are looked for. What is older is left alone: 60 days of missed slots say enough.</summary>
    private const int LookBackDays = 60;

    /// <param name="waves">The calendar, and the zones that subscribers have.</param>
    /// <param name="watchSince">Since when this database's service watches; an earlier slot was never its to send.</param>
    /// <param name="dispatched">The slots that have a dispatch.</param>
    /// <returns>Missed slots, oldest first, then those to start: more than one only where a late wave of one day and an early one of the next meet.</returns>
    public static IReadOnlyList<SlotDecision> Decide(
        Waves waves, DateTimeOffset now, DateTimeOffset watchSince, IEnumerable<DispatchedSlot> dispatched)
    {
        var rows = dispatched.ToDictionary(row => row.SlotDate);
        var undecided = waves.Calendar.From(waves.Calendar.Today(now).AddDays(-LookBackDays))
            .TakeWhile(slot => slot.At <= now + Waves.MostAhead)
            .Where(slot => !rows.TryGetValue(slot.Date, out var row) || row.WasFoundEmpty)
            .Select(slot => (Slot: slot, Span: waves.SpanOf(slot, watchSince)!))
            .Where(one => one.Span is not null && one.Span.FirstAt <= now)
            .ToList();
        return
        [
            .. undecided
                .Where(one => one.Span.CatchUpUntil <= now)
                .Select(one => new SlotDecision.Missed(one.Slot, Reason(one.Span, wasFoundEmpty: rows.ContainsKey(one.Slot.Date)))),
            .. undecided.Where(one => one.Span.CatchUpUntil > now).Select(one => new SlotDecision.Start(one.Slot)),
        ];
    }

    private static string Reason(SlotSpan span, bool wasFoundEmpty)
    {
        // With waves the span may begin the evening before.
        var format = span.FirstAt.Date == span.CatchUpUntil.Date ? "HH:mm" : "ddd HH:mm";
        var (first, last) = (span.FirstAt.ToString(format, CultureInfo.InvariantCulture), span.CatchUpUntil.ToString(format, CultureInfo.InvariantCulture));
        return wasFoundEmpty
            ? $"No issue was ready for it by {last}."
            : $"No dispatch began between {first} and {last}: the dispatcher was not running.";
    }
}
