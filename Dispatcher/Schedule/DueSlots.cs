using Newsletter.Dispatcher.Calendar;

namespace Newsletter.Dispatcher.Schedule;

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
    /// <summary>
    /// How far back slots are looked for. What is older is left alone: 60 days of missed slots say enough.
    /// </summary>
    private const int LookBackDays = 60;

    /// <param name="waves">The calendar, and the zones that subscribers have.</param>
    /// <param name="watchSince">Since when this database's service watches; an earlier slot was never its to
    /// send.</param>
    /// <param name="dispatched">The slots that have a dispatch.</param>
    /// <param name="known">What was in the way of sending, for the reasons.</param>
    /// <returns>Missed slots, oldest first, then those to start: more than one only where a late wave of one day and an
    /// early one of the next meet.</returns>
    public static IReadOnlyList<SlotDecision> Decide(
        Waves waves,
        DateTimeOffset now,
        DateTimeOffset watchSince,
        IEnumerable<DispatchedSlot> dispatched,
        IReadOnlyList<Obstacle>? known = null
    )
    {
        var rows = dispatched.ToDictionary(row => row.SlotDate);
        var undecided = waves
            .Calendar.From(waves.Calendar.Today(now).AddDays(-LookBackDays))
            .TakeWhile(slot => slot.At <= now + Waves.MostAhead)
            .Where(slot => !rows.TryGetValue(slot.Date, out var row) || row.WasFoundEmpty)
            .Select(slot => (Slot: slot, Span: waves.SpanOf(slot, watchSince)!))
            .Where(one => one.Span is not null && one.Span.FirstAt <= now)
            .ToList();
        return
        [
            .. undecided
                .Where(one => one.Span.CatchUpUntil <= now)
                .Select(one => new SlotDecision.Missed(one.Slot, Reason(one.Slot, one.Span))),
            .. undecided.Where(one => one.Span.CatchUpUntil > now).Select(one => new SlotDecision.Start(one.Slot)),
        ];

        string Reason(Slot slot, SlotSpan span) =>
            MissedReason.OfSlot(
                slot.Date,
                span,
                known ?? [],
                wasFoundEmpty: rows.ContainsKey(slot.Date),
                waves.Calendar.ToLocal
            );
    }
}
