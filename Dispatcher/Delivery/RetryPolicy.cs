using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// When a deferred delivery is tried again: after 5, 10, 20, and 40 min, then every 60 min, until the dispatch's
/// cut-off.
/// </summary>
/// <remarks>RFC 5321 4.5.4.1 recommends 30 min and 4-5 days, which is wrong for a morning newsletter.</remarks>
/// <param name="Jitter">Returns 0.0 to 1.0; spreads simultaneous retries over a tenth of the delay.</param>
internal sealed record RetryPolicy(RetrySettings Settings, Func<double> Jitter)
{
    /// <summary>The most attempts for one delivery.</summary>
    public const int MostAttempts = 8;

    /// <summary>
    /// The wait before the only retry after a broken route or system, which an operator may fix by then.
    /// </summary>
    private static readonly TimeSpan RoutingDelay = TimeSpan.FromHours(1);

    /// <summary>Decides what happens to a deferred delivery.</summary>
    /// <param name="cause">Why it was deferred this time.</param>
    /// <param name="previous">Why it was deferred at the attempt before; null at the first attempt.</param>
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

        // A routing refusal that got its one retry fails; a delivery that was only deferred expires.
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

    /// <summary>When to retry a delivery that was deferred through no fault of its recipient.</summary>
    public DateTimeOffset Later(DateTimeOffset now) => now + Spread(Settings.FirstDelay);

    private TimeSpan Delay(RefusalCause cause, int attempts) =>
        cause switch
        {
            RefusalCause.Routing => RoutingDelay,
            RefusalCause.MailboxFull => Settings.MaxDelay,
            _ => Shorter(Settings.FirstDelay * Math.Pow(2, attempts - 1), Settings.MaxDelay),
        };

    /// <summary>When the last attempt is made: shortly before the cut-off, because no attempt follows it.</summary>
    private DateTimeOffset LastCall(DateTimeOffset cutOff) => cutOff - Spread(Settings.MaxDelay);

    private TimeSpan Spread(TimeSpan delay) => delay + (delay * 0.1 * Jitter());

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
