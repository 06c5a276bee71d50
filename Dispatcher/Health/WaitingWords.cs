using System.Globalization;

namespace Newsletter.Dispatcher.Health;

/// <summary>What people read about something that waits. Pure. Tests: AlertHooksTests.</summary>
internal static class WaitingWords
{
    /// <summary>What to do about a dispatch.</summary>
    public static string Advice(WaitingCause cause, long dispatchId) =>
        cause switch
        {
            WaitingCause.Relay => "Look at the relay. It goes on by itself when the relay takes mail again.",
            WaitingCause.Database => "Make room on the disk, or end what locks the database. It goes on by itself.",
            WaitingCause.Paused => Say($"Remove the cause, then: dispatcher dispatch resume {dispatchId} ")
                + "(with --retry-refused when the relay had refused readers). "
                + Say($"To give it up: dispatcher dispatch stop {dispatchId}"),
            WaitingCause.Late =>
                "Look whether the relay is slow. Raise Delivery:Connections or the limits (Delivery:RatePerSecond), "
                    + "or add a relay.",
            _ => Say($"Look at it: dispatcher status --dispatch {dispatchId}"),
        };

    /// <summary>What to do about a slot.</summary>
    public static string Advice(WaitingCause cause, DateOnly slotDate) =>
        cause switch
        {
            WaitingCause.NoIssue => Say(
                $"Put an issue with \"date: {slotDate:yyyy-MM-dd}\" and \"status: ready\" into issues/."
            ),
            WaitingCause.BrokenIssue =>
                "Fix the file; see all faults with: dispatcher issue check. It goes out by itself then.",
            WaitingCause.NotApproved =>
                "Approve it at /desk, or with: dispatcher issue approve FILE. It goes out by itself then.",
            WaitingCause.Clock => "Check the clock; if it is right, start once with: dispatcher run --trust-clock",
            WaitingCause.Database => "Make room on the disk, or end what locks the database. It goes on by itself.",
            _ => "Look at the log of the service, and start it anew if it says nothing.",
        };

    /// <summary>One line: what waits, since when, for whom.</summary>
    public static string Subject(WaitingNews news, TimeZoneInfo zone)
    {
        var (row, waiting) = (news.Row, news.Waiting);
        if (waiting is null)
        {
            return $"{row.What} {news.Outcome ?? "goes on"}; it waited from {Time(row.SinceAt, zone)} to "
                + Time(row.SeenAt, zone);
        }

        var verb = waiting.Cause switch
        {
            WaitingCause.Paused => "is paused",
            WaitingCause.Late => "will be late",
            _ => "waits",
        };
        var still = news.Kind is WaitingNewsKind.Still ? "still " : "";
        var whom = waiting.Readers is { } readers
            ? Say($", {readers:N0} {(readers == 1 ? "reader" : "readers")} without it")
            : "";
        var danger = news.IsDeadlineNear
            ? Say($", the deadline at {Time(waiting.Deadline!.Value, zone)} is in danger")
            : "";
        return Say($"{row.What} {still}{verb} since {Time(row.SinceAt, zone)}{whom}{danger}: {waiting.Why}");
    }

    /// <summary>By when it must go on, in a line each.</summary>
    public static IReadOnlyList<string> Lines(Waiting waiting, DateTimeOffset now, TimeZoneInfo zone) =>
        [
            .. waiting.Deadline is not { } deadline ? Array.Empty<string>()
            : now >= deadline ? [Say($"The deadline at {Time(deadline, zone)} has passed.")]
            : waiting.EarliestEnd > deadline
                ?
                [
                    $"Even if it goes on now, the last message goes at about {Time(waiting.EarliestEnd.Value, zone)}, "
                        + $"after the deadline at {Time(deadline, zone)}.",
                ]
            : [Say($"The deadline is at {Time(deadline, zone)}.")],
            Say($"It is given up at {TimeZoneInfo.ConvertTime(waiting.Until, zone):yyyy-MM-dd HH:mm}."),
        ];

    private static string Time(DateTimeOffset at, TimeZoneInfo zone) =>
        Say($"{TimeZoneInfo.ConvertTime(at, zone):HH:mm}");

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
