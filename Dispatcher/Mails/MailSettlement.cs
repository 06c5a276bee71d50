using System.Diagnostics;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Mails;

/// <summary>The whole state machine of a mail that was tried, on one page.</summary>
/// <param name="relays">
/// Know whether others were accepted lately: only then a refusal says something about its address.
/// </param>
internal sealed class MailSettlement(RetryPolicy retry, RelayPool relays, TimeProvider clock)
{
    /// <summary>How long a mail that could not be made waits for somebody to mend its template.</summary>
    private static readonly TimeSpan MendingTime = TimeSpan.FromMinutes(5);

    /// <summary>How long a mail waits that was refused for its rate; it goes between others then.</summary>
    private static readonly TimeSpan SlowTime = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The mail could not be made: nobody's attempt is burnt, and it goes when its template is mended in time.
    /// </summary>
    public MailOutcome Broken(string problem) =>
        new(
            DeliveryState.Deferred,
            CountsAsAttempt: false,
            $"internal: {problem}",
            clock.GetUtcNow() + MendingTime,
            Cause: RefusalCause.Internal.Word()
        );

    /// <summary>What the ledger writes down for an outcome.</summary>
    public MailOutcome Settle(DueMail mail, DeliveryOutcome outcome)
    {
        var now = clock.GetUtcNow();
        return outcome switch
        {
            DeliveryOutcome.Accepted accepted => new(DeliveryState.Sent, CountsAsAttempt: true, accepted.Reply),
            DeliveryOutcome.Rejected rejected => new(
                DeliveryState.Failed,
                CountsAsAttempt: true,
                rejected.Reply,
                Cause: rejected.Cause.Word(),
                Suppress: relays.WentWell ? Suppressed(mail, rejected.Cause, now) : null
            ),
            DeliveryOutcome.Deferred deferred => Later(deferred),
            DeliveryOutcome.Throttled throttled => new(
                DeliveryState.Deferred,
                CountsAsAttempt: false,
                throttled.Reply,
                now + SlowTime
            ),
            DeliveryOutcome.TooLarge tooLarge => new(
                DeliveryState.Failed,
                CountsAsAttempt: true,
                tooLarge.Reply,
                Cause: RefusalCause.Content.Word()
            ),

            // A second copy has the same Message-ID; a mail that somebody waits for and does not get is worse.
            DeliveryOutcome.Uncertain uncertain when mail.Resends == 0 => new(
                DeliveryState.Pending,
                CountsAsAttempt: true,
                uncertain.Reason,
                now,
                IsResend: true
            ),
            DeliveryOutcome.Uncertain uncertain => new(
                DeliveryState.Uncertain,
                CountsAsAttempt: true,
                uncertain.Reason
            ),
            _ => throw new UnreachableException($"No state for {outcome.GetType().Name}."),
        };

        MailOutcome Later(DeliveryOutcome.Deferred deferred)
        {
            var next = retry.Next(
                deferred.Cause,
                RefusalCauses.Parse(mail.Cause),
                (int)mail.Attempts + 1,
                now,
                mail.ExpiresAt
            );
            return new(next.State, CountsAsAttempt: true, deferred.Reply, next.DueAt, Cause: deferred.Cause.Word());
        }
    }

    /// <summary>The address, when this one reply shows it to be dead; its evidence is the reply.</summary>
    private static NewSuppression? Suppressed(DueMail mail, RefusalCause cause, DateTimeOffset now)
    {
        var decision = SuppressionPolicy.Decide([
            new DeliveryResult
            {
                Slot = now,
                At = now,
                State = DeliveryState.Failed,
                Cause = cause,
            },
        ]);
        return
            decision is { Verdict: SuppressionVerdict.Suppress, Reason: { } reason }
            && EmailAddress.TryParse(mail.Email, out var address, out _)
            ? new(address.Key, SuppressionKind.Bounce, reason, NewSuppression.Relay)
            : null;
    }
}
