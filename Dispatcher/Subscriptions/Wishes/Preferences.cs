using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Subscriptions.Terms;
using Newsletter.Dispatcher.Tokens;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Subscriptions.Wishes;

/// <summary>
/// What the manage page does by itself. Tokens are those of manage links; null or not done for one that is not ours,
/// and for one from before the person's links were renewed.
/// Tests: PreferenceTests.
/// </summary>
internal sealed class Preferences(
    Database database,
    NewsletterSettings newsletter,
    SlotCalendar calendar,
    SignedToken tokens,
    Pauses pauses,
    TimeProvider clock
)
{
    private readonly LocalDates _dates = new(newsletter.Language);

    /// <summary>What the person has set; changes nothing.</summary>
    public async Task<Preference?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (tokens.Read(TokenPurpose.Manage, token) is not { } content)
        {
            return null;
        }

        var (now, id) = (clock.GetUtcNow(), content.Id);
        await using var connection = await database.OpenAsync(cancellationToken);
        if (
            await ReaderLinks.OpenAsync(connection, transaction: null, content)
                is not { IsCurrent: true, Reader: var found }
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
            LinkEpoch = found.LinkEpoch,
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
            NextIssue = next is { } at ? _dates.Moment(at, zone) : null,
            PendingEmail =
                await AddressChanges.PendingAsync(connection, id, now) is { } asked
                && EmailAddress.TryParse(asked, out var pending, out _)
                    ? pending.Masked
                    : null,
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
        if ((first.Problem ?? last.Problem) is not null)
        {
            // The problem names characters for operators; the page tells a reader what to do.
            return Task.FromResult(Change.Refused(ChangeKind.NameRefused, SubscriberFields.MaxNameLength));
        }

        return ChangeAsync(
            token,
            (connection, transaction, id, now) =>
                SubscriberTable.RenameAsync(connection, transaction, id, first.Value, last.Value, now),
            SubscriberEvent.NameChanged,
            detail: null,
            Change.Done(ChangeKind.NameSaved),
            cancellationToken
        );
    }

    /// <param name="timeZone">An IANA name; empty or null follows the newsletter's.</param>
    public Task<Change> SetTimeZoneAsync(string token, string? timeZone, CancellationToken cancellationToken)
    {
        var zone = SubscriberFields.TimeZone(timeZone);
        if (zone.Problem is not null)
        {
            return Task.FromResult(Change.Refused(ChangeKind.ZoneUnknown));
        }

        return ChangeAsync(
            token,
            (connection, transaction, id, now) =>
                SubscriberTable.SetTimeZoneAsync(connection, transaction, id, zone.Value, now),
            SubscriberEvent.TimeZoneChanged,
            zone.Value,
            zone.Value is null
                ? Change.Done(ChangeKind.ZoneOfNewsletter)
                : Change.Done(ChangeKind.ZoneSaved, zone.Value),
            cancellationToken
        );
    }

    /// <param name="until">The local date from which mail comes again; null is until they say so.</param>
    public async Task<Change> PauseAsync(string token, DateOnly? until, CancellationToken cancellationToken) =>
        tokens.Read(TokenPurpose.Manage, token) is { } link
            ? await PauseAsync(link, until, cancellationToken)
            : Change.NotOurs;

    /// <summary>The same by a link of any purpose; its epoch counts at the moment of the change.</summary>
    public async Task<Change> PauseAsync(TokenContent link, DateOnly? until, CancellationToken cancellationToken) =>
        await pauses.PauseAsync(link, until, cancellationToken) switch
        {
            null => Change.NotOurs,
            { IsDone: true } => until is { } day
                ? Change.Done(ChangeKind.PausedUntil, day)
                : Change.Done(ChangeKind.Paused),
            var refused => Refused(refused),
        };

    public async Task<Change> ResumeAsync(string token, CancellationToken cancellationToken)
    {
        if (tokens.Read(TokenPurpose.Manage, token) is not { } link)
        {
            return Change.NotOurs;
        }

        var answer = await ResumeAsync(link, cancellationToken);
        return answer.IsDone && (await FindAsync(token, cancellationToken))?.NextIssue is { } next
            ? Change.Done(ChangeKind.ResumedWithNext, next)
            : answer;
    }

    /// <summary>Ends a pause, by a link of any purpose; its epoch counts at the moment of the change.</summary>
    public async Task<Change> ResumeAsync(TokenContent link, CancellationToken cancellationToken) =>
        await pauses.ResumeAsync(link, cancellationToken) switch
        {
            null => Change.NotOurs,
            { IsDone: true } => Change.Done(ChangeKind.Resumed),
            var refused => Refused(refused),
        };

    private static Change Refused(StatusChange refused) =>
        Change.Refused(
            refused.Kind switch
            {
                StatusChangeKind.NoDay => ChangeKind.DayRefused,
                StatusChangeKind.Already when refused.Status is SubscriberStatus.Paused => ChangeKind.PausedAlready,
                StatusChangeKind.Already => ChangeKind.ActiveAlready,
                _ => refused.Status switch
                {
                    SubscriberStatus.Pending => ChangeKind.NotConfirmed,
                    SubscriberStatus.Expired => ChangeKind.TermOver,
                    SubscriberStatus.Bounced => ChangeKind.MailCameBack,
                    SubscriberStatus.Complained => ChangeKind.Complained,
                    SubscriberStatus.Active => ChangeKind.ActiveAlready,
                    _ => ChangeKind.HasLeft,
                },
            }
        );

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
        Change done,
        CancellationToken cancellationToken
    )
    {
        if (tokens.Read(TokenPurpose.Manage, token) is not { } content)
        {
            return Change.NotOurs;
        }

        var now = clock.GetUtcNow();
        return await database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if (
                    await ReaderLinks.OpenAsync(connection, transaction, content) is not { IsCurrent: true }
                    || !await change(connection, transaction, content.Id, now)
                )
                {
                    return Change.NotOurs;
                }

                await SubscriberEvents.AddAsync(connection, transaction, content.Id, what, now, detail);
                return done;
            },
            cancellationToken
        );
    }
}
