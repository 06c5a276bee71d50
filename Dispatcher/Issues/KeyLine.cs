using System.Text;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// Changes the line of one key in the front matter, and no other byte of the file; pure. The result is read again and
/// compared with the issue before: what cannot be changed safely is refused.
/// </summary>
internal static partial class KeyLine
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The file with another day, or without one.</summary>
    /// <returns>Null when the file writes its day in a form that this rule does not change.</returns>
    public static byte[]? Date(IssueCandidate candidate, DateOnly? date) =>
        Set(
            candidate,
            "date",
            date?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            candidate.Issue with
            {
                Date = date,
            }
        );

    /// <summary>The file as a draft, or released.</summary>
    /// <returns>Null when the file writes its status in a form that this rule does not change.</returns>
    public static byte[]? Status(IssueCandidate candidate, IssueStatus status) =>
        Set(
            candidate,
            "status",
            status is IssueStatus.Ready ? "ready" : "draft",
            candidate.Issue with
            {
                Status = status,
            }
        );

    private static byte[]? Set(IssueCandidate candidate, string key, string? value, Issue meant)
    {
        var issue = candidate.Issue;
        var lines = Lines.Matches(Utf8.GetString(candidate.Source)).Select(line => line.Value).ToList();
        var ending = Ending.Match(lines[0]).Value;
        if (issue.KeyLines.TryGetValue(key, out var at))
        {
            if (KeyValue.Match(lines[at - 1]) is not { Success: true } match)
            {
                return null;
            }

            lines[at - 1] = value is null
                ? ""
                : match.Groups["key"].Value + value + lines[at - 1][match.Groups["rest"].Index..];
        }
        else if (value is not null)
        {
            // A line such as "# date: 2026-11-24", which "issue new" writes, shows where the key belongs.
            var fence = issue.BodyLine - 2;
            var hint = lines.FindIndex(1, fence - 1, line => Hint.Match(line).Groups["key"].Value == key);
            if (hint > 0)
            {
                lines[hint] = "";
            }

            lines.Insert(hint > 0 ? hint : fence, $"{key}: {value}{ending}");
        }

        var source = Utf8.GetBytes(string.Concat(lines));
        return IssueFile.Read(issue.File, source).Issue is { } read && IsSame(read, meant) ? source : null;
    }

    /// <summary>True when two issues differ in the places of their lines only.</summary>
    private static bool IsSame(Issue one, Issue other) =>
        one.Tags.SequenceEqual(other.Tags, StringComparer.Ordinal)
        && one.Off.Select(off => off.Name).SequenceEqual(other.Off.Select(off => off.Name), StringComparer.Ordinal)
        && ExtraOf(one) == ExtraOf(other)
        && Bare(one) == Bare(other);

    private static readonly IReadOnlyDictionary<string, object> NoExtra = new Dictionary<string, object>();
    private static readonly IReadOnlyDictionary<string, int> NoLines = new Dictionary<string, int>();

    private static Issue Bare(Issue issue) =>
        issue with
        {
            Tags = [],
            Off = [],
            Extra = NoExtra,
            KeyLines = NoLines,
            BodyLine = 0,
        };

    private static string ExtraOf(Issue issue) => System.Text.Json.JsonSerializer.Serialize(issue.Extra);

    [GeneratedRegex(@"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Lines { get; }

    [GeneratedRegex(@"[\r\n]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Ending { get; }

    /// <summary>The key with its colon, a value of one word (quoted or not), and a comment behind it.</summary>
    [GeneratedRegex(
        @"\A(?<key>[""']?\w+[""']?[ \t]*:[ \t]+)(?:""[\w-]+""|'[\w-]+'|[\w-]+)"
            + @"(?<rest>[ \t]*(?:[ \t]#[^\r\n]*)?[\r\n]*)\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex KeyValue { get; }

    [GeneratedRegex(@"\A#[ \t]?(?<key>date|status):[ \t]*[\w-]*[ \t]*[\r\n]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hint { get; }
}
