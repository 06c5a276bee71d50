using System.Diagnostics;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Mails;

/// <summary>What became of a mail, ready to be written.</summary>
/// <param name="CountsAsAttempt">False when the relay was the trouble.</param>
/// <param name="DueAt">The next try; null leaves it as it is.</param>
/// <param name="IsResend">True when it may have arrived already.</param>
/// <param name="Reply">Cleaned text; null keeps the last one.</param>
/// <param name="Class">What the refusal says about the address, in one word; null when it was none.</param>
/// <param name="Suppress">The address that must get nothing from now on; null as a rule.</param>
internal sealed record MailOutcome(
    DeliveryState State,
    bool CountsAsAttempt,
    string? Reply,
    DateTimeOffset? DueAt = null,
    bool IsResend = false,
    string? Class = null,
    NewSuppression? Suppress = null
)
{
    /// <summary>Nothing was sent and nobody is to blame: the mail is due as before.</summary>
    public static readonly MailOutcome Released = new(DeliveryState.Pending, CountsAsAttempt: false, Reply: null);

    /// <summary>How long a mail that could not be made waits for somebody to mend its template.</summary>
    private static readonly TimeSpan MendingTime = TimeSpan.FromMinutes(5);

    /// <summary>How long a mail waits that was refused for its rate; it goes between others then.</summary>
    private static readonly TimeSpan SlowTime = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The mail could not be made: nobody's attempt is burnt, and it goes when its template is mended in time.
    /// </summary>
    public static MailOutcome Broken(string problem, DateTimeOffset now) =>
        new(
            DeliveryState.Deferred,
            CountsAsAttempt: false,
            $"internal: {problem}",
            now + MendingTime,
            Class: RefusalCause.Internal.Word()
        );

    /// <summary>The whole state machine of a mail that was tried.</summary>
    /// <param name="wentWell">Others were accepted lately, so that a refusal says something about its address.</param>
    public static MailOutcome Of(
        DueMail mail,
        DeliveryOutcome outcome,
        RetryPolicy retry,
        DateTimeOffset now,
        bool wentWell
    )
    {
        return outcome switch
        {
            DeliveryOutcome.Accepted accepted => new(DeliveryState.Sent, CountsAsAttempt: true, accepted.Reply),
            DeliveryOutcome.Rejected rejected => new(
                DeliveryState.Failed,
                CountsAsAttempt: true,
                rejected.Reply,
                Class: rejected.Cause.Word(),
                Suppress: wentWell ? Suppressed(mail, rejected.Cause, now) : null
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
                Class: RefusalCause.Content.Word()
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
                RefusalCauses.Parse(mail.Class),
                (int)mail.Attempts + 1,
                now,
                mail.ExpiresAt
            );
            return new(next.State, CountsAsAttempt: true, deferred.Reply, next.DueAt, Class: deferred.Cause.Word());
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
