using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Subscriptions.Terms;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Subscriptions.Wishes;

/// <summary>
/// What the manage page does. Tokens are those of manage links; null or not done for one that is not ours.
/// </summary>
internal sealed class Preferences(
    Database database,
    NewsletterSettings newsletter,
    SlotCalendar calendar,
    SignedToken tokens,
    Pauses pauses,
    AddressChanges addresses,
    PersonExport export,
    Erasure erasure,
    TimeProvider clock
)
{
    private readonly LocalWords _words = new(newsletter);

    /// <summary>What the person has set; changes nothing.</summary>
    public async Task<Preference?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (tokens.Verify(TokenPurpose.Manage, token) is not { } id)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        await using var connection = await database.OpenAsync(cancellationToken);
        if (
            await Subscription.FindAsync(connection, transaction: null, id) is not { } found
            || await Erasure.IsAskedAsync(connection, transaction: null, id)
        )
        {
            return null;
        }

        var zone = LocalDay.Zone(found.TimeZone, newsletter);
        var next = NextIssue(found, zone, now);
        return new()
        {
            SubscriberId = id,
            Email = found.Email,
            HasPaid = found.StripeCustomer is not null,
            PaymentGoesOn = await RunningPayment.IsThereAsync(connection, id, now),
            FirstName = found.FirstName,
            LastName = found.LastName,
            TimeZone = found.TimeZone,
            Status = found.Status,
            PausedUntil = found.Status == SubscriberStatus.Paused ? found.PausedUntil : null,
            Term = newsletter.AnnualPrice is null ? null : found.Term,
            TermEndsAt = newsletter.AnnualPrice is null ? null : found.TermEndsAt,
            TermUntil =
                newsletter.AnnualPrice is not null && found.TermEndsAt is { } end
                    ? LocalDay.LastBefore(end, zone)
                    : null,
            NextIssueAt = next,
            NextIssue = next is { } at ? _words.Moment(at, zone) : null,
            PendingEmail = await AddressChanges.PendingAsync(connection, id, now),
        };
    }

    public Task<Change> SetNameAsync(
        string token,
        string? firstName,
        string? lastName,
        CancellationToken cancellationToken
    )
    {
        var (first, last) = (SubscriberFields.Name(firstName), SubscriberFields.Name(lastName));
        if ((first.Problem ?? last.Problem) is { } problem)
        {
            return Task.FromResult(new Change(false, $"That name {problem}."));
        }

        return ChangeAsync(
            token,
            (connection, transaction, id, now) =>
                SubscriberTable.RenameAsync(connection, transaction, id, first.Value, last.Value, now),
            SubscriberEvent.NameChanged,
            detail: null,
            "Your name is saved.",
            cancellationToken
        );
    }

    /// <param name="timeZone">An IANA name; empty or null follows the newsletter's.</param>
    public Task<Change> SetTimeZoneAsync(string token, string? timeZone, CancellationToken cancellationToken)
    {
        var zone = SubscriberFields.TimeZone(timeZone);
        if (zone.Problem is not null)
        {
            return Task.FromResult(
                new Change(false, "We do not know that time zone. Choose one such as Europe/Madrid.")
            );
        }

        return ChangeAsync(
            token,
            (connection, transaction, id, now) =>
                SubscriberTable.SetTimeZoneAsync(connection, transaction, id, zone.Value, now),
            SubscriberEvent.TimeZoneChanged,
            zone.Value,
            zone.Value is null ? "Your time zone is the newsletter's now." : $"Your time zone is {zone.Value} now.",
            cancellationToken
        );
    }

    /// <param name="until">The local date from which mail comes again; null is until they say so.</param>
    public async Task<Change> PauseAsync(string token, DateOnly? until, CancellationToken cancellationToken)
    {
        if (tokens.Verify(TokenPurpose.Manage, token) is not { } id)
        {
            return Change.NotOurs;
        }

        var answer = await pauses.PauseAsync(id, until, cancellationToken);
        return answer.IsDone
            ? new(
                true,
                until is { } day
                    ? $"Enjoy your break. Mail comes again from {_words.Day(day)} on."
                    : "Enjoy your break. Mail comes again when you resume it here."
            )
            : new(false, $"Your subscription {answer.Message}.");
    }

    public async Task<Change> ResumeAsync(string token, CancellationToken cancellationToken)
    {
        if (tokens.Verify(TokenPurpose.Manage, token) is not { } id)
        {
            return Change.NotOurs;
        }

        var answer = await pauses.ResumeAsync(id, cancellationToken);
        if (!answer.IsDone)
        {
            return new(false, $"Your subscription {answer.Message}.");
        }

        return (await FindAsync(token, cancellationToken))?.NextIssue is { } next
            ? new(true, $"Welcome back. The next issue comes {next}.")
            : new(true, "Welcome back.");
    }

    /// <summary>Asks at the new address whether it is theirs; nothing changes before it says yes.</summary>
    public async Task<Change> RequestAddressAsync(string token, string newEmail, CancellationToken cancellationToken) =>
        tokens.Verify(TokenPurpose.Manage, token) is { } id
            ? await addresses.RequestAsync(id, newEmail, cancellationToken)
            : Change.NotOurs;

    /// <summary>Everything that is kept about the person, as indented JSON.</summary>
    public async Task<string?> ExportAsync(string token, CancellationToken cancellationToken) =>
        tokens.Verify(TokenPurpose.Manage, token) is { } id ? await export.WriteAsync(id, cancellationToken) : null;

    /// <summary>Forgets the person for good; not while they would be charged on.</summary>
    public async Task<Change> EraseAsync(string token, CancellationToken cancellationToken)
    {
        if (tokens.Verify(TokenPurpose.Manage, token) is not { } id)
        {
            return Change.NotOurs;
        }

        if (await RunningPayment.IsThereAsync(database, id, clock.GetUtcNow(), cancellationToken))
        {
            return new(false, RunningPayment.GoesOn);
        }

        return await erasure.EraseAsync(id, cancellationToken) switch
        {
            ErasureOutcome.Erased => new(
                true,
                "You are erased. We keep nothing that names you, and you get no more mail. Goodbye."
            ),
            ErasureOutcome.Noted => new(
                true,
                "You get no more mail. A message to you is on its way just now; the moment it is through, everything "
                    + "about you is erased."
            ),
            _ => Change.NotOurs,
        };
    }

    private DateTimeOffset? NextIssue(Subscription found, TimeZoneInfo zone, DateTimeOffset now)
    {
        DateTimeOffset? from = found.Status switch
        {
            SubscriberStatus.Active => now,

            // A slot of the day itself counts: the pause is over before it.
            SubscriberStatus.Paused when found.PausedUntil is { } day => LocalDay.Start(day, zone).AddMilliseconds(-1),
            _ => null,
        };
        var next = from is { } after ? calendar.NextIn(zone, after > now ? after : now)?.At : null;
        return newsletter.AnnualPrice is not null && next >= found.TermEndsAt ? null : next;
    }

    /// <param name="change">False when nobody has the id.</param>
    private async Task<Change> ChangeAsync(
        string token,
        Func<SqliteConnection, SqliteTransaction, long, DateTimeOffset, Task<bool>> change,
        SubscriberEvent what,
        string? detail,
        string message,
        CancellationToken cancellationToken
    )
    {
        if (tokens.Verify(TokenPurpose.Manage, token) is not { } id)
        {
            return Change.NotOurs;
        }

        var now = clock.GetUtcNow();
        return await database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if (!await change(connection, transaction, id, now))
                {
                    return Change.NotOurs;
                }

                await SubscriberEvents.AddAsync(connection, transaction, id, what, now, detail);
                return new Change(true, message);
            },
            cancellationToken
        );
    }
}
