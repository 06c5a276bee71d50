using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Subscriptions.Terms;
using Newsletter.Dispatcher.Suppressions;
using Newsletter.Dispatcher.Tokens;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>
/// Double opt-in, second half: the link of a confirm mail, for a sign-up or a new address.
/// Tests: ConfirmationTests.
/// </summary>
internal sealed class Confirmations(
    Database database,
    NewsletterSettings newsletter,
    SlotCalendar calendar,
    SignedToken tokens,
    LinkLetters letters,
    TimeProvider clock
)
{
    /// <summary>A welcome is better late than never, but not after days.</summary>
    private static readonly TimeSpan WelcomeAtLeast = TimeSpan.FromHours(6);

    /// <summary>Longest time in which the old address is told of the new one.</summary>
    private static readonly TimeSpan TellOldAddress = TimeSpan.FromDays(7);

    private readonly LocalDates _dates = new(newsletter.Language);

    /// <summary>
    /// What a token asks to confirm; changes nothing. Null for a token that is no good: forged, over, or used by a
    /// person who has left since.
    /// </summary>
    public async Task<PendingConfirmation?> FindAsync(string token, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
            await JudgeAsync(connection, transaction: null, token, clock.GetUtcNow()) is { } asked
            && asked.Outcome is not ConfirmOutcome.NoGood
            ? new(
                asked.Confirmation.Email,
                asked.Confirmation.IsAddressChange,
                IsConfirmed: asked.Outcome is ConfirmOutcome.AlreadyConfirmed
            )
            : null;
    }

    /// <summary>Confirms, once.</summary>
    public async Task<ConfirmResult> ConfirmAsync(string token, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if (
                    await JudgeAsync(connection, transaction, token, now) is not { } asked
                    || asked.Outcome is ConfirmOutcome.NoGood
                )
                {
                    return ConfirmResult.NoGood;
                }

                if (asked.Outcome is ConfirmOutcome.Confirmed)
                {
                    await (
                        asked.Confirmation.IsAddressChange
                            ? MoveAsync(connection, transaction, asked, now)
                            : JoinAsync(connection, transaction, asked, now)
                    );
                    await ConfirmationTable.UseAsync(connection, transaction, asked.Confirmation.Id, now);
                }

                var after = (await Subscription.FindAsync(connection, transaction, asked.Confirmation.SubscriberId))!;
                return Result(asked, after, now);
            },
            cancellationToken
        );
    }

    private async Task<Asked?> JudgeAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        string token,
        DateTimeOffset now
    )
    {
        if (
            tokens.Verify(TokenPurpose.Confirm, token, now) is not { } id
            || await ConfirmationTable.FindAsync(connection, transaction, id) is not { } confirmation
            || await Subscription.FindAsync(connection, transaction, confirmation.SubscriberId) is not { } subscription
            || !EmailAddress.TryParse(confirmation.Email, out var address, out _)
        )
        {
            return null;
        }

        var suppressed = await SuppressionTable.FindAsync(connection, transaction, address, tokens.OldestKey);
        var holder = await Subscription.FindAsync(connection, transaction, address.Key);
        var isTaken = holder is not null && holder.Id != subscription.Id && holder.Status != SubscriberStatus.Pending;
        return new(
            confirmation,
            subscription,
            address,
            suppressed,
            ConfirmationRule.Judge(confirmation, subscription, suppressed, isTaken, now)
        );
    }

    /// <summary>
    /// Somebody joins, or comes back: active, unless they had their term and have to pay for another.
    /// </summary>
    private async Task JoinAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Asked asked,
        DateTimeOffset now
    )
    {
        var (before, zone) = (asked.Subscription, LocalDay.Zone(asked.Subscription.TimeZone, newsletter));
        var isPriced = newsletter.AnnualPrice is not null;
        var beginsTrial = isPriced && before.Term is null;
        var term = beginsTrial ? SubscriberTerm.Trial : before.Term;
        var endsAt = beginsTrial ? TermRule.TrialEnd(now, newsletter.TrialDays, zone) : before.TermEndsAt;
        var status = isPriced && endsAt <= now ? SubscriberStatus.Expired : SubscriberStatus.Active;
        await SubscriberTable.ConfirmAsync(connection, transaction, before.Id, status, term, endsAt, now);
        await SuppressionTable.LiftAsync(connection, transaction, asked.Address, tokens.OldestKey);
        await SubscriberEvents.AddAsync(connection, transaction, before.Id, SubscriberEvent.Confirmed, now);
        if (before.Status != SubscriberStatus.Pending)
        {
            var detail = string.Join(
                ": ",
                asked.Suppressed.Where(one => !one.IsErased).Select(one => one.Reason).Prepend(before.Status.Word())
            );
            await SubscriberEvents.AddAsync(connection, transaction, before.Id, SubscriberEvent.CameBack, now, detail);
        }

        if (beginsTrial)
        {
            await SubscriberEvents.AddAsync(
                connection,
                transaction,
                before.Id,
                SubscriberEvent.TrialBegan,
                now,
                LocalDates.Stored(LocalDay.LastBefore(endsAt!.Value, zone))
            );
        }

        if (status == SubscriberStatus.Active)
        {
            await WelcomeAsync(connection, transaction, asked, beginsTrial ? endsAt : null, now);
        }
    }

    private async Task WelcomeAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Asked asked,
        DateTimeOffset? trialEndsAt,
        DateTimeOffset now
    )
    {
        var zone = LocalDay.Zone(asked.Subscription.TimeZone, newsletter);
        var first = calendar.NextIn(zone, now);
        var values = new Dictionary<string, string>
        {
            ["first_issue"] = first is null ? "" : _dates.Moment(first.At, zone),
        };
        if (trialEndsAt is { } end)
        {
            values["until"] = _dates.Day(LocalDay.LastBefore(end, zone));
        }

        var wrongFrom = first is not null && first.At > now + WelcomeAtLeast ? first.At : now + WelcomeAtLeast;
        await MailQueue.AddAsync(
            connection,
            transaction,
            new NewMail(
                MailKind.Welcome,
                $"{MailKind.Welcome.Word()}:{asked.Confirmation.Id}",
                asked.Subscription.Id,
                asked.Confirmation.Email,
                values,
                DueAt: now,
                wrongFrom
            ),
            now
        );
    }

    /// <summary>
    /// Somebody moves to a new address. All links from before are old now, and the old address can refuse for a while.
    /// </summary>
    private async Task MoveAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Asked asked,
        DateTimeOffset now
    )
    {
        var (before, address) = (asked.Subscription, asked.Address);

        // A stranger who once typed the address and never confirmed it does not keep its owner from it.
        if (
            await Subscription.FindAsync(connection, transaction, address.Key) is
            { Status: SubscriberStatus.Pending } stranger
        )
        {
            await PersonRows.EraseAsync(connection, transaction, stranger.Id);
        }

        await SubscriberTable.MoveAsync(connection, transaction, before.Id, address, now);
        await DeliveryTable.MoveAsync(connection, transaction, before.Id, address);
        await SuppressionTable.LiftAsync(connection, transaction, address, tokens.OldestKey);
        await SubscriberEvents.AddAsync(
            connection,
            transaction,
            before.Id,
            SubscriberEvent.AddressChanged,
            now,
            EmailAddress.TryParse(before.Email, out var old, out _) ? $"from {old.Shortened}" : null
        );
        await LinkRenewal.RaiseAsync(connection, transaction, before.Id, "the address changed", now);
        await letters.QueueAddressChangedAsync(
            connection,
            transaction,
            before,
            $"{MailKind.AddressChanged.Word()}:{asked.Confirmation.Id}",
            now + TellOldAddress
        );
    }

    private ConfirmResult Result(Asked asked, Subscription after, DateTimeOffset now)
    {
        var zone = LocalDay.Zone(after.TimeZone, newsletter);
        var isTrial =
            newsletter.AnnualPrice is not null && after.Term == SubscriberTerm.Trial && after.TermEndsAt > now;
        return new()
        {
            Outcome = asked.Outcome,
            Subscriber = asked.Outcome is ConfirmOutcome.Confirmed ? new(after.Id, after.LinkEpoch) : null,
            SubscriberId = after.Id,
            Email = asked.Confirmation.Email,
            IsAddressChange = asked.Confirmation.IsAddressChange,
            FirstIssue =
                after.Status == SubscriberStatus.Active && calendar.NextIn(zone, now) is { } first
                    ? _dates.Moment(first.At, zone)
                    : null,
            IsExpired = after.Status == SubscriberStatus.Expired,
            TrialUntil = isTrial ? _dates.Day(LocalDay.LastBefore(after.TermEndsAt!.Value, zone)) : null,
        };
    }

    /// <summary>A confirmation with all that it depends on.</summary>
    private sealed record Asked(
        Confirmation Confirmation,
        Subscription Subscription,
        EmailAddress Address,
        IReadOnlyList<SuppressedKey> Suppressed,
        ConfirmOutcome Outcome
    );
}
