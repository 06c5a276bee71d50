using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// The words of a body that readers see: notes, code and placeholders become blanks, so that no place moves. Pure.
/// Tests: IssueAdviceTests.
/// </summary>
internal static partial class BodyWords
{
    public static string Of(string body) =>
        Unseen.Replace(body, match => string.Concat(match.Value.Select(c => c == '\n' ? '\n' : ' ')));

    [GeneratedRegex(
        @"<!--.*?(?:-->|\z)|^(`{3,}|~{3,}).*?(?:^\1|\z)|`[^`\n]*`|\{\{.*?(?:\}\}|\n)",
        RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.Multiline
    )]
    private static partial Regex Unseen { get; }
}
