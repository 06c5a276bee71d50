using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Health;

/// <summary>So many mails to one person of a kind and state: those under way, and those that ended within the last day.</summary>
internal sealed record MailCount
{
    public required string Kind { get; init; }

    /// <summary>One of <see cref="DeliveryState"/>.</summary>
    public required string State { get; init; }

    public required long Count { get; init; }
}

/// <summary>The service in numbers, as a monitor wants them. Names no reader.</summary>
internal sealed record ServiceNumbers
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    /// <summary>The dispatch that was begun last; null before the first.</summary>
    public Dispatch? Newest { get; init; }

    /// <summary>What became of it; null before the first.</summary>
    public DispatchNumbers? OfNewest { get; init; }

    public required IReadOnlyDictionary<string, long> Subscribers { get; init; }

    public required IReadOnlyList<MailCount> Mails { get; init; }

    public required long Suppressions { get; init; }

    public static async Task<ServiceNumbers> ReadAsync(Database database, TimeProvider clock, CancellationToken cancellationToken)
    {
        var newest = await new DispatchStore(database, clock).NewestBegunAsync(cancellationToken);
        await using var connection = await database.OpenAsync(cancellationToken);
        return new()
        {
            Newest = newest,
            OfNewest = newest is null ? null : await DispatchNumbers.ReadAsync(database, newest.Id, cancellationToken),
            Subscribers = await SubscribersAsync(connection, cancellationToken),
            Mails = [.. await connection.QueryAsync<MailCount>(new CommandDefinition(
                """
                SELECT kind, state, count(*) AS count
                  FROM mails
                 WHERE state IN ('pending', 'sending', 'deferred') OR updated_at > @since
                 GROUP BY kind, state
                """,
                new { since = clock.GetUtcNow() - Recent },
                cancellationToken: cancellationToken))],
            Suppressions = await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT count(*) FROM suppressions", cancellationToken: cancellationToken)),
        };
    }

    private static async Task<IReadOnlyDictionary<string, long>> SubscribersAsync(SqliteConnection connection, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<(string Status, long Count)>(new CommandDefinition(
            "SELECT status, count(*) FROM subscribers GROUP BY status", cancellationToken: cancellationToken)))
        .ToDictionary(row => row.Status, row => row.Count, StringComparer.Ordinal);
}
