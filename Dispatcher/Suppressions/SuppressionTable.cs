using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Suppressions;

/// <summary>The table <c>suppressions</c>: addresses that must get nothing, also when they are on the list.</summary>
internal static class SuppressionTable
{
    /// <summary>
    /// The one way to suppress an address: writes the row, changes the status of its subscriber, and adds to their
    /// history. A complaint replaces what was known before; otherwise the first reason stays.
    /// </summary>
    /// <returns>True when a row was added, or a complaint replaced another kind.</returns>
    public static async Task<bool> RecordAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        NewSuppression suppression,
        DateTimeOffset now
    )
    {
        var isNew =
            await connection.ExecuteAsync(
                """
                INSERT INTO suppressions (email_key, kind, reason, evidence, source, created_at)
                VALUES (@Key, @Kind, @Reason, @Evidence, @Source, @now)
                    ON CONFLICT (email_key) DO UPDATE
                   SET kind = excluded.kind, reason = excluded.reason, evidence = excluded.evidence,
                       source = excluded.source
                 WHERE excluded.kind = 'complaint' AND suppressions.kind <> 'complaint'
                """,
                new
                {
                    suppression.Key,
                    Kind = suppression.Kind.Word(),
                    suppression.Reason,
                    suppression.Evidence,
                    suppression.Source,
                    now,
                },
                transaction
            ) > 0;
        var changed =
            suppression.Kind == SuppressionKind.Complaint
                ? await SubscriberTable.ComplainAsync(connection, transaction, suppression.Key, now)
                : await SubscriberTable.BounceAsync(connection, transaction, suppression.Key, now);
        if ((isNew || changed) && await SubscriberIdAsync(connection, transaction, suppression.Key) is { } id)
        {
            var (what, detail) = suppression.Kind switch
            {
                SuppressionKind.Complaint => (SubscriberEvent.Complained, null),
                SuppressionKind.Operator => (SubscriberEvent.Suppressed, suppression.Reason),
                _ => (SubscriberEvent.Bounced, suppression.Reason),
            };
            await SubscriberEvents.AddAsync(connection, transaction, id, what, now, detail);
        }

        return isNew;
    }

    /// <summary>Remembers the address of an erased person as a hash, in place of the address and its
    /// suppression.</summary>
    /// <param name="isForGood">The person was not to get mail in any case, so that not even a new sign-up brings the
    /// address back.</param>
    public static async Task RememberErasedAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        EmailAddress address,
        SigningKey oldestKey,
        bool isForGood,
        DateTimeOffset now
    )
    {
        await LiftAsync(connection, transaction, address, oldestKey);
        await connection.ExecuteAsync(
            """
            INSERT INTO suppressions (email_key, kind, for_good, reason, created_at)
            VALUES (@hash, 'erased', CASE WHEN @isForGood THEN 1 ELSE 0 END, @reason, @now)
            """,
            new
            {
                hash = ErasedAddress.KeyOf(address, oldestKey),
                isForGood,
                reason = isForGood ? "erased, suppressed" : "erased",
                now,
            },
            transaction
        );
    }

    /// <summary>All of them, by address.</summary>
    public static async Task<IReadOnlyList<SuppressedAddress>> ListAsync(
        Database database,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<SuppressedAddress>(
                new CommandDefinition(
                    "SELECT email_key AS email, kind, reason, evidence, source, created_at FROM suppressions ORDER BY "
                        + "email_key",
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    /// <summary>Those of an address; one at most under its key and one under the hash of an erased person.</summary>
    public static async Task<IReadOnlyList<SuppressedKey>> FindAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        EmailAddress address,
        SigningKey oldestKey
    ) =>
        [
            .. await connection.QueryAsync<SuppressedKey>(
                """
                SELECT email_key, kind, for_good AS is_for_good, reason, evidence, created_at
                  FROM suppressions
                 WHERE email_key IN (@Key, @erased)
                """,
                new { address.Key, erased = ErasedAddress.KeyOf(address, oldestKey) },
                transaction
            ),
        ];

    /// <summary>Ends those of an address, because its owner has confirmed that it is theirs.</summary>
    public static Task LiftAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        EmailAddress address,
        SigningKey oldestKey
    ) =>
        connection.ExecuteAsync(
            "DELETE FROM suppressions WHERE email_key IN (@Key, @erased)",
            new { address.Key, erased = ErasedAddress.KeyOf(address, oldestKey) },
            transaction
        );

    /// <summary>
    /// An operator lets an address get mail again; its subscriber stays bounced unless asked to come back. Adds to the
    /// subscriber's history.
    /// </summary>
    /// <param name="reactivate">Also makes a bounced subscriber active.</param>
    /// <returns>False when it was not suppressed.</returns>
    public static async Task<bool> RemoveAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string key,
        bool reactivate,
        DateTimeOffset now
    )
    {
        var kind = await connection.ExecuteScalarAsync<string?>(
            "DELETE FROM suppressions WHERE email_key = @key RETURNING kind",
            new { key },
            transaction
        );
        var isBack = reactivate && await SubscriberTable.ReactivateAsync(connection, transaction, key, now);
        if (await SubscriberIdAsync(connection, transaction, key) is { } id)
        {
            if (kind is not null)
            {
                await SubscriberEvents.AddAsync(
                    connection,
                    transaction,
                    id,
                    SubscriberEvent.SuppressionLifted,
                    now,
                    kind
                );
            }

            if (isBack)
            {
                await SubscriberEvents.AddAsync(
                    connection,
                    transaction,
                    id,
                    SubscriberEvent.CameBack,
                    now,
                    SubscriberStatus.Bounced.Word()
                );
            }
        }

        return kind is not null;
    }

    /// <summary>Forgets the words that led to suppressions before an instant; the suppressions stay.</summary>
    public static Task DropEvidenceAsync(
        SqliteConnection connection,
        DateTimeOffset before,
        CancellationToken cancellationToken
    ) =>
        connection.ExecuteAsync(
            new CommandDefinition(
                "UPDATE suppressions SET evidence = NULL WHERE evidence IS NOT NULL AND created_at < @before",
                new { before },
                cancellationToken: cancellationToken
            )
        );

    /// <summary>The subscriber who has an address; null when nobody has it.</summary>
    private static Task<long?> SubscriberIdAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string key
    ) =>
        connection.ExecuteScalarAsync<long?>(
            "SELECT id FROM subscribers WHERE email_key = @key",
            new { key },
            transaction
        );
}
