namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Finds out afterwards whether the service was not running for a while. Pure.
/// Tests: WatchTableTests.
/// </summary>
internal static class RunningGap
{
    /// <summary>
    /// A shorter gap does not count: the last sighting is written once a minute, and a tick may be slow.
    /// </summary>
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(5);

    /// <param name="lastSeen">When a service last wrote that it runs; null when none ever did.</param>
    /// <param name="lastTick">When this process last ticked, even if it could write nothing; null at its first
    /// tick.</param>
    /// <param name="known">Known obstacles; the time in which another process held the database is not counted
    /// again.</param>
    /// <returns>Null when the service ran all the time.</returns>
    public static Obstacle? Of(
        DateTimeOffset? lastSeen,
        DateTimeOffset? lastTick,
        DateTimeOffset now,
        IReadOnlyList<Obstacle> known
    )
    {
        if (lastSeen is not { } from)
        {
            return null;
        }

        from = lastTick > from && lastTick <= now ? lastTick.Value : from;
        var until = known
            .Where(one => one.Cause is ObstacleCause.Held && one.UntilAt >= now - Least && one.FromAt < now)
            .Select(one => one.FromAt)
            .Append(now)
            .Min();
        return until - from >= Least ? new(ObstacleCause.NotRunning, SlotDate: null, Detail: null, from, until) : null;
    }
}
