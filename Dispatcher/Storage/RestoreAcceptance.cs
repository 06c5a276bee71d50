namespace Newsletter.Dispatcher.Storage;

/// <summary>An operator's word about a database that was restored from a backup.</summary>
/// <param name="Change">Makes the database safe to send from, unless nothing was sent.</param>
/// <param name="NothingWasSent">The operator knows that nothing was sent since the backup or copy was made: everything
/// goes on as it stands.</param>
/// <param name="Slots">Slots that came since; they are recorded as missed unless nothing was sent.</param>
internal sealed record RestoreAcceptance(
    AcceptRestored Change,
    bool NothingWasSent = false,
    IReadOnlyList<DoubtfulSlot>? Slots = null
);
