using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Decides what is told of what waits: once, when it has changed, when the deadline is in danger, hourly, and when it
/// goes on. Pure.
/// </summary>
internal static class WaitingPlan
{
    /// <summary>
    /// A restart of a relay is not reported. With the time between two looks it is less than two minutes.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A trouble that returns within this time counts as the same trouble, because it was not really over.
    /// </summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The time between two attempts to send an alert that failed, and the shortest time between two alerts about the
    /// same trouble when only its words have changed.
    /// </summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <summary>How long to try to send the alert that a trouble is over.</summary>
    private static readonly TimeSpan OldNews = TimeSpan.FromDays(1);

    /// <param name="waiting">What waits now.</param>
    /// <param name="rows">What was remembered.</param>
    /// <returns>What to remember from now on, and which alerts to send.</returns>
    public static (IReadOnlyList<WaitingRow> Rows, IReadOnlyList<WaitingNews> News) Decide(
        IReadOnlyList<Waiting> waiting,
        IReadOnlyList<WaitingRow> rows,
        DateTimeOffset now
    )
    {
        List<WaitingRow> kept = [];
        List<WaitingNews> news = [];
        foreach (var one in waiting)
        {
            var before = rows.FirstOrDefault(row => row.About == one.About);
            var row = before is null
                ? new()
                {
                    About = one.About,
                    What = one.What,
                    SinceAt = one.Since < now ? one.Since : now,
                    FoundAt = now,
                    SeenAt = now,
                }
                : before with
                {
                    SeenAt = now,
                    What = one.What,
                };
            kept.Add(row);
            if (KindOf(one, row, now) is { } kind)
            {
                news.Add(new(kind, row, one, one.IsDeadlineNear(now)));
            }
        }

        foreach (var row in rows.Where(row => waiting.All(one => one.About != row.About)))
        {
            // A clock that was set back must not keep it for ever.
            if (now - row.SeenAt < Quiet && now >= row.SeenAt)
            {
                kept.Add(row);
            }
            else if (row.ToldAt is not null && now - row.SeenAt < OldNews)
            {
                kept.Add(row);
                if (row.TriedAt == row.ToldAt || SinceTry(row, now) >= Pause)
                {
                    news.Add(new(WaitingNewsKind.Over, row, Waiting: null));
                }
            }
        }

        return (kept, news);
    }

    /// <summary>What is remembered after an alert was sent, or failed.</summary>
    public static WaitingRow After(WaitingNews news, bool isTold, DateTimeOffset now) =>
        isTold
            ? news.Row with
            {
                TriedAt = now,
                ToldAt = now,
                Told = news.Waiting?.Key ?? news.Row.Told,
                DeadlineTold = news.Row.DeadlineTold || news.IsDeadlineNear,
            }
            : news.Row with
            {
                TriedAt = now,
            };

    private static WaitingNewsKind? KindOf(Waiting one, WaitingRow row, DateTimeOffset now)
    {
        var sinceTry = SinceTry(row, now);
        if (row.ToldAt is not { } told)
        {
            return now - row.FoundAt >= Grace && sinceTry >= Pause ? WaitingNewsKind.Waits : null;
        }

        var wasTold = row.TriedAt == told;
        var isOtherCause = row.Told?.StartsWith($"{one.Cause.Word()} ", StringComparison.Ordinal) is not true;
        return one.IsDeadlineNear(now) && !row.DeadlineTold && (wasTold || sinceTry >= Pause)
                ? WaitingNewsKind.DeadlineNear
            : isOtherCause && wasTold && sinceTry >= Grace ? WaitingNewsKind.Waits
            : one.Key != row.Told && sinceTry >= Pause ? WaitingNewsKind.Waits
            : (now - told >= SayOnce.Again || told > now) && sinceTry >= Pause ? WaitingNewsKind.Still
            : null;
    }

    /// <summary>A clock that was set back must silence nothing.</summary>
    private static TimeSpan SinceTry(WaitingRow row, DateTimeOffset now) =>
        row.TriedAt is { } tried && tried <= now ? now - tried : TimeSpan.MaxValue;
}
