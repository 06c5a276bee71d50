using System.Globalization;
using Dapper;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Subscriptions.Terms;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Suppressions;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Readers;

/// <summary>Finds one reader, and what is known of them now.</summary>
internal sealed class ReaderCards(Database database, SignedToken tokens, TimeProvider clock)
{
    private readonly SubscriberList _list = new(database, clock);

    /// <param name="who">An id, a reference (<see cref="SignedToken.Reference"/>), or an address.</param>
    /// <returns>Null when there is nobody.</returns>
    public async Task<ReaderCard?> FindAsync(string who, CancellationToken cancellationToken)
    {
        if (long.TryParse(who, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return await FindAsync(id, cancellationToken);
        }

        if (EmailAddress.TryParse(who, out var address, out _))
        {
            return await _list.FindAsync(address, cancellationToken) is { } found
                ? await CardAsync(found, cancellationToken)
                : null;
        }

        return
            tokens.Reference(0).Length == who.Length
            && await IdOfAsync(who.ToLowerInvariant(), cancellationToken) is { } meant
            ? await FindAsync(meant, cancellationToken)
            : null;
    }

    /// <inheritdoc cref="FindAsync(string, CancellationToken)"/>
    public async Task<ReaderCard?> FindAsync(long id, CancellationToken cancellationToken) =>
        await _list.FindAsync(id, cancellationToken) is { } found ? await CardAsync(found, cancellationToken) : null;

    private async Task<ReaderCard> CardAsync(Subscriber reader, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenAsync(cancellationToken);
        return new()
        {
            Reader = reader,
            Reference = tokens.Reference(reader.Id),
            Suppressed = EmailAddress.TryParse(reader.Email, out var address, out _)
                ? await SuppressionTable.FindAsync(connection, transaction: null, address, tokens.OldestKey)
                : [],
            PendingAddress = await AddressChanges.PendingAsync(connection, reader.Id, now),
            Latest = await LatestDelivery.ReadAsync(connection, transaction: null, reader.Id),
            PaymentGoesOn = await RunningPayment.IsThereAsync(connection, reader.Id, now),
            IsBeingErased = await Erasure.IsAskedAsync(connection, transaction: null, reader.Id),
        };
    }

    /// <summary>
    /// Whose reference it is. It cannot be turned back, so that of each reader is made and compared: a second for a
    /// million.
    /// </summary>
    private async Task<long?> IdOfAsync(string reference, CancellationToken cancellationToken)
    {
        const int PageRows = 10_000;
        await using var connection = await database.OpenAsync(cancellationToken);
        var after = 0L;
        while (true)
        {
            var ids = (
                await connection.QueryAsync<long>(
                    new CommandDefinition(
                        "SELECT id FROM subscribers WHERE id > @after ORDER BY id LIMIT @PageRows",
                        new { after, PageRows },
                        cancellationToken: cancellationToken
                    )
                )
            ).AsList();
            foreach (var id in ids)
            {
                if (tokens.Reference(id) == reference)
                {
                    return id;
                }
            }

            if (ids.Count < PageRows)
            {
                return null;
            }

            after = ids[^1];
        }
    }
}
