using Dapper;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Health.Today;

/// <summary>
/// Reads the numbers of days. The ledger of a dispatch is counted at most once in a while, because a million rows take
/// a second. Tests: TodayReaderTests.
/// </summary>
internal sealed class TodayNumbers(Database database, TimeProvider clock)
{
    /// <summary>So old may the counts of a dispatch be.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);

    private readonly Ledger _ledger = new(database, clock);
    private readonly Lock _lock = new();
    private readonly Dictionary<long, (DateTimeOffset At, IReadOnlyDictionary<DeliveryState, long> Counts)> _counted =
    [];

    /// <summary>The deliveries of a dispatch by state; a state without deliveries is absent.</summary>
    public async Task<IReadOnlyDictionary<DeliveryState, long>> CountsAsync(
        long dispatchId,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            if (_counted.TryGetValue(dispatchId, out var known) && now >= known.At && now - known.At < Fresh)
            {
                return known.Counts;
            }
        }

        var counts = await _ledger.CountsAsync(dispatchId, cancellationToken);
        lock (_lock)
        {
            foreach (var (old, _) in _counted.Where(one => now - one.Value.At >= Fresh).ToList())
            {
                _counted.Remove(old);
            }

            _counted[dispatchId] = (now, counts);
        }

        return counts;
    }

    /// <summary>The numbers of some days.</summary>
    public async Task<DayNumbers> OfAsync(DaySpan span, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var issues = await connection.QueryAsync<IssueRow>(
            new CommandDefinition(
                """
                SELECT d.id, d.title,
                       (SELECT count(DISTINCT r.subscriber_id) FROM returns r WHERE r.dispatch_id = d.id) AS returned
                  FROM dispatches d
                 WHERE d.kind = 'issue' AND d.slot_date >= @First AND d.slot_date <= @Last AND d.started_at IS NOT NULL
                 ORDER BY d.slot_date, d.id
                """,
                new { span.First, span.Last },
                cancellationToken: cancellationToken
            )
        );
        var (titles, sent, refused, returned) = (new List<string>(), 0L, 0L, 0L);
        foreach (var issue in issues)
        {
            var counts = await CountsAsync(issue.Id, cancellationToken);
            titles.Add(issue.Title ?? "");
            sent += counts.GetValueOrDefault(DeliveryState.Sent);
            refused += counts.GetValueOrDefault(DeliveryState.Failed) + counts.GetValueOrDefault(DeliveryState.Expired);
            returned += issue.Returned;
        }

        // The list of events is that of the index subscriber_events_by_time, so that the index is used.
        var happened = await connection.QuerySingleAsync<EventRow>(
            new CommandDefinition(
                """
                SELECT count(DISTINCT CASE WHEN event IN ('confirmed', 'came-back') THEN subscriber_id END) AS joined,
                       count(DISTINCT CASE WHEN event = 'left' THEN subscriber_id END) AS has_left,
                       count(CASE WHEN event = 'paid' THEN 1 END) AS paid,
                       count(DISTINCT CASE WHEN event = 'expired' THEN subscriber_id END) AS ended
                  FROM subscriber_events
                 WHERE event IN ('confirmed', 'came-back', 'left', 'paid', 'expired') AND at >= @From AND at < @Until
                """,
                new { span.From, span.Until },
                cancellationToken: cancellationToken
            )
        );
        return new(
            span,
            titles,
            sent,
            refused,
            returned,
            new(happened.Joined, happened.HasLeft, happened.Paid, happened.Ended)
        );
    }

    /// <summary>Deliveries whose outcome was lost and about which nobody has decided.</summary>
    public async Task<long> UncertainAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);

        // The first condition is that of the index deliveries_open, which is small at all times.
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                """
                SELECT count(*)
                  FROM deliveries
                 WHERE state IN ('sending', 'uncertain') AND state = 'uncertain'
                """,
                cancellationToken: cancellationToken
            )
        );
    }

    private sealed record IssueRow
    {
        public required long Id { get; init; }
        public string? Title { get; init; }
        public required long Returned { get; init; }
    }

    private sealed record EventRow
    {
        public required long Joined { get; init; }
        public required long HasLeft { get; init; }
        public required long Paid { get; init; }
        public required long Ended { get; init; }
    }
}
