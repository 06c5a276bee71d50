using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// Turns the deliveries of old dispatches into counts, in small steps. A step counts some deliveries and removes their
/// rows in one transaction, so a process that is killed between two steps, or in one, loses nothing and counts nothing
/// twice: the next step goes on with the rows that are left.
/// </summary>
internal sealed class DeliveryRetention(Database database, TimeProvider clock)
{
    /// <summary>Domains that are counted by name; each more would cost a row for each dispatch, for ever.</summary>
    private const int NamedDomains = 20;

    /// <summary>
    /// The oldest dispatch that ended before an instant and has deliveries to sum up; null when there is none.
    /// </summary>
    public async Task<long?> NextAsync(DateTimeOffset endedBefore, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long?>(
            new CommandDefinition(
                """
                SELECT min(p.id)
                  FROM dispatches p
                 WHERE p.state IN ('done', 'stopped') AND p.finished_at < @endedBefore AND p.started_at IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM summed_dispatches z
                                    WHERE z.dispatch_id = p.id AND z.summed_at IS NOT NULL)
                """,
                new { endedBefore },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>Sums up the next deliveries of a dispatch, in the order of their readers.</summary>
    /// <param name="size">The most that one transaction takes.</param>
    /// <returns>How many were summed up; 0 when the dispatch is summed up, and when it is open again.</returns>
    public async Task<int> StepAsync(long dispatchId, int size, CancellationToken cancellationToken)
    {
        await BeginAsync(dispatchId, cancellationToken);
        return await database.InTransactionAsync(
            async (connection, transaction) =>
            {
                // A person may have opened it again since it was chosen.
                if (
                    await DispatchStore.FindAsync(connection, transaction, dispatchId) is not { IsOpen: false }
                    || await DomainsAsync(connection, transaction, dispatchId) is not { } domains
                )
                {
                    return 0;
                }

                var last = await connection.ExecuteScalarAsync<long?>(
                    """
                    SELECT max(subscriber_id)
                      FROM (SELECT d.subscriber_id
                              FROM deliveries d
                             WHERE d.dispatch_id = @dispatchId AND d.state IN ('sent', 'failed', 'skipped', 'expired')
                             ORDER BY d.subscriber_id
                             LIMIT @size) AS step
                    """,
                    new { dispatchId, size },
                    transaction
                );
                if (last is not { } reader)
                {
                    await DeliverySummaryTable.EndAsync(connection, transaction, dispatchId, clock.GetUtcNow());
                    return 0;
                }

                await DeliverySummaryTable.AddAsync(connection, transaction, dispatchId, reader, domains);
                return await DeliveryTable.RemoveAsync(connection, transaction, dispatchId, reader);
            },
            cancellationToken
        );
    }

    /// <summary>Records what a round came to, for <c>status</c>.</summary>
    public async Task RecordAsync(long deliveries, long usedBefore, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var use = await DatabaseUse.ReadAsync(connection, transaction: null);
        await DeliverySummaryTable.RecordAsync(
            connection,
            new()
            {
                EndedAt = clock.GetUtcNow(),
                Deliveries = deliveries,
                UsedBefore = usedBefore,
                UsedAfter = use.Used,
            }
        );
    }

    /// <summary>
    /// Chooses the domains that are counted by name, and hashes the issue, once for each dispatch. It reads the whole
    /// dispatch, so it does so before the transaction, in which it would hold up other writers.
    /// </summary>
    private async Task BeginAsync(long dispatchId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        if (
            await DomainsAsync(connection, transaction: null, dispatchId) is not null
            || await DispatchStore.FindAsync(connection, transaction: null, dispatchId)
                is not { IsOpen: false } dispatch
        )
        {
            return;
        }

        var domains = await connection.QueryAsync<string>(
            new CommandDefinition(
                $"""
                SELECT {Ledger.RecipientDomain}
                  FROM deliveries d
                 WHERE d.dispatch_id = @dispatchId AND d.email <> ''
                 GROUP BY 1
                 ORDER BY count(*) DESC, 1
                 LIMIT @NamedDomains
                """,
                new { dispatchId, NamedDomains },
                cancellationToken: cancellationToken
            )
        );
        await DeliverySummaryTable.BeginAsync(
            connection,
            dispatchId,
            await IssueHashAsync(connection, dispatch, cancellationToken),
            JsonSerializer.Serialize(domains),
            clock.GetUtcNow()
        );
    }

    /// <returns>Null before the first step.</returns>
    private static async Task<IReadOnlyList<string>?> DomainsAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long dispatchId
    ) =>
        await connection.ExecuteScalarAsync<string?>(
            "SELECT domains FROM summed_dispatches WHERE dispatch_id = @dispatchId",
            new { dispatchId },
            transaction
        )
            is { } json
            ? JsonSerializer.Deserialize<IReadOnlyList<string>>(json)
            : null;

    /// <summary>
    /// SHA-256 over the frozen files in the order of their names: for each the name, a line feed, the SHA-256 of the
    /// content and a line feed. So anybody can make it again from the files.
    /// </summary>
    private static async Task<string> IssueHashAsync(
        SqliteConnection connection,
        Dispatch dispatch,
        CancellationToken cancellationToken
    )
    {
        var files = await FrozenFiles.ReadAsync(connection, dispatch.Id, dispatch.Revision, cancellationToken);
        var lines = files
            .OrderBy(file => file.Key, StringComparer.Ordinal)
            .Select(file => $"{file.Key}\n{Convert.ToHexStringLower(SHA256.HashData(file.Value))}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }
}
