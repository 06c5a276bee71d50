using System.Globalization;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Tells whether the clock can be believed, before anything is sent by it: a machine whose clock battery is dead starts
/// in 1970, and some in 2100. Pure.
/// </summary>
internal static class ClockCheck
{
    /// <summary>This program was not written before, so no clock that shows an earlier time is right.</summary>
    private static readonly DateTimeOffset Earliest = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan MostBack = TimeSpan.FromDays(1);

    private static readonly TimeSpan MostAhead = TimeSpan.FromDays(30);

    /// <param name="lastSeen">When the service last ran; null where it never did.</param>
    /// <returns>Why nothing is sent, with what to do; null when the clock is believable.</returns>
    public static string? Doubt(DateTimeOffset now, DateTimeOffset? lastSeen)
    {
        if (lastSeen is null)
        {
            return now < Earliest || now >= Latest
                ? Say($"The clock says {now.ToUniversalTime():yyyy-MM-dd HH:mm} UTC, which cannot be.")
                : null;
        }

        return now < lastSeen - MostBack || now > lastSeen + MostAhead
            ? Say(
                $"The clock says {now.ToUniversalTime():yyyy-MM-dd HH:mm} UTC, but the dispatcher last ran at {lastSeen.Value.ToUniversalTime():yyyy-MM-dd HH:mm} UTC."
            )
            : null;
    }

    private static string Say(FormattableString what) =>
        what.ToString(CultureInfo.InvariantCulture)
        + " Nothing is sent. Check the clock; if it is right, start once with: dispatcher run --trust-clock";
}
