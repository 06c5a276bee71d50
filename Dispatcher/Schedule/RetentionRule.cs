namespace Newsletter.Dispatcher.Schedule;

/// <summary>When the retention may work: never near a send. Pure.</summary>
internal static class RetentionRule
{
    /// <summary>Before a slot the database is left alone, so that the freeze finds it at rest.</summary>
    public static readonly TimeSpan BeforeSlot = TimeSpan.FromMinutes(30);

    /// <summary>After a slot its issue may still come, for example because it was released late.</summary>
    public static readonly TimeSpan AfterSlot = TimeSpan.FromHours(1);

    /// <param name="hasOpen">A dispatch has begun and is not over; a paused one counts.</param>
    /// <param name="nextSlot">The first slot after <paramref name="now"/> minus <see cref="AfterSlot"/>, in the
    /// newsletter's zone; null when there is none.</param>
    public static bool MayWork(bool hasOpen, DateTimeOffset? nextSlot, DateTimeOffset now) =>
        !hasOpen && !(nextSlot <= now + BeforeSlot);

    /// <summary>Dispatches that ended before this instant are summed up.</summary>
    public static DateTimeOffset EndedBefore(int months, DateTimeOffset now) => now.AddMonths(-months);
}
