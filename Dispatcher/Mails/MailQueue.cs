using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Mails;

/// <summary>
/// The table <c>mails</c>, filled: in the transaction of what the mail tells of, so that neither is without the other.
/// </summary>
internal static class MailQueue
{
    /// <summary>Queues a mail; the sender sees it within a second.</summary>
    /// <returns>False when there was one with the same <see cref="NewMail.OnceKey"/>; then nothing is added.</returns>
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

    /// <summary>A mail is not wanted any more; one that is on its way or gone stays as it is.</summary>
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
    /// Whatever was still to be sent may have been sent already: nobody knows, and it does not go by itself.
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
    /// Takes the address and what named the person out of their mails; what was still to be sent is skipped.
    /// </summary>
    /// <param name="keys">Every address that the person ever had, as keys: mails to them may have another
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
