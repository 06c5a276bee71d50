using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Suppressions;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>
/// Decides what comes of a sign-up: a confirm mail to a person who may join or come back, and nothing to others. Limits
/// keep strangers from flooding one address (in the database) or many (in memory). One request at a time.
/// </summary>
internal sealed partial class OptIns(
    Database database,
    NewsletterSettings newsletter,
    WebSettings web,
    SignedToken tokens,
    TimeProvider clock,
    ILogger<OptIns> logger,
    ReturnPath? returnPath = null
)
{
    private static readonly TimeSpan BetweenWords = TimeSpan.FromHours(1);

    private readonly SignUpLimits _limits = new(web);
    private DateTimeOffset? _saidFull;

    /// <param name="timeZone">IANA name, checked; used for somebody new only.</param>
    /// <param name="network">Whence they ask.</param>
    /// <returns>True when a confirm mail was queued.</returns>
    public async Task<bool> AskAsync(
        EmailAddress address,
        string? timeZone,
        string network,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        if (IsOurs(address) || !HasRoom(network, now))
        {
            return false;
        }

        // Every wish counts, mailed or not: otherwise how many are left would say who is on the list.
        _limits.Add(network, now);

        var asked = await database.InTransactionAsync(
            (connection, transaction) => AskAsync(connection, transaction, address, timeZone, now),
            cancellationToken
        );
        if (asked)
        {
            _limits.AddMail(now);
        }

        return asked;
    }

    /// <summary>Our own addresses: a letter to ourselves would come back to us for ever.</summary>
    private bool IsOurs(EmailAddress address) =>
        address.Key == newsletter.From.Key
        || address.Key == newsletter.ReplyTo?.Key
        || returnPath?.Covers(address) == true;

    private bool HasRoom(string network, DateTimeOffset now)
    {
        if (_limits.IsFull(now))
        {
            if (_saidFull is not { } said || now - said >= BetweenWords)
            {
                _saidFull = now;
                Full(web.SignUpsPerHour);
            }

            return false;
        }

        return !_limits.IsFull(network, now);
    }

    private async Task<bool> AskAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        EmailAddress address,
        string? timeZone,
        DateTimeOffset now
    )
    {
        var known = await Subscription.FindAsync(connection, transaction, address.Key);
        var suppressed = await SuppressionTable.FindAsync(connection, transaction, address, tokens.OldestKey);
        var asked = await ConfirmationTable.AskedAsync(
            connection,
            transaction,
            address.Key,
            now - OptInRule.CountedSpan
        );
        if (!OptInRule.MaySignUp(known?.Status, suppressed) || !OptInRule.MayAskAgain(asked, now))
        {
            return false;
        }

        var id =
            known?.Id
            ?? await SubscriberTable.AddAsync(
                connection,
                transaction,
                new()
                {
                    Address = address,
                    TimeZone = timeZone,
                    Status = SubscriberStatus.Pending,
                },
                now
            )
            ?? throw new UnreachableException("Nobody had this address in the same transaction.");
        await ConfirmationTable.AskAsync(connection, transaction, ConfirmationPurpose.Subscribe, id, address, now);
        await SubscriberEvents.AddAsync(connection, transaction, id, SubscriberEvent.SignedUp, now);
        return true;
    }

    [LoggerMessage(
        4103,
        LogLevel.Warning,
        "Sign-ups are answered but not mailed: {Limit} confirm mails in an hour are the limit (Web:SignUpsPerHour)"
    )]
    private partial void Full(int limit);
}
