using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Tokens;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Subscriptions.Wishes;

/// <summary>A holiday from the newsletter, and its end.</summary>
internal sealed class Pauses(Database database, NewsletterSettings newsletter, TimeProvider clock)
{
    /// <summary>Longest pause with an end; longer ones end when the person says so.</summary>
    private const int MostDays = 366;

    /// <summary>
    /// Pauses an active person, or gives a paused one another day; anybody else is left as they are, and the answer
    /// says why.
    /// </summary>
    /// <param name="until">The local date from which mail comes again; null is until they say so.</param>
    public Task<StatusChange> PauseAsync(EmailAddress address, DateOnly? until, CancellationToken cancellationToken) =>
        ChangeAsync(address, found => Pause(found, until), cancellationToken);

    /// <summary>Makes a paused person active; anybody else is left as they are, and the answer says why.</summary>
    public Task<StatusChange> ResumeAsync(EmailAddress address, CancellationToken cancellationToken) =>
        ChangeAsync(address, Resume, cancellationToken);

    /// <summary>The same by a link of the person.</summary>
    /// <returns>Null when the link is older than the last renewal, or its person is not on the list any more.</returns>
    public Task<StatusChange?> PauseAsync(TokenContent link, DateOnly? until, CancellationToken cancellationToken) =>
        ChangeAsync(link, found => Pause(found, until), cancellationToken);

    /// <inheritdoc cref="PauseAsync(TokenContent, DateOnly?, CancellationToken)"/>
    public Task<StatusChange?> ResumeAsync(TokenContent link, CancellationToken cancellationToken) =>
        ChangeAsync(link, Resume, cancellationToken);

    /// <summary>The same by id, in the transaction of the caller.</summary>
    public async Task<StatusChange> PauseAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        DateOnly? until
    ) =>
        await Subscription.FindAsync(connection, transaction, id) is { } found
            ? await DoAsync(connection, transaction, id, Pause(found, until))
            : StatusChange.Refused(status: null, SubscriberStatus.Paused);

    /// <inheritdoc cref="PauseAsync(SqliteConnection, SqliteTransaction, long, DateOnly?)"/>
    public async Task<StatusChange> ResumeAsync(SqliteConnection connection, SqliteTransaction transaction, long id) =>
        await Subscription.FindAsync(connection, transaction, id) is { } found
            ? await DoAsync(connection, transaction, id, Resume(found))
            : StatusChange.Refused(status: null, SubscriberStatus.Active);

    private Wish Pause(Subscription found, DateOnly? until)
    {
        var today = LocalDay.Of(clock.GetUtcNow(), LocalDay.Zone(found.TimeZone, newsletter));
        if (until is { } date && (date <= today || date > today.AddDays(MostDays)))
        {
            return new(
                new StatusChange(
                    StatusChangeKind.NoDay,
                    "can be paused until a day after today and within a year; choose another day"
                )
            );
        }

        if (
            found.Status != SubscriberStatus.Active
            && (found.Status != SubscriberStatus.Paused || found.PausedUntil == until)
        )
        {
            return new(StatusChange.Refused(found.Status, SubscriberStatus.Paused));
        }

        var detail = until is { } day ? LocalDates.Stored(day) : null;
        return new(
            detail is null ? StatusChange.To(SubscriberStatus.Paused) : StatusChange.Done($"is paused until {detail}"),
            SubscriberEvent.Paused,
            until
        );
    }

    private static Wish Resume(Subscription found) =>
        found.Status == SubscriberStatus.Paused
            ? new(StatusChange.To(SubscriberStatus.Active), SubscriberEvent.Resumed)
            : new(StatusChange.Refused(found.Status, SubscriberStatus.Active));

    private async Task<StatusChange> ChangeAsync(
        EmailAddress address,
        Func<Subscription, Wish> decide,
        CancellationToken cancellationToken
    )
    {
        long? id;
        await using (var connection = await database.OpenAsync(cancellationToken))
        {
            id = (await Subscription.FindAsync(connection, transaction: null, address.Key))?.Id;
        }

        return await ChangeAsync(id ?? 0, decide, cancellationToken);
    }

    private Task<StatusChange> ChangeAsync(
        long id,
        Func<Subscription, Wish> decide,
        CancellationToken cancellationToken
    ) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
                await Subscription.FindAsync(connection, transaction, id) is { } found
                    ? await DoAsync(connection, transaction, id, decide(found))
                    : StatusChange.Refused(status: null, SubscriberStatus.Active),
            cancellationToken
        );

    private Task<StatusChange?> ChangeAsync(
        TokenContent link,
        Func<Subscription, Wish> decide,
        CancellationToken cancellationToken
    ) =>
        database.InTransactionAsync<StatusChange?>(
            async (connection, transaction) =>
                await ReaderLinks.OpenAsync(connection, transaction, link) is { IsCurrent: true, Reader: var found }
                    ? await DoAsync(connection, transaction, found.Id, decide(found))
                    : null,
            cancellationToken
        );

    private async Task<StatusChange> DoAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        Wish wish
    )
    {
        if (wish.Event is not { } what)
        {
            return wish.Answer;
        }

        var now = clock.GetUtcNow();
        await (
            what == SubscriberEvent.Paused
                ? SubscriberTable.PauseAsync(connection, transaction, id, wish.Until, now)
                : SubscriberTable.ResumeAsync(connection, transaction, id, now)
        );
        await SubscriberEvents.AddAsync(
            connection,
            transaction,
            id,
            what,
            now,
            wish.Until is { } day ? $"until {LocalDates.Stored(day)}" : null
        );
        return wish.Answer;
    }

    /// <summary>What becomes of a wish.</summary>
    /// <param name="Event">Null when nothing changes.</param>
    private sealed record Wish(StatusChange Answer, SubscriberEvent? Event = null, DateOnly? Until = null);
}
