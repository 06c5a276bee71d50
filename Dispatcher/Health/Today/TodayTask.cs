namespace Newsletter.Dispatcher.Health.Today;

/// <summary>Something that waits for a person. Tests: TodayStandTests.</summary>
/// <param name="Count">How many; at least one.</param>
/// <param name="Says">For people, on one line.</param>
internal sealed record TodayTask(TodayTaskKind Kind, long Count, string Says);
