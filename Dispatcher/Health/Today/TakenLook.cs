namespace Newsletter.Dispatcher.Health.Today;

/// <summary>A look of the doctor before a slot, as it was written down.</summary>
/// <param name="Red">What was wrong; empty when all was well.</param>
internal sealed record TakenLook(DateOnly SlotDate, LookKind Kind, DateTimeOffset LookedAt, IReadOnlyList<Check> Red);
