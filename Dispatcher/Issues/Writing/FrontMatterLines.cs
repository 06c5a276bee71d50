using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Issues.Writing;

/// <summary>
/// The lines of a front matter, in which single keys are set; every other line stays as it is. Whether the result means
/// what was meant is decided by reading it again. Pure. Tests: IssueFieldsTests.
/// </summary>
/// <param name="lines">From the first fence to the last one, each with its line end.</param>
internal sealed partial class FrontMatterLines(IEnumerable<string> lines, string lineEnd)
{
    private readonly List<string> _lines = [.. lines];

    public string Text => string.Concat(_lines);

    /// <summary>True when the value of a key stands in quotes.</summary>
    public bool IsQuoted(string key) =>
        IndexOf(key) is var at and >= 0
        && KeyLine.Match(_lines[at]).Groups["rest"].Value.TrimStart() is ['"' or '\'', ..];

    /// <summary>Writes a value in the place of the key; a new key comes behind its comment or its neighbours.</summary>
    /// <param name="value">As YAML; null takes the key away.</param>
    /// <param name="order">All keys in their usual order.</param>
    public void Set(string key, string? value, IReadOnlyList<string> order)
    {
        if (IndexOf(key) is var at and >= 0)
        {
            var end = EndOf(at);
            List<string> kept = [.. _lines[(at + 1)..end].Where(line => line.TrimStart().StartsWith('#'))];
            var isBlock = Block.IsMatch(KeyLine.Match(_lines[at]).Groups["rest"].Value);
            var first = value is null
                ? []
                : new[]
                {
                    $"{KeyLine.Match(_lines[at]).Groups["name"].Value}: {value}{NoteOf(at, end)}{EndOfLine(end - 1)}",
                };
            _lines.RemoveRange(at, end - at);
            _lines.InsertRange(at, [.. first, .. isBlock ? [] : kept]);
        }
        else if (value is not null)
        {
            _lines.Insert(PlaceOf(key, order), $"{key}: {value}{lineEnd}");
        }
    }

    private int IndexOf(string key) =>
        _lines.FindIndex(1, line => KeyLine.Match(line) is { Success: true } match && match.Groups["key"].Value == key);

    /// <summary>The line behind the last one that belongs to the key.</summary>
    private int EndOf(int at)
    {
        var end = at + 1;
        for (var i = at + 1; i < _lines.Count - 1 && !BeginsAnew(_lines[i]); i++)
        {
            if (Continues(_lines[i]))
            {
                end = i + 1;
            }
        }

        return end;
    }

    /// <summary>True for a line at the margin that is neither empty, nor a comment, nor an item of a list.</summary>
    private static bool BeginsAnew(string line) =>
        line.Length > 0 && !char.IsWhiteSpace(line[0]) && line[0] is not ('#' or '-');

    private static bool Continues(string line) => !string.IsNullOrWhiteSpace(line) && line.TrimStart()[0] is not '#';

    /// <summary>The comment behind a value that stands on one line, with the blanks before it.</summary>
    private string NoteOf(int at, int end)
    {
        if (end != at + 1)
        {
            return "";
        }

        var match = KeyLine.Match(_lines[at]);
        var rest = match.Groups["rest"].Value;
        return (TextValues.IsText(match.Groups["key"].Value) ? NoteAfterQuotes : Note).Match(rest).Groups["note"].Value;
    }

    private string EndOfLine(int at) =>
        _lines[at][_lines[at].TrimEnd('\r', '\n').Length..] is { Length: > 0 } end ? end : lineEnd;

    private int PlaceOf(string key, IReadOnlyList<string> order)
    {
        var hint = _lines.FindIndex(
            1,
            line => Hint.Match(line) is { Success: true } match && match.Groups["key"].Value == key
        );
        if (hint >= 0)
        {
            return hint + 1;
        }

        var before = order.TakeWhile(one => one != key).Reverse().Select(IndexOf).FirstOrDefault(at => at >= 0, -1);
        return before >= 0 ? EndOf(before) : 1;
    }

    [GeneratedRegex(
        """\A(?<name>"(?<key>[A-Za-z_][\w-]*)"|'(?<key>[A-Za-z_][\w-]*)'|(?<key>[A-Za-z_][\w-]*))"""
            + """[ \t]*:(?<rest>(?:[ \t][^\r\n]*)?)[\r\n]*\z""",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex KeyLine { get; }

    /// <summary>A key that a comment proposes, as <c>issue new</c> writes them.</summary>
    [GeneratedRegex(@"\A#[ \t]*(?<key>[a-z]+):", RegexOptions.CultureInvariant)]
    private static partial Regex Hint { get; }

    [GeneratedRegex(@"\A[ \t]*[|>]", RegexOptions.CultureInvariant)]
    private static partial Regex Block { get; }

    [GeneratedRegex(
        """\A[ \t]*(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(?<note>[ \t]+#.*)\z""",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex NoteAfterQuotes { get; }

    [GeneratedRegex(
        """\A[ \t]*(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|\[[^\]#]*\]|[^"'#\[ \t][^#"']*?|)(?<note>[ \t]+#.*)\z""",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Note { get; }
}
