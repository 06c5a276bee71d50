namespace Newsletter.Dispatcher.Schedule;

/// <summary>How long a slot is open.</summary>
/// <param name="FirstAt">When its first wave comes.</param>
/// <param name="CatchUpUntil">First instant at which none of its waves is begun any more.</param>
internal sealed record SlotSpan(DateTimeOffset FirstAt, DateTimeOffset CatchUpUntil);
