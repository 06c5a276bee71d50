using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>A slot that is still to come, and the issue that will fill it; null when there is none yet.</summary>
internal sealed record QueuedSlot(Slot Slot, Issue? Issue);
