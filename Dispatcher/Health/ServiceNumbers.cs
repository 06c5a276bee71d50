using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Health;

/// <summary>The service in numbers, as a monitor wants them. Names no reader. Tests: MetricsTests.</summary>
internal sealed record ServiceNumbers
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    /// <summary>The issue whose dispatch was begun last; null before the first.</summary>
    public Dispatch? Newest { get; init; }

    /// <summary>What became of it; null before the first.</summary>
    public DispatchNumbers? OfNewest { get; init; }

    public required IReadOnlyDictionary<string, long> Subscribers { get; init; }

    public required IReadOnlyList<MailCount> Mails { get; init; }

    /// <summary>
    /// Addresses that get nothing, by <see cref="Newsletter.Dispatcher.Suppressions.SuppressionKind"/>.
    /// </summary>
    public required IReadOnlyDictionary<string, long> Suppressions { get; init; }

    /// <summary>How large the database is.</summary>
    public DatabaseUse? Use { get; init; }

    public static async Task<ServiceNumbers> ReadAsync(
        Database database,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var newest = await new DispatchStore(database, clock).NewestBegunAsync(cancellationToken);
        await using var connection = await database.OpenAsync(cancellationToken);
        return new()
        {
            Newest = newest,
            Use = await DatabaseUse.ReadAsync(database, cancellationToken),
            OfNewest = newest is null ? null : await DispatchNumbers.ReadAsync(database, newest.Id, cancellationToken),
            Subscribers = await CountAsync(
                connection,
                "SELECT status, count(*) FROM subscribers GROUP BY status",
                cancellationToken
            ),
            Mails =
            [
                .. await connection.QueryAsync<MailCount>(
                    new CommandDefinition(
                        """
                        SELECT kind, state, count(*) AS count
                          FROM mails
                         WHERE state IN ('pending', 'sending', 'deferred') OR updated_at > @since
                         GROUP BY kind, state
                        """,
                        new { since = clock.GetUtcNow() - Recent },
                        cancellationToken: cancellationToken
                    )
                ),
            ],
            Suppressions = await CountAsync(
                connection,
                "SELECT kind, count(*) FROM suppressions GROUP BY kind",
                cancellationToken
            ),
        };
    }

    private static async Task<IReadOnlyDictionary<string, long>> CountAsync(
        SqliteConnection connection,
        string sql,
        CancellationToken cancellationToken
    ) =>
        (
            await connection.QueryAsync<(string Name, long Count)>(
                new CommandDefinition(sql, cancellationToken: cancellationToken)
            )
        ).ToDictionary(row => row.Name, row => row.Count, StringComparer.Ordinal);
}
