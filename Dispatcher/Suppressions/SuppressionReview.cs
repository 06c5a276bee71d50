using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Suppressions;

/// <summary>
/// Suppresses whom the refusals of a dispatch, and of those before it, show to be gone (<see
/// cref="SuppressionPolicy"/>).
/// What one reply shows is acted on at the end of a run; what takes several issues to see, at the end of the dispatch.
/// A refusal counts only when others were accepted (<see cref="DispatchCompany"/>).
/// </summary>
internal sealed partial class SuppressionReview(
    Database database,
    TimeProvider clock,
    ILogger<SuppressionReview> logger
)
{
    private const int PageSize = 1000;

    /// <param name="isOver">
    /// True at the end of the dispatch: then what says nothing about its address is marked so for later reviews.
    /// </param>
    /// <returns>How many were suppressed.</returns>
    public async Task<int> RunAsync(long dispatchId, bool isOver, CancellationToken cancellationToken)
    {
        var suppressed = 0;
        DispatchCompany? company = null;
        for (var after = 0L; ; )
        {
            var page = await UndeliveredAsync(dispatchId, isOver, after, cancellationToken);
            if (page.Count == 0)
            {
                return suppressed;
            }

            company ??= await DispatchCompany.ReadAsync(database, dispatchId, cancellationToken);

            suppressed += await database.InTransactionAsync(
                async (connection, transaction) =>
                {
                    var count = 0;
                    if (isOver)
                    {
                        var excused = page.Where(row => !company.Vouches(row.Email, row.Cause));
                        await DeliveryTable.ExcuseAsync(
                            connection,
                            transaction,
                            dispatchId,
                            excused.Select(row => row.SubscriberId)
                        );
                    }

                    foreach (var row in page.Where(row => company.Vouches(row.Email, row.Cause)))
                    {
                        count += await ReviewAsync(connection, transaction, dispatchId, row) ? 1 : 0;
                    }

                    return count;
                },
                cancellationToken
            );
            after = page[^1].SubscriberId;
        }
    }

    private async Task<IReadOnlyList<Undelivered>> UndeliveredAsync(
        long dispatchId,
        bool isOver,
        long after,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<Undelivered>(
                new CommandDefinition(
                    """
                    SELECT d.subscriber_id, d.email, d.reply, d.class AS cause
                      FROM deliveries d
                     WHERE d.dispatch_id = @dispatchId AND d.subscriber_id > @after
                       AND (@isOver AND d.state IN ('failed', 'expired') AND d.class IS NOT NULL
                       AND d.class NOT IN ('ours', 'internal')
                            OR NOT @isOver AND d.state = 'failed' AND d.class IN @atOnce
                               AND EXISTS (SELECT 1 FROM subscribers s WHERE s.id = d.subscriber_id
                               AND s.status <> 'bounced'))
                     ORDER BY d.subscriber_id
                     LIMIT @PageSize
                    """,
                    new
                    {
                        dispatchId,
                        isOver,
                        after,
                        PageSize,
                        atOnce = SuppressionPolicy.AtOnce,
                    },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    private async Task<bool> ReviewAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long dispatchId,
        Undelivered row
    )
    {
        var decision = await DecideAsync(connection, transaction, dispatchId, row.SubscriberId, row.Email);
        if (
            decision.Verdict is not SuppressionVerdict.Suppress
            || !EmailAddress.TryParse(row.Email, out var address, out _)
        )
        {
            return false;
        }

        var reason = decision.Reason!;
        var changed = await SuppressionTable.RecordAsync(
            connection,
            transaction,
            new(address.Key, SuppressionKind.Bounce, reason, NewSuppression.Relay, row.Reply),
            clock.GetUtcNow()
        );
        if (changed)
        {
            Suppressed(row.SubscriberId, reason);
        }

        return changed;
    }

    /// <summary>
    /// What a subscriber's deliveries up to a dispatch say about their address; a bounce that came later undoes its
    /// "sent".
    /// </summary>
    /// <param name="email">Only what went to this address counts.</param>
    public static async Task<Suppression> DecideAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long dispatchId,
        long subscriberId,
        string email
    )
    {
        // A dispatch that was stopped or paused says nothing: its refusals were its own fault. What came back of it
        // counts all the same. Nothing counts that was before the person confirmed the address (anew). By key, dispatch
        // for dispatch: the ledger has no index on subscribers, and needs none for anything else.
        var results = await connection.QueryAsync<ResultRow>(
            """
            SELECT p.slot_at, coalesce(r.bounced_at, d.updated_at) AS updated_at,
                   CASE WHEN r.class IS NULL THEN d.state ELSE 'failed' END AS state,
                       coalesce(r.class, d.class) AS cause
              FROM (SELECT id, slot_at
                      FROM dispatches
                     WHERE id <= @dispatchId
                       AND ((kind = 'issue' AND state IN ('sending', 'done'))
                         OR id IN (SELECT dispatch_id FROM returns WHERE subscriber_id = @subscriberId
                         AND kind = 'bounce'))
                     ORDER BY id DESC
                     LIMIT @ResultsNeeded) p
              JOIN deliveries d ON d.dispatch_id = p.id AND d.subscriber_id = @subscriberId
              LEFT JOIN delivery_returns r ON r.dispatch_id = p.id AND r.subscriber_id = @subscriberId
             WHERE d.email = @email
               AND d.updated_at > coalesce((SELECT confirmed_at FROM subscribers WHERE id = @subscriberId), 0)
             ORDER BY p.id DESC
            """,
            new
            {
                dispatchId,
                SuppressionPolicy.ResultsNeeded,
                subscriberId,
                email,
            },
            transaction
        );
        return SuppressionPolicy.Decide([.. results.Select(result => result.ToResult())]);
    }

    [LoggerMessage(2201, LogLevel.Warning, "Subscriber {SubscriberId} is suppressed: {Reason}")]
    private partial void Suppressed(long subscriberId, string reason);

    private sealed record Undelivered
    {
        public required long SubscriberId { get; init; }
        public required string Email { get; init; }
        public string? Reply { get; init; }
        public required string Cause { get; init; }
    }

    private sealed record ResultRow
    {
        public required DateTimeOffset SlotAt { get; init; }
        public required DateTimeOffset UpdatedAt { get; init; }
        public required DeliveryState State { get; init; }
        public string? Cause { get; init; }

        public DeliveryResult ToResult() =>
            new()
            {
                Slot = SlotAt,
                At = UpdatedAt,
                State = State,
                Cause = RefusalCauses.Parse(Cause),
            };
    }
}
