namespace Newsletter.Dispatcher.Schedule;

/// <summary>The active subscribers of one time zone.</summary>
/// <param name="Zone">Its id as it stands in the list; null for those without one.</param>
/// <param name="Count">How many; 0 where nobody has counted.</param>
/// <param name="Since">When the first of them came to the zone, or was changed last.</param>
internal sealed record ZoneReaders(string? Zone, long Count, DateTimeOffset Since);
