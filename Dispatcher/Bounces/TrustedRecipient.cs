using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Bounces;

/// <summary>
/// The recipient that a notice is about, when the notice names an address and not a delivery. Only for notices whose
/// provider is certain: anybody can write any address into a mail.
/// Tests: ImapServiceTests.
/// </summary>
/// <param name="Message">The newest that went to the address by then; null where none is known.</param>
internal sealed record TrustedRecipient(long SubscriberId, ReturnedMessage? Message)
{
    /// <summary>The most dispatches to search, the newest first: the ledger has no index on subscribers.</summary>
    private const int MostDispatches = 30;

    /// <summary>How far a provider's clock may be behind ours.</summary>
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(5);

    /// <param name="key">Key of the recipient's address; null where the notice hides it.</param>
    /// <param name="named">The subscriber that a signed link in the notice names, or null.</param>
    /// <param name="at">When it happened.</param>
    /// <returns>Null for an address that nobody on the list has.</returns>
    public static async Task<TrustedRecipient?> FindAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string? key,
        long? named,
        DateTimeOffset at
    )
    {
        var holder = await connection.ExecuteScalarAsync<long?>(
            "SELECT id FROM subscribers WHERE email_key = @key",
            new { key },
            transaction
        );
        if ((named ?? holder) is not { } id)
        {
            return null;
        }

        var message = await NewestAsync(connection, transaction, id, key, at + ClockDifference);
        return message is null && key is not null && holder != id ? null : new(id, message);
    }

    /// <summary>A delivery of an issue, or else a mail to that one person.</summary>
    private static async Task<ReturnedMessage?> NewestAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        string? key,
        DateTimeOffset until
    )
    {
        var parameters = new
        {
            id,
            key,
            until,
            MostDispatches,
        };
        var dispatch = await connection.ExecuteScalarAsync<long?>(
            """
            SELECT p.id
              FROM (SELECT id FROM dispatches WHERE kind = 'issue' AND started_at <= @until
              ORDER BY id DESC LIMIT @MostDispatches) p
              JOIN deliveries d ON d.dispatch_id = p.id AND d.subscriber_id = @id
             WHERE d.state IN ('sent', 'sending', 'uncertain') AND d.updated_at <= @until
             AND (CAST(@key AS TEXT) IS NULL OR lower(d.email) = @key)
             ORDER BY p.id DESC
             LIMIT 1
            """,
            parameters,
            transaction
        );
        if (dispatch is { } newest)
        {
            return new(IsMail: false, newest, id);
        }

        var mail = await connection.ExecuteScalarAsync<long?>(
            """
            SELECT id
              FROM mails
             WHERE subscriber_id = @id AND state IN ('sent', 'sending', 'uncertain') AND updated_at <= @until
             AND (CAST(@key AS TEXT) IS NULL OR lower(email) = @key)
             ORDER BY id DESC
             LIMIT 1
            """,
            parameters,
            transaction
        );
        return mail is { } one ? new(IsMail: true, one, id) : null;
    }
}
