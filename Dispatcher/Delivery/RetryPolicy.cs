using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// When a deferred delivery is tried again: after 5 min, 10, 20, 40, then every 60, until the dispatch's cut-off.
/// </summary>
/// <remarks>RFC 5321 4.5.4.1 asks for 30 min and 4-5 days, which is wrong for a morning paper.</remarks>
/// <param name="Jitter">Returns 0.0 to 1.0; spreads the retries of one moment over a tenth of the delay.</param>
internal sealed record RetryPolicy(RetrySettings Settings, Func<double> Jitter)
{
    /// <summary>Most attempts for one delivery.</summary>
    public const int MostAttempts = 8;

    /// <summary>Wait before the only new try after a broken route or system, which may be mended by then.</summary>
    private static readonly TimeSpan RoutingDelay = TimeSpan.FromHours(1);

    /// <summary>What becomes of a deferred delivery.</summary>
    /// <param name="cause">Why it was deferred this time.</param>
    /// <param name="previous">Why it was deferred the time before; null at the first attempt.</param>
    /// <param name="attempts">Attempts made so far, from 1.</param>
    public NextStep Next(
        RefusalCause cause,
        RefusalCause? previous,
        int attempts,
        DateTimeOffset now,
        DateTimeOffset cutOff
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);

        // A refusal that was given one more chance stays a refusal; what was only put off expires.
        var end = new NextStep(
            cause is RefusalCause.Routing ? DeliveryState.Failed : DeliveryState.Expired,
            DueAt: null
        );
        if (attempts >= MostAttempts || (cause is RefusalCause.Routing && previous is RefusalCause.Routing))
        {
            return end;
        }

        var next = now + Spread(Delay(cause, attempts));
        if (attempts is MostAttempts - 1 && LastCall(cutOff) is var lastCall && lastCall > next)
        {
            next = lastCall;
        }

        return next < cutOff ? new(DeliveryState.Deferred, next) : end;
    }

    /// <summary>When a delivery is tried again that was put off for what is no fault of its recipient.</summary>
    public DateTimeOffset Later(DateTimeOffset now) => now + Spread(Settings.FirstDelay);

    private TimeSpan Delay(RefusalCause cause, int attempts) =>
        cause switch
        {
            RefusalCause.Routing => RoutingDelay,
            RefusalCause.MailboxFull => Settings.MaxDelay,
            _ => Shorter(Settings.FirstDelay * Math.Pow(2, attempts - 1), Settings.MaxDelay),
        };

    /// <summary>The last attempt is kept for the end, since nothing comes after it.</summary>
    private DateTimeOffset LastCall(DateTimeOffset cutOff) => cutOff - Spread(Settings.MaxDelay);

    private TimeSpan Spread(TimeSpan delay) => delay + (delay * 0.1 * Jitter());

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
