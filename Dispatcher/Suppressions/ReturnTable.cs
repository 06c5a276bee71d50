using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Suppressions;

/// <summary>
/// The table <c>returns</c>: bounces and complaints that came back, each once. They are what suppressions rest on; the
/// view
/// <c>delivery_returns</c> says what they make of a delivery.
/// Tests: ReturnedMailTests.
/// </summary>
internal static class ReturnTable
{
    /// <returns>False when the same was written before.</returns>
    public static async Task<bool> AddAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        NewReturn one,
        DateTimeOffset now
    ) =>
        await connection.ExecuteAsync(
            """
            INSERT INTO returns (at, source, kind, subscriber_id, dispatch_id, mail_id, reason, status, class, is_hard,
                evidence)
            VALUES (@now, @Source, @Kind, @SubscriberId, @DispatchId, @MailId, @Reason, @Status, @Cause, @IsHard,
            @Evidence)
                ON CONFLICT DO NOTHING
            """,
            new
            {
                now,
                one.Source,
                Kind = one.Kind.Word(),
                one.SubscriberId,
                one.DispatchId,
                one.MailId,
                one.Reason,
                one.Status,
                one.Cause,
                one.IsHard,
                one.Evidence,
            },
            transaction
        ) > 0;

    /// <summary>Forgets the words of what came back before an instant; that something came back stays.</summary>
    public static Task DropEvidenceAsync(
        SqliteConnection connection,
        DateTimeOffset before,
        CancellationToken cancellationToken
    ) =>
        connection.ExecuteAsync(
            new CommandDefinition(
                "UPDATE returns SET evidence = NULL WHERE evidence IS NOT NULL AND at < @before",
                new { before },
                cancellationToken: cancellationToken
            )
        );

    /// <summary>Deletes what came back from one person.</summary>
    public static Task EraseAsync(SqliteConnection connection, SqliteTransaction transaction, long subscriberId) =>
        connection.ExecuteAsync(
            "DELETE FROM returns WHERE subscriber_id = @subscriberId",
            new { subscriberId },
            transaction
        );
}
