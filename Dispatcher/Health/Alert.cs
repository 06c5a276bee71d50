using System.Text;

namespace Newsletter.Dispatcher.Health;

/// <summary>Something that somebody should know, in words and as JSON.</summary>
/// <param name="Kind">One word for programs: <c>checks</c> or <c>dispatch</c>.</param>
/// <param name="State">The worst of it.</param>
/// <param name="Subject">One line.</param>
/// <param name="Checks">What was found; empty for a dispatch that went well.</param>
/// <param name="Dispatch">How it went; null when it is about no dispatch.</param>
internal sealed record Alert(string Kind, CheckState State, string Subject, IReadOnlyList<Check> Checks, DispatchSummary? Dispatch = null)
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
                text.Append('\n').Append(check.State is CheckState.Red ? "RED " : "").Append(check.Name).Append(": ").Append(check.Says).Append('\n');
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
    public static Alert OfChecks(string newsletter, DateOnly slotDate, IReadOnlyList<Check> red) => new(
        "checks",
        CheckState.Red,
        FormattableString.Invariant($"{newsletter}: the issue of {slotDate:dddd, yyyy-MM-dd} is in danger ({string.Join(", ", red.Select(check => check.Name).Distinct())})"),
        red);

    /// <summary>How a dispatch went.</summary>
    public static Alert OfDispatch(string newsletter, DispatchSummary summary) =>
        new("dispatch", summary.State, $"{newsletter}: {summary.Headline}", [], summary);
}
