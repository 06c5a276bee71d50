using System.Diagnostics;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Mails;

/// <summary>The whole state machine of a mail that was tried. Tests: MailServiceTests.</summary>
/// <param name="relays">Know whether other messages were accepted lately: only then does a refusal say something about
/// its address.</param>
internal sealed class MailSettlement(RetryPolicy retry, RelayPool relays, TimeProvider clock)
{
    /// <summary>How long a mail that could not be made waits, so that an editor can fix its template.</summary>
    private static readonly TimeSpan TimeToFix = TimeSpan.FromMinutes(5);

    /// <summary>How long a mail waits that was refused for its rate; then it is sent between others.</summary>
    private static readonly TimeSpan SlowTime = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The mail could not be made. No attempt is counted, and the mail is sent if its template is fixed in time.
    /// </summary>
    public MailOutcome Broken(string problem) =>
        new(
            DeliveryState.Deferred,
            CountsAsAttempt: false,
            $"internal: {problem}",
            clock.GetUtcNow() + TimeToFix,
            Cause: RefusalCause.Internal.Word()
        );

    /// <summary>The outcome to write for an answer of a relay.</summary>
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

            // A second copy has the same Message-ID. A missing mail is worse than a second copy, because a person waits
            // for it.
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

    /// <summary>
    /// The suppression of the address when this one reply shows that the address is dead; null otherwise.
    /// </summary>
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
