using System.Text;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>Something that an operator should know, in words and as JSON. Tests: AlertHooksTests.</summary>
/// <param name="Kind">What it is about, so that programs can tell alerts apart.</param>
/// <param name="State">The worst of it.</param>
/// <param name="Subject">One line.</param>
/// <param name="Checks">What was found; empty for a dispatch that went well.</param>
/// <param name="Dispatch">How it went; null when it is about no dispatch that is over.</param>
/// <param name="Waiting">What waits, or waited; null when it is about nothing that does.</param>
internal sealed record Alert(
    AlertKind Kind,
    CheckState State,
    string Subject,
    IReadOnlyList<Check> Checks,
    DispatchSummary? Dispatch = null,
    WaitingAlert? Waiting = null
)
{
    /// <summary>Everything, in plain lines.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder().Append(Subject).Append('\n');
            foreach (var line in Dispatch?.Lines ?? [])
            {
                text.Append(line).Append('\n');
            }

            foreach (var check in Checks)
            {
                text.Append('\n')
                    .Append(check.State is CheckState.Red ? "RED " : "")
                    .Append(check.Name)
                    .Append(": ")
                    .Append(check.Says)
                    .Append('\n');
                if (check.Do is { } advice)
                {
                    text.Append("  -> ").Append(advice).Append('\n');
                }
            }

            return text.ToString();
        }
    }

    /// <summary>What is red before a slot.</summary>
    /// <param name="red">At least one.</param>
    public static Alert OfChecks(string newsletter, DateOnly slotDate, IReadOnlyList<Check> red) =>
        new(
            AlertKind.Checks,
            CheckState.Red,
            FormattableString.Invariant($"{newsletter}: the issue of {slotDate:dddd, yyyy-MM-dd} is in danger ")
                + $"({string.Join(", ", red.Select(check => check.Name).Distinct())})",
            red
        );

    /// <summary>How a dispatch went.</summary>
    public static Alert OfDispatch(string newsletter, DispatchSummary summary) =>
        new(AlertKind.Dispatch, summary.State, $"{newsletter}: {summary.Headline}", [], summary);

    /// <summary>Several slots on which nothing was sent, as one message.</summary>
    /// <param name="missed">At least two, oldest first.</param>
    public static Alert OfMissed(string newsletter, IReadOnlyList<DispatchSummary> missed) =>
        new(
            AlertKind.Missed,
            CheckState.Red,
            $"{newsletter}: nothing was sent on {missed.Count} send days, {Date(missed[0])} to {Date(missed[^1])}",
            [
                .. missed
                    .GroupBy(one => one.Reason, StringComparer.Ordinal)
                    .Select(reason =>
                        Check.Red(
                            "missed",
                            $"{string.Join(", ", reason.Select(Date))}: {reason.Key}",
                            "See them with: dispatcher status"
                        )
                    ),
            ]
        );

    /// <summary>Something that waits, or waits no longer.</summary>
    /// <param name="isLost">True when it is over and its readers do not have it.</param>
    public static Alert OfWaiting(NewsletterSettings newsletter, WaitingNews news, bool isLost, DateTimeOffset now)
    {
        var subject = $"{newsletter.Name}: {WaitingWords.Subject(news, newsletter.TimeZone)}";
        var about = new WaitingAlert(
            news.Row.About,
            news.Waiting?.Cause.Word(),
            news.Row.SinceAt,
            news.Waiting?.Readers,
            news.Waiting?.Deadline,
            news.Waiting?.Until,
            news.Waiting?.EarliestEnd
        );
        return news.Waiting is { } waiting
            ? new(
                AlertKind.Waiting,
                CheckState.Red,
                subject,
                [
                    Check.Red(
                        waiting.About,
                        string.Join(' ', WaitingWords.Lines(waiting, now, newsletter.TimeZone)),
                        waiting.Do
                    ),
                ],
                Waiting: about
            )
            : new(AlertKind.Resolved, isLost ? CheckState.Red : CheckState.Green, subject, [], Waiting: about);
    }

    private static string Date(DispatchSummary summary) =>
        FormattableString.Invariant($"{summary.SlotDate:yyyy-MM-dd}");
}
