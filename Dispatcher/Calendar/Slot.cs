namespace Newsletter.Dispatcher.Calendar;

/// <summary>One send day of the newsletter.</summary>
/// <param name="Date">The day, by the newsletter's calendar; each time zone has it at its own time.</param>
/// <param name="At">When the issue goes out.</param>
/// <param name="CatchUpUntil">First instant at which the slot is no longer started; always after
/// <paramref name="At"/>.</param>
/// <param name="Deadline">When everybody should have it.</param>
internal sealed record Slot(DateOnly Date, DateTimeOffset At, DateTimeOffset CatchUpUntil, DateTimeOffset Deadline);
