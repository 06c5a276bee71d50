using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>A slot and its waves, in order. Tests: QueueCommandTests.</summary>
/// <param name="Issue">What fills the slot as the queue is now; null when nothing does.</param>
/// <param name="Waves">With the readers whom the issue's audience has; all active subscribers without an issue.</param>
internal sealed record SlotWaves(Slot Slot, Issue? Issue, IReadOnlyList<Wave> Waves);
