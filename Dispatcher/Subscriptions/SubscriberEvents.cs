using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Subscriptions;

/// <summary>The table <c>subscriber_events</c>; append only.</summary>
internal static class SubscriberEvents
{
    public static async Task AddAsync(
        SqliteConnection connection, SqliteTransaction transaction, long subscriberId, string @event, DateTimeOffset at, string? detail = null) =>
        await connection.ExecuteAsync(
            "INSERT INTO subscriber_events (subscriber_id, at, event, detail) VALUES (@subscriberId, @at, @event, @detail)",
            new { subscriberId, at, @event, detail },
            transaction);

    /// <summary>What happened to a person, the oldest first.</summary>
    public static async Task<IReadOnlyList<SubscriberEventRow>> OfAsync(SqliteConnection connection, SqliteTransaction? transaction, long subscriberId) =>
        [.. await connection.QueryAsync<SubscriberEventRow>(
            "SELECT at, event, detail FROM subscriber_events WHERE subscriber_id = @subscriberId ORDER BY id", new { subscriberId }, transaction)];

    /// <summary>The same by address; empty when nobody has it.</summary>
    public static async Task<IReadOnlyList<SubscriberEventRow>> OfAsync(Database database, EmailAddress address, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await Subscription.FindAsync(connection, transaction: null, address.Key) is { } found
            ? await OfAsync(connection, transaction: null, found.Id)
            : [];
    }
}
