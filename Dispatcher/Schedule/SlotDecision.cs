using Newsletter.Dispatcher.Calendar;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>What is to be done about a slot now.</summary>
internal abstract record SlotDecision(Slot Slot)
{
    /// <summary>Too late: record the slot as missed and tell the operator.</summary>
    /// <param name="Reason">A sentence for people.</param>
    internal sealed record Missed(Slot Slot, string Reason) : SlotDecision(Slot);

    /// <summary>Begin its dispatch if there is an issue for it, otherwise record it as found empty.</summary>
    internal sealed record Start(Slot Slot) : SlotDecision(Slot);
}
