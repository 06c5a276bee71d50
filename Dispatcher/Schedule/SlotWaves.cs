using Newsletter.Dispatcher.Calendar;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>A slot and its waves, in order.</summary>
internal sealed record SlotWaves(Slot Slot, IReadOnlyList<Wave> Waves);
