using System.Globalization;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Says that a dispatch will miss its deadline, and why: what it waits or waited for, or its speed. Pure.
/// </summary>
internal static class DeadlineWarning
{
    /// <param name="cause">What the dispatch waits for, or waited for last; null when it never waited.</param>
    /// <returns>One line; null when the deadline is not in danger, as far as the forecast can tell.</returns>
    public static string? Of(Outlook outlook, DateTimeOffset now, string? cause)
    {
        if (outlook is not { Deadline: { } deadline, Late: { } late } || late <= TimeSpan.Zero)
        {
            return null;
        }

        var (by, why) = (Say($"the deadline at {deadline:HH:mm}"), cause is null ? "" : $" ({cause})");
        if (outlook.IsHeld)
        {
            return now >= deadline
                ? $"{by} has passed and nothing is sent{why}"
                : $"nothing is sent{why}; if it goes on now, "
                    + $"the last message goes at about {Time(outlook, deadline)}, after {by}";
        }

        if (outlook.End is not { } end)
        {
            return $"{by} has passed";
        }

        var last = Say($"the last message will go at about {Time(outlook, deadline)}, after {by}");
        return outlook.Waited > TimeSpan.Zero && end - outlook.Waited <= deadline
                ? Say($"{last}, because it waited {Words(outlook.Waited)}{why}")
            : outlook.PerSecond is { } rate ? Say($"{last}: it sends {rate:0.0} messages a second")
            : last;
    }

    private static string Time(Outlook outlook, DateTimeOffset deadline) =>
        Say($"{outlook.End?.ToOffset(deadline.Offset):HH:mm:ss}");

    private static string Words(TimeSpan time) =>
        time.TotalSeconds < 120 ? Say($"{Math.Ceiling(time.TotalSeconds):0} s") : Say($"{time.TotalMinutes:0} min");

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
