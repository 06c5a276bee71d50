using Newsletter.Dispatcher.Calendar;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Decides which slots are due, in one pure function: at most one dispatch a day, and none that is too late. A slot is
/// due from its first wave on, as long as one of its waves can still be caught up.
/// </summary>
/// <remarks>
/// Quartz cannot decide this: its misfire instructions do not cover a process that was frozen or not running. Deciding
/// again does no harm: a slot whose dispatch has begun has a row, and is not decided on again, whatever the clock does.
/// </remarks>
internal static class DueSlots
{
    /// <summary>
    /// How far back to look for missed slots. Older ones are not recorded, because 60 days of missed slots are enough
    /// to tell.
    /// </summary>
    private const int LookBackDays = 60;

    /// <param name="waves">The calendar, and the time zones of the subscribers.</param>
    /// <param name="watchSince">Since when the service watches slots with this database; it never had to send an
    /// earlier one.</param>
    /// <param name="dispatched">The slots that have a dispatch.</param>
    /// <param name="known">What prevented sending, to give the reasons.</param>
    /// <returns>Missed slots, oldest first, then those to start. Two slots start together only where a late wave of one
    /// day meets an early one of the next.</returns>
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
