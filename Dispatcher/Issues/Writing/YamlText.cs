using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Issues.Writing;

/// <summary>
/// Writes a value into front matter so that it stays a value, whatever it contains: a line break, <c>---</c>, quotes or
/// a colon cannot become a key. Pure. Tests: IssueFieldsTests.
/// </summary>
internal static partial class YamlText
{
    /// <summary>The value as it is where that is safe; else in double quotes.</summary>
    public static string Of(string value, bool isQuoted) =>
        !isQuoted && Plain.IsMatch(value) ? value : $"\"{TextValues.Escaped(value)}\"";

    /// <summary>A list in brackets, for example <c>[world, rivers]</c>.</summary>
    public static string List(IEnumerable<string> values) => $"[{string.Join(", ", values.Select(Item))}]";

    private static string Item(string value) =>
        IssueKeys.TagName.IsMatch(value) ? value : $"\"{TextValues.Escaped(value)}\"";

    /// <summary>Letters first, and nothing that YAML or our own reader could take for more than text.</summary>
    [GeneratedRegex(
        @"\A[\p{L}\p{N}](?:[\p{L}\p{N} .,!?()/&+%'’“”„€£$–—_-]*[\p{L}\p{N}.!?)%’”€£$])?\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Plain { get; }
}
