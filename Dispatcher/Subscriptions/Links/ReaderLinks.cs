using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Subscriptions.Links;

/// <summary>Opens the links that every mail has: unsubscribe and manage. Tests: LinkRenewalTests.</summary>
internal sealed class ReaderLinks(Database database, SignedToken tokens)
{
    /// <summary>
    /// Whom a link names; changes nothing. Null for a link that is not ours, and for somebody who was erased or waits
    /// to be.
    /// </summary>
    public async Task<OpenedLink?> OpenAsync(TokenPurpose purpose, string token, CancellationToken cancellationToken)
    {
        if (tokens.Read(purpose, token) is not { } content)
        {
            return null;
        }

        await using var connection = await database.OpenAsync(cancellationToken);
        return
            await OpenAsync(connection, transaction: null, content) is { } link
            && !await Erasure.IsAskedAsync(connection, transaction: null, content.Id)
            ? link
            : null;
    }

    /// <summary>The same in the transaction of what the link is to do.</summary>
    public static async Task<OpenedLink?> OpenAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        TokenContent content
    ) =>
        await Subscription.FindAsync(connection, transaction, content.Id) is { } reader
            ? new(reader, IsCurrent: reader.LinkEpoch == content.Epoch)
            : null;
}
