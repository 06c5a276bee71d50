using Newsletter.Dispatcher.Calendar;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>Which slots an issue can still fill; pure. Tests: IssueQueueTests.</summary>
/// <param name="waves">The calendar, and the time zones of the subscribers: a slot is open as long as its last wave can
/// still be caught up.</param>
/// <param name="watchSince">Since when the service watches; it does not fill a slot that is earlier, even
/// today's.</param>
/// <param name="dispatched">The slots that have a dispatch.</param>
internal sealed class OpenSlots(
    Waves waves,
    DateTimeOffset now,
    DateTimeOffset watchSince,
    IReadOnlyCollection<DispatchedSlot> dispatched
)
{
    private readonly Dictionary<DateOnly, DispatchedSlot> _rows = dispatched.ToDictionary(row => row.SlotDate);

    /// <summary>The time for which slots are judged.</summary>
    public DateTimeOffset Now => now;

    public SlotCalendar Calendar => waves.Calendar;

    /// <summary>The dispatch of a slot, also when the slot was only recorded as empty; null when it has none.</summary>
    public DispatchedSlot? DispatchOf(DateOnly date) => _rows.GetValueOrDefault(date);

    /// <summary>True when an issue that names the slot's date can fill it.</summary>
    public bool IsOpen(Slot slot) =>
        (!_rows.TryGetValue(slot.Date, out var row) || row.WasFoundEmpty)
        && waves.SpanOf(slot, watchSince) is { } span
        && now < span.CatchUpUntil;

    /// <summary>True when an issue without a date can fill an open slot.</summary>
    /// <remarks>
    /// Once a slot was found empty at its time, only an issue that names its date can fill it: an issue without a date
    /// that is released at 10:00 is meant for tomorrow, and must not go out at once.
    /// </remarks>
    public bool TakesAny(Slot slot) => !_rows.ContainsKey(slot.Date);

    /// <summary>All open slots in order, up to the end of the calendar.</summary>
    public IEnumerable<Slot> All() => Calendar.From(Calendar.Today(now - Waves.MostBehind)).Where(IsOpen);
}
