namespace Newsletter.Dispatcher.Backups;

/// <summary>Decides when the service backs up. Pure.</summary>
internal static class BackupRule
{
    /// <summary>After a failure it is tried again so much later.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromHours(1);

    /// <summary>
    /// Once a day, when the day's dispatch is over; at the latest when no late start is caught up any more, because a
    /// dispatch to many time zones goes on all day.
    /// </summary>
    /// <param name="now">In the newsletter's time zone, as are all others.</param>
    /// <param name="isOver">Nothing is to be sent today any more.</param>
    /// <param name="newest">When the newest good backup was made.</param>
    /// <param name="failed">When one failed last.</param>
    public static bool IsDue(
        DateTime now,
        TimeOnly sendAt,
        TimeOnly catchUpUntil,
        bool isOver,
        DateTime? newest,
        DateTime? failed
    )
    {
        var from = now.Date + sendAt.ToTimeSpan();
        return now >= from
            && (isOver || now >= now.Date + catchUpUntil.ToTimeSpan())
            && (newest is null || newest < from)
            && (failed is null || now - failed >= Again);
    }
}
