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
/// keep strangers from flooding one address (in the database) or many (in memory); what is over a limit waits in
/// <see cref="SignUpQueue"/>. One call at a time.
/// Tests: SignUpQueueTests.
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

    /// <summary>Some wait because the hour is full: new ones go behind them, so that nobody is overtaken.</summary>
    private bool _hourHasQueue;

    private bool _isOpen;

    /// <summary>True while some wait because the hour is full, and not their network alone.</summary>
    public bool IsHourFull => Volatile.Read(ref _hourHasQueue);

    /// <summary>How full the queue is.</summary>
    public QueueRoom Room { get; } = new();

    /// <param name="timeZone">IANA name, checked; used for somebody new only.</param>
    /// <param name="network">Whence they ask.</param>
    /// <returns>True when a confirm mail was queued; false when none is due, or when it waits for the limits.</returns>
    public async Task<bool> AskAsync(
        EmailAddress address,
        string? timeZone,
        string network,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        if (IsOurs(address))
        {
            return false;
        }

        if (HasRoom(network, now))
        {
            return await AskNowAsync(address, timeZone, network, queued: null, now, cancellationToken);
        }

        if (Room.HasRoom(network))
        {
            _hourHasQueue |= _limits.IsFull(now);
            var kept = SignUpNetworks.Kept(network);
            var before = await database.InTransactionAsync(
                (connection, transaction) =>
                    SignUpQueue.AddAsync(connection, transaction, address, timeZone, kept, now),
                cancellationToken
            );
            Room.Add(kept, 1);
            if (before is not null)
            {
                Room.Add(before, -1);
            }
        }

        return false;
    }

    /// <summary>Reads how many wait; before the first call, and again with each look until it succeeds.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        Room.Set(await SignUpQueue.CountAsync(database, cancellationToken));
        (_hourHasQueue, _isOpen) = (!Room.IsEmpty, true);
    }

    /// <summary>
    /// Mails those who wait, as far as the limits allow it. The network with the fewest wishes of this hour comes
    /// first, so that one stranger's thousand does not keep everybody else waiting.
    /// </summary>
    /// <returns>How many confirm mails were queued.</returns>
    public async Task<int> MailQueuedAsync(CancellationToken cancellationToken)
    {
        if (!_isOpen)
        {
            await OpenAsync(cancellationToken);
        }

        if (Room.IsEmpty)
        {
            _hourHasQueue = false;
            return 0;
        }

        var mailed = 0;
        if (await SignUpQueue.ExpireAsync(database, clock.GetUtcNow(), cancellationToken) is > 0 and var expired)
        {
            Expired(expired);
        }

        Room.Set(await SignUpQueue.CountAsync(database, cancellationToken));
        while (!cancellationToken.IsCancellationRequested)
        {
            var now = clock.GetUtcNow();
            if (_limits.IsFull(now))
            {
                _hourHasQueue = true;
                return mailed;
            }

            var next = (await SignUpQueue.FirstsAsync(database, cancellationToken))
                .Where(one => !_limits.IsFull(one.Network, now))
                .MinBy(one => _limits.Count(one.Network, now));
            if (next is null)
            {
                _hourHasQueue = false;
                return mailed;
            }

            // What was typed was an address when it was taken; a newer program may know better.
            var address = EmailAddress.TryParse(next.Email, out var parsed, out _) ? parsed : null;
            mailed += await AskNowAsync(address, next.TimeZone, next.Network, next, now, cancellationToken) ? 1 : 0;
            Room.Add(next.Network, -1);
        }

        return mailed;
    }

    private async Task<bool> AskNowAsync(
        EmailAddress? address,
        string? timeZone,
        string network,
        QueuedSignUp? queued,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        // Every wish counts, mailed or not: otherwise how many are left would say who is on the list.
        _limits.Add(network, now);

        var asked = await database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if (queued is not null)
                {
                    await SignUpQueue.RemoveAsync(connection, transaction, queued.Id);
                }

                return address is not null && await AskAsync(connection, transaction, address, timeZone, now);
            },
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

        return !_hourHasQueue && !_limits.IsFull(network, now);
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
        "Sign-ups wait: {Limit} confirm mails in an hour are the limit (Web:SignUpsPerHour); they are mailed later"
    )]
    private partial void Full(int limit);

    [LoggerMessage(
        4105,
        LogLevel.Warning,
        "{Count} sign-ups waited for two days for the limits of the hour, and were dropped"
    )]
    private partial void Expired(int count);
}
