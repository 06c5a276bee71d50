using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Suppressions;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Subscriptions.Wishes;

/// <summary>
/// Forgets a person: their row with all that hangs on it goes, their address goes from the ledger and the mails, whose
/// counts stay. What remains of it is a keyed hash, so that no import brings them back.
/// </summary>
/// <remarks>Deleted content is overwritten (<c>secure_delete</c>), and the write-ahead log is cut afterwards.</remarks>
internal sealed class Erasure(Database database, SignedToken tokens, TimeProvider clock)
{
    private bool _hasLogToCut;

    /// <summary>
    /// Erases somebody. While a message to them is on the wire it is only noted, they get nothing more, and the daily
    /// look does it.
    /// </summary>
    /// <param name="also">Written in the same transaction, unless nobody has the id; null for nothing.</param>
    public async Task<ErasureOutcome> EraseAsync(
        long subscriberId,
        CancellationToken cancellationToken,
        Alongside? also = null
    )
    {
        var outcome = await database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if (await Subscription.FindAsync(connection, transaction, subscriberId) is not { } found)
                {
                    return ErasureOutcome.Unknown;
                }

                if (also is not null)
                {
                    await also(connection, transaction);
                }

                if (!await IsOnTheWireAsync(connection, transaction, subscriberId))
                {
                    await KeepHashesAsync(connection, transaction, found);
                    await PersonRows.EraseAsync(connection, transaction, found.Id);
                    return ErasureOutcome.Erased;
                }

                if (!await IsAskedAsync(connection, transaction, subscriberId))
                {
                    await NoteAsync(connection, transaction, found);
                }

                return ErasureOutcome.Noted;
            },
            cancellationToken
        );
        if (outcome is ErasureOutcome.Erased)
        {
            _hasLogToCut = true;
            await CutLogAsync(cancellationToken);
        }

        return outcome;
    }

    /// <summary>Does what was noted, where nothing is on the wire any more.</summary>
    public async Task ContinueAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<long> noted;
        await using (var connection = await database.OpenAsync(cancellationToken))
        {
            noted =
            [
                .. await connection.QueryAsync<long>(
                    new CommandDefinition(
                        "SELECT DISTINCT subscriber_id FROM subscriber_events WHERE event = 'erase-asked'",
                        cancellationToken: cancellationToken
                    )
                ),
            ];
        }

        foreach (var id in noted)
        {
            await EraseAsync(id, cancellationToken);
        }

        await CutLogAsync(cancellationToken);
    }

    /// <summary>Whether somebody waits to be erased.</summary>
    public static async Task<bool> IsAskedAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long subscriberId
    ) =>
        await connection.ExecuteScalarAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM subscriber_events WHERE event = 'erase-asked' AND subscriber_id = "
                + "@subscriberId)",
            new { subscriberId },
            transaction
        );

    private static async Task<bool> IsOnTheWireAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id
    ) =>
        await connection.ExecuteScalarAsync<bool>(
            """
            SELECT EXISTS (SELECT 1 FROM mails WHERE subscriber_id = @id AND state = 'sending')
                OR EXISTS (SELECT 1
                             FROM deliveries
                            WHERE dispatch_id IN (SELECT id FROM dispatches) AND subscriber_id = @id
                            AND state = 'sending')
            """,
            new { id },
            transaction
        );

    /// <summary>The address of today is remembered in any case, former ones where they were suppressed.</summary>
    private async Task KeepHashesAsync(SqliteConnection connection, SqliteTransaction transaction, Subscription found)
    {
        foreach (var key in await PersonRows.KeysAsync(connection, transaction, found.Id))
        {
            if (!EmailAddress.TryParse(key, out var address, out _))
            {
                continue;
            }

            var suppressed = await SuppressionTable.FindAsync(connection, transaction, address, tokens.OldestKey);
            if (key != found.EmailKey && suppressed.Count == 0)
            {
                continue;
            }

            var isForGood =
                suppressed.Any(one => !one.MayBeLifted())
                || (key == found.EmailKey && found.Status == SubscriberStatus.Complained);
            await SuppressionTable.RememberErasedAsync(
                connection,
                transaction,
                address,
                tokens.OldestKey,
                isForGood,
                clock.GetUtcNow()
            );
        }
    }

    private async Task NoteAsync(SqliteConnection connection, SqliteTransaction transaction, Subscription found)
    {
        var now = clock.GetUtcNow();
        if (found.Status is not (SubscriberStatus.Unsubscribed or SubscriberStatus.Complained))
        {
            await Departures.MarkLeftAsync(connection, transaction, found, now);
        }

        await SubscriberEvents.AddAsync(connection, transaction, found.Id, SubscriberEvent.EraseAsked, now);
    }

    /// <summary>
    /// Brings the write-ahead log into the file and empties it; when a reader holds it, the next look tries again.
    /// </summary>
    private async Task CutLogAsync(CancellationToken cancellationToken)
    {
        if (!_hasLogToCut)
        {
            return;
        }

        await using var connection = await database.OpenAsync(cancellationToken);
        _hasLogToCut =
            await connection.ExecuteScalarAsync<long>(
                new CommandDefinition("PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken: cancellationToken)
            ) != 0;
    }
}
