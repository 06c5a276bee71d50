namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// A slot that came after a backup was made: it may have been filled, and the restored database does not know.
/// </summary>
/// <param name="CatchUpUntil">First instant at which it is not begun any more.</param>
/// <param name="IssueSlug">The issue that the queue had for it; null where it had none.</param>
/// <param name="Title">Of that issue.</param>
internal sealed record DoubtfulSlot(
    DateOnly SlotDate,
    DateTimeOffset SlotAt,
    DateTimeOffset CatchUpUntil,
    string? IssueSlug,
    string? Title
);
