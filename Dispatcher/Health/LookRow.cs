namespace Newsletter.Dispatcher.Health;

/// <summary>A look that the service took by itself before a slot. Tests: HealthServiceTests.</summary>
/// <param name="Red">What was red; empty when nothing was.</param>
internal sealed record LookRow(DateOnly SlotDate, LookKind Kind, DateTimeOffset LookedAt, IReadOnlyList<Check> Red);
