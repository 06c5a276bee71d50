using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscriptions.Wishes;

namespace Newsletter.Dispatcher.Subscriptions.Links;

/// <summary>
/// Opens links that work once. Looking at one changes nothing, because mail scanners follow every link; only the button
/// of its page uses it.
/// Tests: FreshLinkTests.
/// </summary>
internal sealed class FreshLinks(Database database, TimeProvider clock)
{
    /// <summary>
    /// Whose link it is. Null when it is not ours, over, used, or for another matter, and while the address before can
    /// take a change back: a page tells none of them apart.
    /// </summary>
    /// <param name="matter">One of <see cref="LinkMatter"/>: what the page is about.</param>
    public async Task<Subscription?> FindAsync(string matter, string link, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
            await FreshLinkTable.FindAsync(connection, transaction: null, link) is { } found
            && found.Matter == matter
            && found.IsGood(clock.GetUtcNow())
            && !await IsHeldAsync(connection, transaction: null, found.SubscriberId)
            && !await Erasure.IsAskedAsync(connection, transaction: null, found.SubscriberId)
            ? await Subscription.FindAsync(connection, transaction: null, found.SubscriberId)
            : null;
    }

    /// <summary>
    /// Does what a link is for, once. The link is used up first, so that of two at the same time one acts; it is given
    /// back when nothing came of it, for example because of a typing error.
    /// </summary>
    /// <param name="act">What to do for the subscriber with this id; a null, or a change that is not done, gives the
    /// link back.</param>
    /// <returns>Null when the link is no good.</returns>
    public async Task<T?> OnceAsync<T>(
        string matter,
        string link,
        Func<long, Task<T?>> act,
        CancellationToken cancellationToken
    )
        where T : class
    {
        if (await UseAsync(matter, link, cancellationToken) is not { } used)
        {
            return null;
        }

        var isDone = false;
        try
        {
            var result = await act(used.SubscriberId);
            isDone = result is not (null or Change { IsDone: false });
            return result;
        }
        finally
        {
            if (!isDone)
            {
                await ReleaseAsync(used.TokenHash);
            }
        }
    }

    private Task<FreshLink?> UseAsync(string matter, string link, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
                await FreshLinkTable.FindAsync(connection, transaction, link) is { } found
                && found.Matter == matter
                && !await IsHeldAsync(connection, transaction, found.SubscriberId)
                && await FreshLinkTable.UseAsync(connection, transaction, found.TokenHash, clock.GetUtcNow())
                    ? found
                    : null,
            cancellationToken
        );

    /// <summary>True while the address before can take a change of address back.</summary>
    private async Task<bool> IsHeldAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long subscriberId
    ) => await FreshLinkTable.RefusableUntilAsync(connection, transaction, subscriberId, clock.GetUtcNow()) is not null;

    /// <summary>Also when the reader's browser has gone: the link is theirs to use again.</summary>
    private async Task ReleaseAsync(string tokenHash) =>
        await database.InTransactionAsync(
            async (connection, transaction) =>
            {
                await FreshLinkTable.ReleaseAsync(connection, transaction, tokenHash);
                return true;
            },
            CancellationToken.None
        );
}
