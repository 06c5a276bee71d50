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

/// <summary>Decides which slots are due: the once-a-day rule and the rule of staleness, in one pure function.</summary>
/// <remarks>
/// They are here and not in Quartz, whose misfire instructions say nothing about a process that was frozen or not
/// running at all. Asking again is harmless: a slot whose dispatch has begun has a row, and is never decided on again,
/// wherever the clock steps.
/// </remarks>
internal static class DueSlots
{
    /// <summary>How far back slots are looked for. What is older is left alone: 60 days of missed slots say enough.</summary>
    private const int LookBackDays = 60;

    /// <param name="watchSince">Since when this database's service watches; an earlier slot was never its to send.</param>
    /// <param name="dispatched">The slots that have a dispatch.</param>
    /// <returns>Missed slots, oldest first, then at most one to start.</returns>
    public static IReadOnlyList<SlotDecision> Decide(
        SlotCalendar calendar, DateTimeOffset now, DateTimeOffset watchSince, IEnumerable<DispatchedSlot> dispatched)
    {
        var rows = dispatched.ToDictionary(row => row.SlotDate);
        var undecided = calendar.From(calendar.Today(now).AddDays(-LookBackDays))
            .TakeWhile(slot => slot.At <= now)
            .Where(slot => slot.At >= watchSince)
            .Where(slot => !rows.TryGetValue(slot.Date, out var row) || row.WasFoundEmpty)
            .ToList();

        var decisions = undecided
            .Where(slot => slot.CatchUpUntil <= now)
            .Select(SlotDecision (slot) => new SlotDecision.Missed(slot, Reason(slot, wasFoundEmpty: rows.ContainsKey(slot.Date))))
            .ToList();
        if (undecided.LastOrDefault() is { } latest && latest.CatchUpUntil > now)
        {
            decisions.Add(new SlotDecision.Start(latest));
        }

        return decisions;
    }

    private static string Reason(Slot slot, bool wasFoundEmpty) => wasFoundEmpty
        ? string.Create(CultureInfo.InvariantCulture, $"No issue was ready for it by {slot.CatchUpUntil:HH\\:mm}.")
        : string.Create(CultureInfo.InvariantCulture, $"No dispatch began between {slot.At:HH\\:mm} and {slot.CatchUpUntil:HH\\:mm}: the dispatcher was not running.");
}
