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

namespace Newsletter.Dispatcher.Subscriptions.Links;

/// <summary>
/// Mails links to the address on file, and nowhere else: the link to the subscription, and links that work once.
/// </summary>
internal sealed class LinkLetters(
    Database database,
    NewsletterSettings newsletter,
    SignedToken tokens,
    TimeProvider clock
)
{
    private readonly LocalWords _words = new(newsletter);

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
    public async Task<bool> QueueManageLinkAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Subscription found
    )
    {
        var now = clock.GetUtcNow();
        if (
            !await CanBeMailedAsync(connection, transaction, found)
            || !FreshLinkRule.MayMail(await MailedAsync(connection, transaction, found.Id, now), now)
        )
        {
            return false;
        }

        var onceKey = string.Create(
            CultureInfo.InvariantCulture,
            $"{MailKind.YourLink.Word()}:{found.Id}:{now.ToUnixTimeMilliseconds()}"
        );
        return await MailQueue.AddAsync(
            connection,
            transaction,
            new NewMail(
                MailKind.YourLink,
                onceKey,
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
        values["until"] = _words.Moment(until, LocalDay.Zone(before.TimeZone, newsletter));
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
            return new(false, $"We cannot write to {found.Email} just now. Please write to us: {contact}.");
        }

        if (await FreshLinkTable.RefusableUntilAsync(connection, transaction, found.Id, now) is { } held)
        {
            var day = _words.Moment(held, LocalDay.Zone(found.TimeZone, newsletter));
            return new(
                false,
                $"Your address was changed a short while ago, and the one before it can still refuse that. Until {day} "
                    + "this has to wait."
            );
        }

        if (!FreshLinkRule.MayMail(await MailedAsync(connection, transaction, found.Id, now), now))
        {
            return new(
                false,
                "We have mailed you a link just now. Look into your inbox, or ask again in some minutes."
            );
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
        return new(true, $"It is on its way to {found.Email}. It works for 30 minutes, and once.");
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

    /// <summary>When the person was mailed links that somebody asked for.</summary>
    private static async Task<IReadOnlyList<DateTimeOffset>> MailedAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long subscriberId,
        DateTimeOffset now
    ) =>
        [
            .. await connection.QueryAsync<DateTimeOffset>(
                """
                SELECT created_at
                  FROM mails
                 WHERE subscriber_id = @subscriberId AND kind IN ('your-link', 'fresh-link') AND created_at > @since
                """,
                new { subscriberId, since = now - FreshLinkRule.CountedSpan },
                transaction
            ),
        ];
}
