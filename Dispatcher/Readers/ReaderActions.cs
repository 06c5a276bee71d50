using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Subscriptions.Terms;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Suppressions;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Readers;

/// <summary>
/// What people of the desk do for one reader, by the verbs of the rooms below. Each change and what is noted of it
/// (<see cref="Alongside"/>) are one transaction; where nothing changes, nothing is noted.
/// </summary>
internal sealed class ReaderActions(
    Database database,
    Pauses pauses,
    TermStore terms,
    AddressChanges addresses,
    Erasure erasure,
    SignedToken tokens,
    TimeProvider clock
)
{
    public Task<ReaderAnswer> PauseAsync(
        long id,
        DateOnly? until,
        Alongside also,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            async (connection, transaction) => Said(await pauses.PauseAsync(connection, transaction, id, until)),
            also,
            cancellationToken
        );

    public Task<ReaderAnswer> ResumeAsync(long id, Alongside also, CancellationToken cancellationToken) =>
        ChangeAsync(
            async (connection, transaction) => Said(await pauses.ResumeAsync(connection, transaction, id)),
            also,
            cancellationToken
        );

    public Task<ReaderAnswer> ExtendAsync(
        long id,
        DateOnly until,
        Alongside also,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            async (connection, transaction) =>
                await terms.ExtendAsync(connection, transaction, id, until) is { } answer
                    ? Said(answer)
                    : ReaderAnswer.Gone,
            also,
            cancellationToken
        );

    /// <summary>Asks a new address whether it agrees; the address changes when it does.</summary>
    public async Task<ReaderAnswer> ChangeAddressAsync(
        long id,
        string typed,
        Alongside also,
        CancellationToken cancellationToken
    )
    {
        if (!EmailAddress.TryParse(typed, out var address, out var problem))
        {
            return ReaderAnswer.Refused($"{typed.Trim()} {problem}.");
        }

        var change = await addresses.RequestAsync(id, address.Value, cancellationToken, also);
        return change.Kind switch
        {
            ChangeKind.AddressAsked => ReaderAnswer.Done(
                $"{address} was sent a mail that asks for a yes; the address changes when its owner follows the link. "
                    + "No mail goes to an address that somebody else has here, or that is suppressed."
            ),
            ChangeKind.AddressIsSame => ReaderAnswer.Refused($"{address} is this reader's address already."),
            ChangeKind.AddressIsOurs => ReaderAnswer.Refused(
                $"{address} is the newsletter's own address; ask the reader for another one."
            ),
            ChangeKind.AddressNoMail => ReaderAnswer.Refused(
                "This reader has left, complained or never confirmed; they have to sign up with the new address."
            ),
            ChangeKind.AddressTooOften => ReaderAnswer.Refused(
                "Three new addresses were asked for within a day; try again tomorrow."
            ),
            ChangeKind.NotOurs => ReaderAnswer.Gone,
            _ => ReaderAnswer.Refused($"{address} cannot be used; ask the reader for another address."),
        };
    }

    /// <summary>Mails the link once more that confirms a sign-up or a new address.</summary>
    public Task<ReaderAnswer> ConfirmAgainAsync(long id, Alongside also, CancellationToken cancellationToken) =>
        ChangeAsync(
            async (connection, transaction) => await ConfirmAgainAsync(connection, transaction, id),
            also,
            cancellationToken
        );

    /// <summary>Sends the latest issue once more; once for each issue.</summary>
    public Task<ReaderAnswer> SendIssueAgainAsync(long id, Alongside also, CancellationToken cancellationToken) =>
        ChangeAsync(
            async (connection, transaction) =>
            {
                if (
                    await Subscription.FindAsync(connection, transaction, id) is not { } found
                    || !EmailAddress.TryParse(found.Email, out var address, out _)
                )
                {
                    return ReaderAnswer.Gone;
                }

                var suppressed = await SuppressionTable.FindAsync(connection, transaction, address, tokens.OldestKey);
                return await IssueAgain.QueueAsync(
                    connection,
                    transaction,
                    found,
                    suppressed.Any(one => !one.IsErased),
                    clock.GetUtcNow()
                );
            },
            also,
            cancellationToken
        );

    /// <summary>Ends the suppression of the reader's address; a bounced reader gets mail again.</summary>
    public Task<ReaderAnswer> LiftAsync(long id, Alongside also, CancellationToken cancellationToken) =>
        ChangeAsync(
            async (connection, transaction) => await LiftAsync(connection, transaction, id),
            also,
            cancellationToken
        );

    /// <summary>Forgets the reader for good.</summary>
    /// <param name="typed">The reader's address, typed once more by who wants it.</param>
    public async Task<ReaderAnswer> EraseAsync(
        long id,
        string typed,
        Alongside also,
        CancellationToken cancellationToken
    )
    {
        Subscription? found;
        await using (var connection = await database.OpenAsync(cancellationToken))
        {
            found = await Subscription.FindAsync(connection, transaction: null, id);
        }

        if (found is null)
        {
            return ReaderAnswer.Gone;
        }

        if (!EmailAddress.TryParse(typed, out var address, out _) || address.Key != found.EmailKey)
        {
            return ReaderAnswer.Refused("Type the reader's address exactly to erase; nothing was done.");
        }

        var goesOn = await RunningPayment.IsThereAsync(database, id, clock.GetUtcNow(), cancellationToken);
        var warning = goesOn ? " Stripe goes on charging them: cancel their subscription at Stripe." : "";
        return await erasure.EraseAsync(id, cancellationToken, also) switch
        {
            ErasureOutcome.Erased => ReaderAnswer.Done(
                $"The reader is erased; what was sent stays counted, without the address.{warning}"
            ),
            ErasureOutcome.Noted => ReaderAnswer.Done(
                "A message to the reader is on its way. They get nothing more and are erased when it is through."
                    + warning
            ),
            _ => ReaderAnswer.Gone,
        };
    }

    private Task<ReaderAnswer> ChangeAsync(
        Func<SqliteConnection, SqliteTransaction, Task<ReaderAnswer>> change,
        Alongside also,
        CancellationToken cancellationToken
    ) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var answer = await change(connection, transaction);
                if (answer.IsDone)
                {
                    await also(connection, transaction);
                }

                return answer;
            },
            answer => answer.IsDone,
            cancellationToken
        );

    private async Task<ReaderAnswer> ConfirmAgainAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id
    )
    {
        if (await Subscription.FindAsync(connection, transaction, id) is not { } found)
        {
            return ReaderAnswer.Gone;
        }

        var now = clock.GetUtcNow();
        var isSignUp = found.Status is SubscriberStatus.Pending;
        var typed = isSignUp ? found.Email : await AddressChanges.PendingAsync(connection, id, now);
        if (typed is null || !EmailAddress.TryParse(typed, out var address, out _))
        {
            return ReaderAnswer.Refused("Nothing waits for a confirmation of this reader.");
        }

        var suppressed = await SuppressionTable.FindAsync(connection, transaction, address, tokens.OldestKey);
        if (!suppressed.All(one => isSignUp ? one.MayBeLifted() : one.IsErased && one.MayBeLifted()))
        {
            return ReaderAnswer.Refused($"{address} is suppressed, so it is not asked again.");
        }

        var asked = await ConfirmationTable.AskedAsync(
            connection,
            transaction,
            address.Key,
            now - OptInRule.CountedSpan
        );
        if (!OptInRule.MayBeAskedByHand(asked, now))
        {
            return ReaderAnswer.Refused(
                $"{address} was asked within the last ten minutes, or ten times in 30 days; wait, and look into the "
                    + "history whether the mails arrive."
            );
        }

        var purpose = isSignUp ? ConfirmationPurpose.Subscribe : ConfirmationPurpose.Address;
        await ConfirmationTable.EndOpenAsync(connection, transaction, id, purpose, now);
        await ConfirmationTable.AskAsync(connection, transaction, purpose, id, address, now);
        return ReaderAnswer.Done($"{address} is mailed a new link to confirm; links from before do not work any more.");
    }

    private async Task<ReaderAnswer> LiftAsync(SqliteConnection connection, SqliteTransaction transaction, long id)
    {
        if (
            await Subscription.FindAsync(connection, transaction, id) is not { } found
            || !EmailAddress.TryParse(found.Email, out var address, out _)
        )
        {
            return ReaderAnswer.Gone;
        }

        var suppressed = await SuppressionTable.FindAsync(connection, transaction, address, tokens.OldestKey);
        if (suppressed.Any(one => one.Kind is SuppressionKind.Complaint))
        {
            return ReaderAnswer.Refused(
                "This reader marked a message as spam. Nobody but the reader can want mail again: they have to sign up "
                    + "with another address."
            );
        }

        var isBack = await SuppressionTable.RemoveAsync(
            connection,
            transaction,
            found.EmailKey,
            reactivate: true,
            clock.GetUtcNow()
        );
        return isBack
            ? ReaderAnswer.Done($"{address} is not suppressed any more.")
            : ReaderAnswer.Refused($"{address} is not suppressed; nothing was done.");
    }

    private static ReaderAnswer Said(StatusChange change) => new(change.IsDone, $"The reader {change.Message}.");
}
