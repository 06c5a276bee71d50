namespace Newsletter.Dispatcher.Schedule;

/// <summary>The recipients of a slot who get the issue at the same instant.</summary>
/// <param name="At">The instant, in the local time of one of the zones.</param>
/// <param name="CatchUpUntil">The first instant at which the wave may not begin any more.</param>
/// <param name="Zones">The zones of the wave; the one with most subscribers first.</param>
/// <param name="Count">How many active subscribers the wave has.</param>
internal sealed record Wave(DateTimeOffset At, DateTimeOffset CatchUpUntil, IReadOnlyList<string> Zones, long Count);
