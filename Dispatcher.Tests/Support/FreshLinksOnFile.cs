using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscriptions;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>Puts links that work once into the database, without their letters and the limits of those.</summary>
internal static class FreshLinksOnFile
{
    /// <returns>The address of its page.</returns>
    public static async Task<string> AddAsync(
        Database database,
        SignedToken tokens,
        long subscriberId,
        string matter,
        DateTimeOffset now
    )
    {
        var link = tokens.FreshLink(Guid.NewGuid().ToString());
        await database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var reader = await Subscription.FindAsync(connection, transaction, subscriberId);
                await FreshLinkTable.AddAsync(
                    connection,
                    transaction,
                    new()
                    {
                        TokenHash = FreshLinkTable.HashOf(link),
                        Matter = matter,
                        SubscriberId = subscriberId,
                        Email = reader!.Email,
                        CreatedAt = now,
                        ExpiresAt =
                            now + (matter == LinkMatter.Refuse ? FreshLinkRule.RefuseWithin : FreshLinkRule.Works),
                    }
                );
                return true;
            },
            CancellationToken.None
        );
        return $"link/{link}/{matter}";
    }
}
