namespace Newsletter.Dispatcher.Schedule;

/// <summary>Decides after the event whether the service was not running for a while. Pure.</summary>
internal static class RunningGap
{
    /// <summary>The last sight is written each minute, and a tick may be slow; what is shorter is none.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(5);

    /// <param name="lastSeen">When a service last wrote that it runs; null where none ever did.</param>
    /// <param name="lastTick">When this process last looked, also where it could write nothing; null at its first
    /// tick.</param>
    /// <param name="known">What is known to have been in the way; the time in which another process had the database is
    /// not counted twice.</param>
    /// <returns>Null when it ran all the time.</returns>
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
