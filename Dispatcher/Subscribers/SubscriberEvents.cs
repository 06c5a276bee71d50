using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Subscribers;

/// <summary>
/// The table <c>subscriber_events</c>: the history of each person. Rows are only added.
/// Tests: CsvExportTests.
/// </summary>
internal static class SubscriberEvents
{
    /// <summary>
    /// Adds an event. <see cref="Import.SubscriberUpsert"/> prepares the same statement for its batches.
    /// </summary>
    public const string Insert =
        "INSERT INTO subscriber_events (subscriber_id, at, event, detail) VALUES (@subscriberId, @at, @event, @detail)";

    public static async Task AddAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long subscriberId,
        SubscriberEvent what,
        DateTimeOffset at,
        string? detail = null
    ) =>
        await connection.ExecuteAsync(
            Insert,
            new
            {
                subscriberId,
                at,
                @event = what.Word(),
                detail,
            },
            transaction
        );

    /// <summary>What happened to a person, the oldest first.</summary>
    public static async Task<IReadOnlyList<SubscriberEventRow>> OfAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long subscriberId
    ) =>
        [
            .. await connection.QueryAsync<SubscriberEventRow>(
                "SELECT at, event AS event_word, detail FROM subscriber_events WHERE subscriber_id = @subscriberId "
                    + "ORDER BY id",
                new { subscriberId },
                transaction
            ),
        ];

    /// <summary>The same by address; empty when nobody has it.</summary>
    public static async Task<IReadOnlyList<SubscriberEventRow>> OfAsync(
        Database database,
        EmailAddress address,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<SubscriberEventRow>(
                new CommandDefinition(
                    """
                    SELECT e.at, e.event AS event_word, e.detail
                      FROM subscriber_events e
                      JOIN subscribers s ON s.id = e.subscriber_id
                     WHERE s.email_key = @Key
                     ORDER BY e.id
                    """,
                    new { address.Key },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }
}
