using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Mails;

/// <summary>The table <c>mails</c>, filled: in the transaction of what the mail tells of, so that neither is without the other.</summary>
internal static class MailQueue
{
    /// <summary>Queues a mail; the sender sees it within a second.</summary>
    /// <returns>False when there was one with the same <see cref="NewMail.OnceKey"/>; then nothing is added.</returns>
    public static async Task<bool> AddAsync(SqliteConnection connection, SqliteTransaction transaction, NewMail mail, DateTimeOffset now) =>
        await connection.ExecuteAsync(
            """
            INSERT INTO mails (kind, once_key, subscriber_id, email, mail_values, due_at, expires_at, created_at, updated_at)
            VALUES (@Kind, @OnceKey, @SubscriberId, @Email, @values, @DueAt, @ExpiresAt, @now, @now)
                ON CONFLICT (once_key) DO NOTHING
            """,
            new { mail.Kind, mail.OnceKey, mail.SubscriberId, mail.Email, values = JsonSerializer.Serialize(mail.Values), mail.DueAt, mail.ExpiresAt, now },
            transaction) > 0;
}
