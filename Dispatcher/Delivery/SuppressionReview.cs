using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// At the end of a dispatch: looks at whoever did not get it for a reason that may pass, and suppresses those for whom it
/// has not passed over several issues (<see cref="SuppressionPolicy"/>). What one reply shows was suppressed at once.
/// </summary>
internal sealed partial class SuppressionReview(Database database, TimeProvider clock, ILogger<SuppressionReview> logger)
{
    private const int PageSize = 1000;

    /// <returns>How many were suppressed.</returns>
    public async Task<int> RunAsync(long dispatchId, CancellationToken cancellationToken)
    {
        var suppressed = 0;
        for (var after = 0L; ;)
        {
            var page = await UndeliveredAsync(dispatchId, after, cancellationToken);
            if (page.Count == 0)
            {
                return suppressed;
            }

            suppressed += await database.InTransactionAsync(
                async (connection, transaction) =>
                {
                    var count = 0;
                    foreach (var row in page)
                    {
                        count += await ReviewAsync(connection, transaction, dispatchId, row) ? 1 : 0;
                    }

                    return count;
                },
                cancellationToken);
            after = page[^1].SubscriberId;
        }
    }

    private async Task<IReadOnlyList<Undelivered>> UndeliveredAsync(long dispatchId, long after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. await connection.QueryAsync<Undelivered>(new CommandDefinition(
            """
            SELECT subscriber_id, email, reply
              FROM deliveries
             WHERE dispatch_id = @dispatchId AND subscriber_id > @after
               AND state IN ('failed', 'expired') AND class IS NOT NULL
             ORDER BY subscriber_id
             LIMIT @PageSize
            """,
            new { dispatchId, after, PageSize },
            cancellationToken: cancellationToken))];
    }

    private async Task<bool> ReviewAsync(SqliteConnection connection, SqliteTransaction transaction, long dispatchId, Undelivered row)
    {
        var decision = await DecideAsync(connection, transaction, dispatchId, row.SubscriberId, row.Email);
        if (decision.Verdict is not SuppressionVerdict.Suppress || !EmailAddress.TryParse(row.Email, out var address, out _))
        {
            return false;
        }

        var changed = await Suppressions.AddAsync(connection, transaction, address.Key, decision.Reason!, row.Reply, clock.GetUtcNow());
        if (changed)
        {
            Suppressed(row.SubscriberId, decision.Reason!);
        }

        return changed;
    }

    /// <summary>What a subscriber's deliveries up to a dispatch say about their address; a bounce that came later undoes its "sent".</summary>
    /// <param name="email">Only what went to this address counts.</param>
    public static async Task<Suppression> DecideAsync(
        SqliteConnection connection, SqliteTransaction transaction, long dispatchId, long subscriberId, string email)
    {
        // A dispatch that was stopped or paused says nothing: its refusals were its own fault. What came back of it counts all
        // the same. Nothing counts that was before the person confirmed the address (anew). By key, dispatch for dispatch: the ledger has no index on subscribers, and needs none for anything else.
        var results = await connection.QueryAsync<ResultRow>(
            """
            SELECT p.slot_at, coalesce(r.at, d.updated_at) AS updated_at, iif(r.class IS NULL, d.state, 'failed') AS state, coalesce(r.class, d.class) AS class
              FROM (SELECT id, slot_at
                      FROM dispatches
                     WHERE id <= @dispatchId
                       AND ((kind = 'issue' AND state IN ('sending', 'done'))
                         OR id IN (SELECT dispatch_id FROM returns WHERE subscriber_id = @subscriberId AND kind = 'bounce'))
                     ORDER BY id DESC
                     LIMIT @ResultsNeeded) p
              JOIN deliveries d ON d.dispatch_id = p.id AND d.subscriber_id = @subscriberId
              LEFT JOIN (SELECT dispatch_id, max(at) AS at, class
                           FROM returns
                          WHERE subscriber_id = @subscriberId AND kind = 'bounce' AND dispatch_id IS NOT NULL
                          GROUP BY dispatch_id) r ON r.dispatch_id = p.id
             WHERE d.email = @email
               AND d.updated_at > coalesce((SELECT confirmed_at FROM subscribers WHERE id = @subscriberId), 0)
             ORDER BY p.id DESC
            """,
            new { dispatchId, SuppressionPolicy.ResultsNeeded, subscriberId, email },
            transaction);
        return SuppressionPolicy.Decide([.. results.Select(result => result.ToResult())]);
    }

    [LoggerMessage(2201, LogLevel.Warning, "Subscriber {SubscriberId} is suppressed: {Reason}")]
    private partial void Suppressed(long subscriberId, string reason);

    private sealed record Undelivered
    {
        public required long SubscriberId { get; init; }
        public required string Email { get; init; }
        public string? Reply { get; init; }
    }

    private sealed record ResultRow
    {
        public required DateTimeOffset SlotAt { get; init; }
        public required DateTimeOffset UpdatedAt { get; init; }
        public required string State { get; init; }
        public string? Class { get; init; }

        public DeliveryResult ToResult() => new()
        {
            Slot = SlotAt,
            At = UpdatedAt,
            State = State,
            Cause = RefusalCauses.Parse(Class),
        };
    }
}
