using System.Globalization;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Subscriptions.Wishes;

/// <summary>
/// Leaving, and coming back by one click. Tokens are those of unsubscribe links.
/// Tests: DepartureTests.
/// </summary>
internal sealed class Departures(
    Database database,
    NewsletterSettings newsletter,
    SignedToken tokens,
    TimeProvider clock
)
{
    /// <summary>How long leaving can be taken back; later a person who comes back signs up again.</summary>
    private static readonly TimeSpan UndoWithin = TimeSpan.FromDays(30);

    /// <summary>A goodbye that is later than this is a nuisance.</summary>
    private static readonly TimeSpan GoodbyeWithin = TimeSpan.FromDays(1);

    /// <summary>Whom a token names, of whatever epoch; changes nothing. Null for a token that is not ours.</summary>
    public async Task<Departure?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (tokens.Read(TokenPurpose.Unsubscribe, token) is not { } content)
        {
            return null;
        }

        await using var connection = await database.OpenAsync(cancellationToken);
        if (await ReaderLinks.OpenAsync(connection, transaction: null, content) is not { } link)
        {
            return new(Email: null, IsGone: true, CanUndo: false, IsCurrent: true, CanPause: false);
        }

        return new(
            link.EmailShown,
            link.IsCurrent && HasLeft(link.Reader.Status),
            link.IsCurrent && await CanUndoAsync(connection, transaction: null, link.Reader),
            link.IsCurrent,
            link is { IsCurrent: true, Reader.Status: SubscriberStatus.Active or SubscriberStatus.Paused }
        );
    }

    /// <summary>
    /// Ends the subscription, by a link of any epoch; a second time changes nothing. Who was erased has left, too.
    /// </summary>
    /// <returns>False only for a token that is not ours.</returns>
    public async Task<bool> LeaveAsync(string token, CancellationToken cancellationToken)
    {
        if (tokens.Verify(TokenPurpose.Unsubscribe, token) is not { } id)
        {
            return false;
        }

        await database.InTransactionAsync(
            async (connection, transaction) =>
                await Subscription.FindAsync(connection, transaction, id) is { } found
                && await LeaveAsync(connection, transaction, found),
            cancellationToken
        );
        return true;
    }

    /// <summary>Makes the person again what they were before they left.</summary>
    /// <returns>False when there is nothing to undo, and for a link from before the links were renewed.</returns>
    public async Task<bool> UndoAsync(string token, CancellationToken cancellationToken) =>
        tokens.Read(TokenPurpose.Unsubscribe, token) is { } content
        && await database.InTransactionAsync(
            async (connection, transaction) =>
                await ReaderLinks.OpenAsync(connection, transaction, content) is { IsCurrent: true } link
                && await UndoAsync(connection, transaction, link.Reader),
            cancellationToken
        );

    private static bool HasLeft(SubscriberStatus status) =>
        status is SubscriberStatus.Unsubscribed or SubscriberStatus.Complained;

    private async Task<bool> LeaveAsync(SqliteConnection connection, SqliteTransaction transaction, Subscription found)
    {
        if (HasLeft(found.Status))
        {
            return false;
        }

        var now = clock.GetUtcNow();
        await MarkLeftAsync(connection, transaction, found, now);
        if (newsletter.Goodbye)
        {
            await MailQueue.AddAsync(
                connection,
                transaction,
                new NewMail(
                    MailKind.Goodbye,
                    GoodbyeKey(found.Id, now),
                    found.Id,
                    found.Email,
                    new Dictionary<string, string>(),
                    DueAt: now,
                    now + GoodbyeWithin
                ),
                now
            );
        }

        return true;
    }

    /// <summary>Sets the status, and ends the open confirmations of the person.</summary>
    public static async Task MarkLeftAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Subscription found,
        DateTimeOffset now
    )
    {
        await SubscriberTable.LeaveAsync(connection, transaction, found.Id, now);
        await ConfirmationTable.EndOpenAsync(connection, transaction, found.Id, purpose: null, now);
        await SubscriberEvents.AddAsync(
            connection,
            transaction,
            found.Id,
            SubscriberEvent.Left,
            now,
            found.Status.Word()
        );
    }

    private async Task<bool> UndoAsync(SqliteConnection connection, SqliteTransaction transaction, Subscription found)
    {
        if (!await CanUndoAsync(connection, transaction, found))
        {
            return false;
        }

        var now = clock.GetUtcNow();
        await SubscriberTable.UndoLeavingAsync(connection, transaction, found.Id, now);
        await MailQueue.SkipAsync(connection, transaction, GoodbyeKey(found.Id, found.LeftAt!.Value), now);
        await SubscriberEvents.AddAsync(
            connection,
            transaction,
            found.Id,
            SubscriberEvent.Undone,
            now,
            found.LeftFrom?.Word()
        );
        return true;
    }

    private async Task<bool> CanUndoAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        Subscription found
    ) =>
        found is { Status: SubscriberStatus.Unsubscribed, LeftFrom: not null, LeftAt: { } leftAt }
        && clock.GetUtcNow() - leftAt < UndoWithin
        && !await Erasure.IsAskedAsync(connection, transaction, found.Id);

    private static string GoodbyeKey(long id, DateTimeOffset leftAt) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{MailKind.Goodbye.Word()}:{id}:{leftAt.ToUnixTimeMilliseconds()}"
        );
}
