using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Mails;

namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>
/// The table <c>confirmations</c>: what people were asked to confirm by mail.
/// Tests: ConfirmationTests.
/// </summary>
internal static class ConfirmationTable
{
    /// <summary>When an address was asked to confirm anything.</summary>
    public static async Task<IReadOnlyList<DateTimeOffset>> AskedAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string key,
        DateTimeOffset since
    ) =>
        [
            .. await connection.QueryAsync<DateTimeOffset>(
                "SELECT created_at FROM confirmations WHERE email_key = @key AND created_at > @since",
                new { key, since },
                transaction
            ),
        ];

    /// <summary>Asks an address to confirm: adds the row and queues the mail.</summary>
    /// <param name="isMailed">False adds the row alone: it looks the same to who asked, and nobody can confirm
    /// it.</param>
    public static async Task AskAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        ConfirmationPurpose purpose,
        long subscriberId,
        EmailAddress address,
        DateTimeOffset now,
        bool isMailed = true
    )
    {
        var expiresAt = now + OptInRule.LinkWorks;
        var id = await connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO confirmations (purpose, subscriber_id, email, email_key, created_at, expires_at)
            VALUES (@purpose, @subscriberId, @Value, @Key, @now, @expiresAt)
            RETURNING id
            """,
            new
            {
                purpose = purpose.Word(),
                subscriberId,
                address.Value,
                address.Key,
                now,
                expiresAt,
            },
            transaction
        );
        if (!isMailed)
        {
            return;
        }

        var kind = purpose == ConfirmationPurpose.Address ? MailKind.ConfirmAddress : MailKind.Confirm;
        var values = new Dictionary<string, string>
        {
            ["confirmation_id"] = id.ToString(CultureInfo.InvariantCulture),
            ["confirmation_expires"] = expiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        };
        await MailQueue.AddAsync(
            connection,
            transaction,
            new NewMail(kind, $"{kind.Word()}:{id}", subscriberId, address.Value, values, DueAt: now, expiresAt),
            now
        );
    }

    public static async Task<Confirmation?> FindAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long id
    ) =>
        await connection.QuerySingleOrDefaultAsync<Confirmation>(
            "SELECT id, purpose, subscriber_id, email, email_key, expires_at, used_at FROM confirmations WHERE id = "
                + "@id",
            new { id },
            transaction
        );

    /// <summary>Marks one as used.</summary>
    public static async Task UseAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        DateTimeOffset now
    ) =>
        await connection.ExecuteAsync(
            "UPDATE confirmations SET used_at = @now WHERE id = @id",
            new { id, now },
            transaction
        );

    /// <summary>Ends the open confirmations of a subscriber.</summary>
    /// <param name="purpose">Only what has this purpose; null for all.</param>
    public static async Task EndOpenAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long subscriberId,
        ConfirmationPurpose? purpose,
        DateTimeOffset now
    ) =>
        await connection.ExecuteAsync(
            """
            UPDATE confirmations
               SET expires_at = CASE WHEN expires_at < @now THEN expires_at ELSE @now END
             WHERE subscriber_id = @subscriberId AND used_at IS NULL
               AND (CAST(@purpose AS TEXT) IS NULL OR purpose = @purpose)
            """,
            new
            {
                subscriberId,
                purpose = purpose?.Word(),
                now,
            },
            transaction
        );
}
