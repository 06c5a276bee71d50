using System.Globalization;
using System.Security.Cryptography;
using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Suppressions;
using Newsletter.Dispatcher.Tokens;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Subscriptions.Links;

/// <summary>
/// Mails links to the address on file, and nowhere else: the link to the subscription, and links that work once.
/// Tests: LinkRenewalTests.
/// </summary>
internal sealed class LinkLetters(
    Database database,
    NewsletterSettings newsletter,
    SignedToken tokens,
    TimeProvider clock
)
{
    private readonly LocalDates _dates = new(newsletter.Language);

    /// <summary>
    /// Mails a link for one of the matters that the manage page does not do by itself: it works once, for 30 minutes.
    /// </summary>
    /// <param name="matter">One of <see cref="LinkMatter.Asked"/>.</param>
    public Task<Change> AskAsync(long subscriberId, string matter, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
                await Subscription.FindAsync(connection, transaction, subscriberId) is { } found
                    ? await AskAsync(connection, transaction, found, matter)
                    : Change.NotOurs,
            cancellationToken
        );

    /// <summary>
    /// Mails the link to the subscription to the reader who has the address; mails nothing where no reader has it.
    /// </summary>
    /// <returns>True when a letter was queued; for the counts only, nobody outside is told.</returns>
    public Task<bool> MailManageLinkAsync(EmailAddress address, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
                await Subscription.FindAsync(connection, transaction, address.Key) is { } found
                && await QueueManageLinkAsync(connection, transaction, found),
            cancellationToken
        );

    /// <inheritdoc cref="MailManageLinkAsync(EmailAddress, CancellationToken)"/>
    public Task<bool> MailManageLinkAsync(long subscriberId, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
                await Subscription.FindAsync(connection, transaction, subscriberId) is { } found
                && await QueueManageLinkAsync(connection, transaction, found),
            cancellationToken
        );

    /// <summary>Queues the letter with the link to the subscription, unless there were several just now.</summary>
    /// <param name="isOwed">True when the program has just made the reader's links useless: the letter goes however
    /// many went before, because strangers can ask for those.</param>
    /// <returns>False when nothing was queued: there were several, or nothing may be mailed to the address.</returns>
    public async Task<bool> QueueManageLinkAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Subscription found,
        bool isOwed = false
    )
    {
        var now = clock.GetUtcNow();
        if (
            !await CanBeMailedAsync(connection, transaction, found)
            || (!isOwed && !await MayMailAsync(connection, transaction, found.Id, MailKind.YourLink, now))
        )
        {
            return false;
        }

        // The epoch: a letter that is owed must not be taken for one that was asked for in the same millisecond.
        var onceKey = string.Create(
            CultureInfo.InvariantCulture,
            $"{MailKind.YourLink.Word()}:{found.Id}:{now.ToUnixTimeMilliseconds()}"
        );
        return await MailQueue.AddAsync(
            connection,
            transaction,
            new NewMail(
                MailKind.YourLink,
                isOwed ? string.Create(CultureInfo.InvariantCulture, $"{onceKey}:{found.LinkEpoch}") : onceKey,
                found.Id,
                found.Email,
                new Dictionary<string, string>(),
                DueAt: now,
                now + FreshLinkRule.CountedSpan
            ),
            now
        );
    }

    /// <summary>Tells the address before of its change, with a link that takes the change back.</summary>
    /// <param name="before">As the subscription was.</param>
    /// <param name="onceKey">What there is one letter for, ever.</param>
    /// <param name="expiresAt">When the news would be no news any more.</param>
    public async Task QueueAddressChangedAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Subscription before,
        string onceKey,
        DateTimeOffset expiresAt
    )
    {
        var now = clock.GetUtcNow();
        var until = now + FreshLinkRule.RefuseWithin;
        var seed = await AddLinkAsync(connection, transaction, before, LinkMatter.Refuse, now, until);
        var values = Values(LinkMatter.Refuse, seed);
        values["until"] = _dates.Moment(until, LocalDay.Zone(before.TimeZone, newsletter));
        await MailQueue.AddAsync(
            connection,
            transaction,
            new NewMail(MailKind.AddressChanged, onceKey, before.Id, before.Email, values, DueAt: now, expiresAt),
            now
        );
    }

    private async Task<Change> AskAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Subscription found,
        string matter
    )
    {
        var now = clock.GetUtcNow();
        if (!await CanBeMailedAsync(connection, transaction, found))
        {
            var contact = (newsletter.ReplyTo ?? newsletter.From).Value;
            return Change.Refused(ChangeKind.CannotMail, found.Email, contact);
        }

        if (await FreshLinkTable.RefusableUntilAsync(connection, transaction, found.Id, now) is { } held)
        {
            return Change.Refused(
                ChangeKind.HeldUntil,
                new LocalMoment(held, LocalDay.Zone(found.TimeZone, newsletter))
            );
        }

        if (!await MayMailAsync(connection, transaction, found.Id, MailKind.FreshLink, now))
        {
            return Change.Refused(ChangeKind.LinkMailedJustNow);
        }

        var until = now + FreshLinkRule.Works;
        var seed = await AddLinkAsync(connection, transaction, found, matter, now, until);
        await MailQueue.AddAsync(
            connection,
            transaction,
            new NewMail(
                MailKind.FreshLink,
                $"{MailKind.FreshLink.Word()}:{seed}",
                found.Id,
                found.Email,
                Values(matter, seed),
                DueAt: now,
                until
            ),
            now
        );
        await SubscriberEvents.AddAsync(connection, transaction, found.Id, SubscriberEvent.LinkAsked, now, matter);
        return Change.Done(ChangeKind.LinkMailed, found.Email);
    }

    /// <returns>The seed of the link: the mail carries it, and the link is made of it when the mail is made.</returns>
    private async Task<string> AddLinkAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Subscription found,
        string matter,
        DateTimeOffset now,
        DateTimeOffset expiresAt
    )
    {
        var seed = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await FreshLinkTable.AddAsync(
            connection,
            transaction,
            new()
            {
                TokenHash = FreshLinkTable.HashOf(tokens.FreshLink(seed)),
                Matter = matter,
                SubscriberId = found.Id,
                Email = found.Email,
                CreatedAt = now,
                ExpiresAt = expiresAt,
            }
        );
        return seed;
    }

    private static Dictionary<string, string> Values(string matter, string seed) =>
        new() { ["link_matter"] = matter, ["link_seed"] = seed };

    /// <summary>Nothing is mailed to a suppressed address, so nothing is promised there either.</summary>
    private async Task<bool> CanBeMailedAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Subscription found
    ) =>
        FreshLinkRule.CanBeMailed(found.Status)
        && EmailAddress.TryParse(found.Email, out var address, out _)
        && (await SuppressionTable.FindAsync(connection, transaction, address, tokens.OldestKey)).Count == 0;

    /// <summary>
    /// Whether the person may get one more letter of a kind. Each kind is counted alone: everybody can ask for a
    /// <see cref="MailKind.YourLink"/>, and must not use up what a reader can ask for on the manage page.
    /// </summary>
    private static async Task<bool> MayMailAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long subscriberId,
        MailKind kind,
        DateTimeOffset now
    ) =>
        FreshLinkRule.MayMail(
            [
                .. await connection.QueryAsync<DateTimeOffset>(
                    """
                    SELECT created_at
                      FROM mails
                     WHERE subscriber_id = @subscriberId AND kind = @kind AND created_at > @since
                    """,
                    new
                    {
                        subscriberId,
                        kind = kind.Word(),
                        since = now - FreshLinkRule.CountedSpan,
                    },
                    transaction
                ),
            ],
            now
        );
}
