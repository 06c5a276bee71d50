using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Subscribers;

/// <summary>
/// The table <c>subscribers</c>, written: a verb for each thing that happens to one person, in the transaction of the
/// caller, who has decided it. <see cref="SubscriberList"/> reads, <see cref="Import.SubscriberUpsert"/> writes
/// batches.
/// Tests: SubscriberListTests.
/// </summary>
internal static class SubscriberTable
{
    /// <summary>Adds a person without tags, active where the entry says no status.</summary>
    /// <returns>The id; null when the mailbox is on the list already, and then nothing is changed.</returns>
    public static Task<long?> AddAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        SubscriberEntry entry,
        DateTimeOffset now
    ) =>
        connection.ExecuteScalarAsync<long?>(
            """
            INSERT INTO subscribers (email, email_key, first_name, last_name, time_zone, status, created_at, updated_at)
            VALUES (@Value, @Key, @FirstName, @LastName, @TimeZone, @status, @createdAt, @now)
                ON CONFLICT (email_key) DO NOTHING
            RETURNING id
            """,
            new
            {
                entry.Address.Value,
                entry.Address.Key,
                entry.FirstName,
                entry.LastName,
                entry.TimeZone,
                status = (entry.Status ?? SubscriberStatus.Active).Word(),
                createdAt = entry.CreatedAt ?? now,
                now,
            },
            transaction
        );

    /// <summary>The person has confirmed the address: what kept the person away before is over.</summary>
    /// <param name="status">Active, or expired for somebody who has to pay first.</param>
    /// <param name="endsAt">First instant after the term.</param>
    public static Task ConfirmAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        SubscriberStatus status,
        SubscriberTerm? term,
        DateTimeOffset? endsAt,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            """
            UPDATE subscribers
               SET status = @status, confirmed_at = @now, updated_at = @now, term = @term, term_ends_at = @endsAt,
                   left_from = NULL, left_at = NULL, paused_until = NULL, expired_from = NULL
             WHERE id = @id
            """,
            new
            {
                id,
                status = status.Word(),
                now,
                term = term?.Word(),
                endsAt,
            },
            transaction
        );

    /// <summary>Gives a person another address; a bounced one gets mail again by it.</summary>
    public static Task MoveAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        EmailAddress address,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            """
            UPDATE subscribers
               SET email = @Value, email_key = @Key, updated_at = @now,
                   status = CASE WHEN status = 'bounced' THEN 'active' ELSE status END
             WHERE id = @id
            """,
            new
            {
                id,
                address.Value,
                address.Key,
                now,
            },
            transaction
        );

    /// <summary>Makes all links of the person old: they unsubscribe and open nothing else.</summary>
    public static Task RaiseLinkEpochAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            "UPDATE subscribers SET link_epoch = link_epoch + 1, updated_at = @now WHERE id = @id",
            new { id, now },
            transaction
        );

    /// <summary>The person leaves; what they were before is kept, so that they can take it back.</summary>
    public static Task LeaveAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            "UPDATE subscribers SET status = 'unsubscribed', left_from = status, left_at = @now, updated_at = @now "
                + "WHERE id = @id",
            new { id, now },
            transaction
        );

    /// <summary>Makes a person who has left what they were before; who has paid meanwhile is active.</summary>
    public static Task UndoLeavingAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            """
            UPDATE subscribers
               SET status = CASE WHEN left_from = 'expired' AND term_ends_at > @now THEN 'active' ELSE left_from END,
                   left_from = NULL, left_at = NULL, updated_at = @now
             WHERE id = @id
            """,
            new { id, now },
            transaction
        );

    /// <param name="until">The local date from which mail comes again; null is until the person says so.</param>
    public static Task PauseAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        DateOnly? until,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            "UPDATE subscribers SET status = 'paused', paused_until = @until, updated_at = @now WHERE id = @id",
            new
            {
                id,
                until,
                now,
            },
            transaction
        );

    /// <summary>Ends a pause.</summary>
    public static Task ResumeAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            "UPDATE subscribers SET status = 'active', paused_until = NULL, updated_at = @now WHERE id = @id",
            new { id, now },
            transaction
        );

    /// <summary>The term is over; the status before is kept for the payment that brings the person back.</summary>
    public static Task ExpireAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            "UPDATE subscribers SET status = 'expired', expired_from = status, updated_at = @now WHERE id = @id",
            new { id, now },
            transaction
        );

    /// <summary>Sets the end of a paid term.</summary>
    /// <param name="status">The status from now on.</param>
    /// <param name="comesBack">True for somebody who had expired and has not any more.</param>
    public static Task SetTermAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        DateTimeOffset? endsAt,
        SubscriberStatus status,
        bool comesBack,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            """
            UPDATE subscribers
               SET term = 'paid', term_ends_at = @endsAt, status = @status, updated_at = @now,
                   expired_from = CASE WHEN @comesBack THEN NULL ELSE expired_from END
             WHERE id = @id
            """,
            new
            {
                id,
                endsAt,
                status = status.Word(),
                comesBack,
                now,
            },
            transaction
        );

    /// <summary>Notes the payment provider's name of the customer.</summary>
    /// <param name="replaces">False keeps a name that is known already.</param>
    /// <returns>False when nobody has this id.</returns>
    public static async Task<bool> SetCustomerAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        string customer,
        bool replaces
    ) =>
        await connection.ExecuteAsync(
            """
            UPDATE subscribers
               SET stripe_customer = CASE WHEN @replaces OR stripe_customer IS NULL THEN @customer
                   ELSE stripe_customer END
             WHERE id = @id
            """,
            new
            {
                id,
                customer,
                replaces,
            },
            transaction
        ) > 0;

    /// <returns>False when nobody has this id.</returns>
    public static async Task<bool> RenameAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        string? firstName,
        string? lastName,
        DateTimeOffset now
    ) =>
        await connection.ExecuteAsync(
            "UPDATE subscribers SET first_name = @firstName, last_name = @lastName, updated_at = @now WHERE id = @id",
            new
            {
                id,
                firstName,
                lastName,
                now,
            },
            transaction
        ) > 0;

    /// <param name="timeZone">IANA name; null follows the newsletter's.</param>
    /// <returns>False when nobody has this id.</returns>
    public static async Task<bool> SetTimeZoneAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        string? timeZone,
        DateTimeOffset now
    ) =>
        await connection.ExecuteAsync(
            "UPDATE subscribers SET time_zone = @timeZone, updated_at = @now WHERE id = @id",
            new
            {
                id,
                timeZone,
                now,
            },
            transaction
        ) > 0;

    /// <summary>The address is suppressed: its person gets nothing, unless they left in another way.</summary>
    /// <param name="key">The address's key.</param>
    /// <returns>False when nobody's status changed.</returns>
    public static async Task<bool> BounceAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string key,
        DateTimeOffset now
    ) =>
        await connection.ExecuteAsync(
            """
            UPDATE subscribers
               SET status = 'bounced', updated_at = @now
             WHERE email_key = @key AND status IN ('pending', 'active', 'paused', 'expired')
            """,
            new { key, now },
            transaction
        ) > 0;

    /// <summary>The person marked a message as spam, which counts for more than any other way to leave.</summary>
    /// <param name="key">The address's key.</param>
    /// <returns>False when nobody's status changed.</returns>
    public static async Task<bool> ComplainAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string key,
        DateTimeOffset now
    ) =>
        await connection.ExecuteAsync(
            "UPDATE subscribers SET status = 'complained', updated_at = @now WHERE email_key = @key AND status <> "
                + "'complained'",
            new { key, now },
            transaction
        ) > 0;

    /// <summary>Makes a bounced person active, since the address is said to work again.</summary>
    /// <param name="key">The address's key.</param>
    /// <returns>False when there is no such subscriber.</returns>
    public static async Task<bool> ReactivateAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string key,
        DateTimeOffset now
    ) =>
        await connection.ExecuteAsync(
            "UPDATE subscribers SET status = 'active', updated_at = @now WHERE email_key = @key AND status = 'bounced'",
            new { key, now },
            transaction
        ) > 0;

    /// <summary>Deletes a person with tags, confirmations and history.</summary>
    /// <returns>False when nobody has this id.</returns>
    public static async Task<bool> EraseAsync(SqliteConnection connection, SqliteTransaction transaction, long id) =>
        await connection.ExecuteAsync("DELETE FROM subscribers WHERE id = @id", new { id }, transaction) > 0;
}
