using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Mails;

/// <summary>
/// Fills the table <c>mails</c>. A mail is added in the transaction of the event that it reports, so that there is
/// never one without the other.
/// Tests: MailServiceTests.
/// </summary>
internal static class MailQueue
{
    /// <summary>Queues a mail; the sender finds it within a second.</summary>
    /// <returns>False when a mail with the same <see cref="NewMail.OnceKey"/> exists; then nothing is added.</returns>
    public static async Task<bool> AddAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        NewMail mail,
        DateTimeOffset now
    ) =>
        await connection.ExecuteAsync(
            """
            INSERT INTO mails (kind, once_key, subscriber_id, email, mail_values, due_at, expires_at, created_at,
                updated_at)
            VALUES (@Kind, @OnceKey, @SubscriberId, @Email, @values, @DueAt, @ExpiresAt, @now, @now)
                ON CONFLICT (once_key) DO NOTHING
            """,
            new
            {
                Kind = mail.Kind.Word(),
                mail.OnceKey,
                mail.SubscriberId,
                mail.Email,
                values = JsonSerializer.Serialize(mail.Values),
                mail.DueAt,
                mail.ExpiresAt,
                now,
            },
            transaction
        ) > 0;

    /// <summary>Skips a mail that is not wanted any more; a mail that is in transfer or sent stays as it is.</summary>
    public static Task SkipAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string onceKey,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            "UPDATE mails SET state = 'skipped', updated_at = @now WHERE once_key = @onceKey AND state IN ('pending', "
                + "'deferred')",
            new { onceKey, now },
            transaction
        );

    /// <summary>
    /// Marks all open mails as uncertain, because they may have been sent already; they are not sent by themselves.
    /// </summary>
    public static Task DoubtAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string reason,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            "UPDATE mails SET state = 'uncertain', updated_at = @now, reply = @reason WHERE state IN ('pending', "
                + "'sending', 'deferred')",
            new { reason, now },
            transaction
        );

    /// <summary>
    /// Removes the address and the personal values of a person from their mails; open ones are skipped.
    /// </summary>
    /// <param name="keys">All addresses that the person ever had, as keys: mails to these may belong to another
    /// subscriber.</param>
    public static Task EraseAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long subscriberId,
        IReadOnlyCollection<string> keys
    ) =>
        connection.ExecuteAsync(
            """
            UPDATE mails
               SET email = '', mail_values = '{}', reply = NULL,
                   state = CASE WHEN state IN ('pending', 'deferred') THEN 'skipped' ELSE state END
             WHERE subscriber_id = @subscriberId OR lower(email) IN @keys
            """,
            new { subscriberId, keys },
            transaction
        );
}
