using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// The readers of a dispatch who did not get it, page by page, and the decision of a person to send to them again.
/// Works from any process.
/// </summary>
/// <param name="alongside">Written with each change, in its transaction.</param>
internal sealed class UnsentDeliveries(Database database, TimeProvider clock, Alongside? alongside = null)
{
    /// <summary>The condition of the index <c>deliveries_unsent</c>, word for word, so that it is used.</summary>
    private const string IsUnsent = "d.state IN ('deferred', 'expired', 'failed', 'skipped', 'uncertain')";

    private const string Matches = $"""
        d.dispatch_id = @dispatchId AND {IsUnsent}
           AND (@state = '' OR d.state = @state) AND (@cause = '' OR d.class = @cause)
           AND (@domain = '' OR {Ledger.RecipientDomain} = @domain)
        """;

    /// <summary>The next of them after a key, in the order of the key.</summary>
    /// <param name="after">The last key of the page before; 0 for the first page.</param>
    public async Task<IReadOnlyList<DeliveryRow>> PageAsync(
        long dispatchId,
        UnsentFilter filter,
        long after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<DeliveryRow>(
                new CommandDefinition(
                    $"""
                    SELECT d.subscriber_id, d.email, d.state, d.attempts, d.resends, d.revision, d.due_at, d.updated_at,
                           d.class AS cause, d.reply
                      FROM deliveries d
                     WHERE {Matches} AND d.subscriber_id IN (SELECT u.subscriber_id
                                                               FROM deliveries u
                                                              WHERE u.dispatch_id = @dispatchId
                                                                AND {IsUnsent.Replace(
                        "d.",
                        "u.",
                        StringComparison.Ordinal
                    )}
                                                                AND u.subscriber_id > @after)
                     ORDER BY d.subscriber_id
                     LIMIT @limit
                    """,
                    Values(dispatchId, filter, after, limit),
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    /// <summary>How many they are, by state, cause and domain: what a person can filter by.</summary>
    public async Task<IReadOnlyList<UnsentGroup>> GroupsAsync(long dispatchId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<UnsentGroup>(
                new CommandDefinition(
                    $"""
                    SELECT d.state, d.class AS cause, {Ledger.RecipientDomain} AS domain, count(*) AS count
                      FROM deliveries d
                     WHERE d.dispatch_id = @dispatchId AND {IsUnsent}
                     GROUP BY 1, 2, 3
                     ORDER BY 4 DESC, 1, 2, 3
                    """,
                    new { dispatchId },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    /// <summary>How many they are, by dispatch; a dispatch without any is absent.</summary>
    public async Task<IReadOnlyDictionary<long, long>> CountsAsync(
        IReadOnlyCollection<long> dispatchIds,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var counts = await connection.QueryAsync<(long Id, long Count)>(
            new CommandDefinition(
                $"""
                SELECT dispatch_id, sum(readers)
                  FROM (SELECT d.dispatch_id, count(*) AS readers
                          FROM deliveries d
                         WHERE d.dispatch_id IN @dispatchIds AND {IsUnsent}
                         GROUP BY d.dispatch_id
                         UNION ALL
                        SELECT z.dispatch_id, z.readers
                          FROM delivery_summaries z
                         WHERE z.dispatch_id IN @dispatchIds AND z.state <> 'sent') AS counted
                 GROUP BY dispatch_id
                """,
                new { dispatchIds },
                cancellationToken: cancellationToken
            )
        );
        return counts.ToDictionary(one => one.Id, one => one.Count);
    }

    /// <summary>How many a relay refused because of the sender or the message, and not because of the
    /// address.</summary>
    public async Task<long> RefusedBecauseOfUsAsync(long dispatchId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                $"""
                SELECT count(*)
                  FROM deliveries d
                 WHERE d.dispatch_id = @dispatchId AND {IsUnsent} AND d.state = 'failed'
                   AND d.class IN ('policy', 'sender', 'content', 'protocol', 'internal')
                """,
                new { dispatchId },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>What sending again to the failed ones of a filter would do now; changes nothing.</summary>
    public async Task<ResendPlan> PlanAsync(long dispatchId, UnsentFilter filter, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleAsync<ResendPlan>(
            new CommandDefinition(
                $"""
                SELECT count(*) AS failed,
                       count(*) FILTER (WHERE m.id IS NULL) AS may_not,
                       count(*) FILTER (WHERE m.id IS NOT NULL AND NOT {InTime("d")}) AS too_late
                  FROM deliveries d
                  LEFT JOIN mailable_subscribers m ON m.id = d.subscriber_id
                 WHERE {Matches} AND d.state = 'failed'
                """,
                Values(dispatchId, filter, after: 0, limit: 0),
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>
    /// Makes failed deliveries due again, whose readers may get mail and whose wave is not over; no other state is
    /// touched, so that nobody who has the issue gets it again. A dispatch that is done is opened again; the process
    /// that sends starts it at once.
    /// </summary>
    /// <returns>How many are due again; null when the dispatch sends nothing any more.</returns>
    public Task<int?> SendAgainAsync(long dispatchId, UnsentFilter filter, CancellationToken cancellationToken) =>
        database.InTransactionAsync<int?>(
            async (connection, transaction) =>
            {
                var dispatch = await DispatchStore.FindAsync(connection, transaction, dispatchId);
                if (dispatch is null || !UncertainDeliveries.MayResend(dispatch, clock.GetUtcNow()))
                {
                    return null;
                }

                var changed = await ChangeAsync(connection, transaction, dispatchId, filter);
                if (changed > 0)
                {
                    await DispatchStore.ChangedAsync(
                        connection,
                        transaction,
                        dispatchId,
                        reopen: dispatch.State is DispatchState.Done
                    );
                    await (alongside?.Invoke(connection, transaction) ?? Task.CompletedTask);
                }

                return changed;
            },
            cancellationToken
        );

    private Task<int> ChangeAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long dispatchId,
        UnsentFilter filter
    ) =>
        connection.ExecuteAsync(
            $"""
            UPDATE deliveries
               SET state = 'pending', updated_at = @now, email = {DeliveryTable.AddressNow}
             WHERE dispatch_id = @dispatchId AND state = 'failed' AND {Ledger.IsInTime}
               AND subscriber_id IN (SELECT d.subscriber_id
                                       FROM deliveries d
                                       JOIN mailable_subscribers m ON m.id = d.subscriber_id
                                      WHERE {Matches} AND d.state = 'failed')
            """,
            Values(dispatchId, filter, after: 0, limit: 0),
            transaction,
            commandTimeout: 0
        );

    /// <summary><see cref="Ledger.IsInTime"/> for a table with another name.</summary>
    private static string InTime(string table) =>
        Ledger.IsInTime.Replace("deliveries.", $"{table}.", StringComparison.Ordinal);

    private object Values(long dispatchId, UnsentFilter filter, long after, int limit) =>
        new
        {
            dispatchId,
            state = filter.State?.Word() ?? "",
            cause = filter.Cause ?? "",
            domain = filter.Domain?.ToLowerInvariant() ?? "",
            after,
            limit,
            now = clock.GetUtcNow(),
        };
}
