using System.Globalization;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// The values below <c>extra:</c> as templates see them: text, numbers, truth values, lists of text. Pure.
/// Tests: ExtraValuesTests.
/// </summary>
internal static partial class ExtraValues
{
    /// <summary>The key of the front matter.</summary>
    public const string Key = "extra";

    public const int MaxNames = 50;
    private const int MaxLength = 2_000;

    /// <summary>Reads the entries; each fault is added to the problems.</summary>
    public static IReadOnlyDictionary<string, object> Read(
        string file,
        IReadOnlyList<ExtraEntry> entries,
        List<Problem> problems
    )
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (Fault(entry, values) is { } fault)
            {
                problems.Add(Problem.Error(file, entry.Line, entry.Column, fault));
                continue;
            }

            values[entry.Name] =
                entry.IsList ? entry.Values
                : entry.IsQuoted ? entry.Values[0]
                : Plain(entry.Values[0]);
        }

        return values;
    }

    private static string? Fault(ExtraEntry entry, Dictionary<string, object> before)
    {
        var shown = $"extra.{IssueKeys.Quoted(entry.Name)[1..^1]}";
        return !Name.IsMatch(entry.Name)
                ? $"{IssueKeys.Quoted(entry.Name)} is no name; write small letters (a-z), digits and underscores, "
                    + "a letter first."
            : before.ContainsKey(entry.Name) ? $"{shown} stands here a second time; keep one."
            : before.Count == MaxNames ? $"there are more than {MaxNames} names below extra; take some away."
            : entry.Values.Any(value => value.Length > MaxLength)
                ? $"{shown} has more than {MaxLength} characters; the text of the issue belongs after the second ---."
            : entry.Values.Any(value =>
                value.Any(c => c is not '\n' && (char.IsControl(c) || IssueKeys.IsBidiControl(c)))
            )
                ? $"{shown} holds an invisible control character; write the value again."
            : null;
    }

    /// <summary>A value without quotes: a number and a truth value are what they look like.</summary>
    private static object Plain(string text) =>
        text switch
        {
            "true" => true,
            "false" => false,
            _ when Number.IsMatch(text) => text.Contains('.', StringComparison.Ordinal)
                ? double.Parse(text, CultureInfo.InvariantCulture)
                : long.Parse(text, CultureInfo.InvariantCulture),
            _ => text,
        };

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name { get; }

    /// <summary>No zero first: 0176 is a number to call.</summary>
    [GeneratedRegex(@"\A-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,10})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number { get; }
}
