using System.Globalization;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Checks the clock before anything is sent: a machine with a dead clock battery starts in 1970, and some start in
/// 2100. Pure.
/// </summary>
internal static class ClockCheck
{
    /// <summary>This program did not exist earlier, so a clock that shows an earlier time is wrong.</summary>
    private static readonly DateTimeOffset Earliest = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan MostBack = TimeSpan.FromDays(1);

    private static readonly TimeSpan MostAhead = TimeSpan.FromDays(30);

    /// <param name="lastSeen">When the service last ran; null when it never ran.</param>
    /// <returns>Why nothing is sent, and what to do; null when the clock is plausible.</returns>
    public static string? Doubt(DateTimeOffset now, DateTimeOffset? lastSeen)
    {
        if (lastSeen is null)
        {
            return now < Earliest || now >= Latest ? Say($"The clock says {Utc(now)}, which cannot be.") : null;
        }

        return now < lastSeen - MostBack || now > lastSeen + MostAhead
            ? Say($"The clock says {Utc(now)}, but the dispatcher last ran at {Utc(lastSeen.Value)}.")
            : null;
    }

    private static string Utc(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Say(string what) =>
        what + " Nothing is sent. Check the clock; if it is right, start once with: dispatcher run --trust-clock";
}
