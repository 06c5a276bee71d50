namespace Newsletter.Dispatcher.Schedule;

/// <summary>The active subscribers of one time zone.</summary>
/// <param name="Zone">The zone's id as stored; null for subscribers without a zone.</param>
/// <param name="Count">How many; 0 when they were not counted.</param>
/// <param name="Since">The earliest time at which one of them was last changed.</param>
internal sealed record ZoneReaders(string? Zone, long Count, DateTimeOffset Since);
