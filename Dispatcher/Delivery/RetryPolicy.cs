using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>When a deferred delivery is tried again: 5 min, 10, 20, 40, then every 60, until the dispatch's cut-off.</summary>
/// <remarks>RFC 5321 4.5.4.1 asks for 30 min and 4-5 days, which is wrong for a morning paper.</remarks>
/// <param name="Jitter">Returns 0.0 to 1.0; spreads the retries of one moment over a tenth of the delay.</param>
internal sealed record RetryPolicy(RetrySettings Settings, Func<double> Jitter)
{
    /// <summary>The next try, or null when it would come after the cut-off.</summary>
    /// <param name="attempts">Attempts made so far, from 1.</param>
    public DateTimeOffset? Next(int attempts, DateTimeOffset now, DateTimeOffset cutOff)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        var doubled = Settings.FirstDelay * Math.Pow(2, Math.Min(attempts - 1, 20));
        var delay = doubled < Settings.MaxDelay ? doubled : Settings.MaxDelay;
        var next = now + delay + (delay * 0.1 * Jitter());
        return next < cutOff ? next : null;
    }
}
