namespace Newsletter.Dispatcher.Schedule;

/// <summary>How long a slot is open.</summary>
/// <param name="FirstAt">When its first wave is due.</param>
/// <param name="CatchUpUntil">The first instant at which none of its waves may begin any more.</param>
internal sealed record SlotSpan(DateTimeOffset FirstAt, DateTimeOffset CatchUpUntil);
