namespace Newsletter.Dispatcher.Schedule;

/// <summary>The recipients of a slot for whom it comes at one instant.</summary>
/// <param name="At">The instant, as the clocks of one of the zones show it.</param>
/// <param name="CatchUpUntil">First instant at which the wave is not begun any more.</param>
/// <param name="Zones">The one with most subscribers first.</param>
/// <param name="Count">Active subscribers.</param>
internal sealed record Wave(DateTimeOffset At, DateTimeOffset CatchUpUntil, IReadOnlyList<string> Zones, long Count);
