namespace Newsletter.Dispatcher.Accounts.SignIn;

/// <summary>
/// How long one must wait after failed sign-ins: nothing for the first four, a minute after the fifth, then twice as
/// long each time up to an hour; pure. A day without a failure forgets them.
/// </summary>
internal static class LockoutRule
{
    /// <summary>From this failure on, each is followed by a wait.</summary>
    public const int FreeTries = 5;

    /// <summary>After so long without a failure, counting starts again.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    public static bool IsLocked(SignInTry? tries, DateTimeOffset now) => tries is not null && now < tries.LockedUntil;

    /// <summary>Counts one more failure.</summary>
    /// <param name="before">Null for the first.</param>
    public static SignInTry Count(SignInTry? before, string subject, DateTimeOffset now)
    {
        var failed = 1 + (before is not null && now - before.LastAt < Remembered ? before.Failed : 0);
        return new()
        {
            Subject = subject,
            Failed = failed,
            LastAt = now,
            LockedUntil = now + WaitAfter(failed),
        };
    }

    /// <param name="failed">Failures in a row.</param>
    public static TimeSpan WaitAfter(long failed)
    {
        if (failed < FreeTries)
        {
            return TimeSpan.Zero;
        }

        var doubled = FirstWait * Math.Pow(2, Math.Min(failed - FreeTries, 10));
        return doubled < LongestWait ? doubled : LongestWait;
    }
}
