using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// Puts text values into quotes before YAML reads them, so that YAML takes them literally: an editor who writes
/// <c>title: Issue #5: what now?</c> means all of it. Pure.
/// Tests: IssueFileTests.
/// </summary>
/// <remarks>
/// Values that are quoted already, or written as a block of lines (<c>|</c>, <c>&gt;</c>), stay as they are. Line
/// numbers stay the same, and columns up to the value, so that problems show the right place.
/// </remarks>
internal sealed partial class TextValues
{
    private readonly string _file;
    private readonly string[] _lines;
    private readonly int _linesBefore;
    private readonly List<Problem> _problems;

    private TextValues(string file, string yaml, int linesBefore, List<Problem> problems)
    {
        _file = file;
        _lines = yaml.Split('\n');
        _linesBefore = linesBefore;
        _problems = problems;
    }

    /// <summary>True for the keys whose value is text for people.</summary>
    public static bool IsText(string key) => key is "title" or "subject" or "preheader" or "author";

    /// <param name="linesBefore">Lines of the file before the front matter.</param>
    /// <param name="problems">Receives the quotes that cannot be meant as they are written.</param>
    public static string Quote(string file, string yaml, int linesBefore, List<Problem> problems)
    {
        var values = new TextValues(file, yaml, linesBefore, problems);
        for (var i = 0; i < values._lines.Length; i++)
        {
            values.QuoteLine(i);
        }

        return string.Join('\n', values._lines);
    }

    private void QuoteLine(int i)
    {
        if (GluedKey.Match(_lines[i]) is { Success: true } glued)
        {
            Refuse(
                i,
                glued.Length,
                $"a space is missing after the colon; write {glued.Groups[1].Value}: and the value."
            );
            _lines[i] = $"{glued.Value} {_lines[i][glued.Length..].TrimStart()}";
        }

        if (KeyAndValue.Match(_lines[i]) is not { Success: true } match)
        {
            return;
        }

        var value = match.Groups["value"];
        if (BlockHeader.IsMatch(value.Value))
        {
            return;
        }

        if (value.Value[0] is '"' or '\'')
        {
            var quotes = QuotesOf(value.Value, IsContinued(i + 1));
            if (quotes.Problem is { } problem)
            {
                Refuse(i, value.Index, problem);
            }

            if (quotes.IsYaml)
            {
                return;
            }
        }

        QuotePlain(i, value.Index);
    }

    /// <summary>Puts a value into quotes, together with the indented lines that continue it.</summary>
    private void QuotePlain(int first, int column)
    {
        var last = first;
        while (IsContinued(last + 1))
        {
            last++;
        }

        if (last + 1 < _lines.Length && _lines[last + 1] is ['\t' or ' ', ..] rest && !string.IsNullOrWhiteSpace(rest))
        {
            // This line cannot continue the value; the YAML parser reports what is wrong with it.
            return;
        }

        for (var i = first; i <= last; i++)
        {
            var (before, text) = i == first ? (_lines[i][..column], _lines[i][column..]) : (" ", _lines[i]);
            _lines[i] = $"{before}{(i == first ? "\"" : "")}{Escaped(text.Trim())}{(i == last ? "\"" : "")}";
        }
    }

    /// <summary>
    /// True when a line continues the text above it: it is indented, and is neither a comment nor a key.
    /// </summary>
    private bool IsContinued(int line) =>
        line < _lines.Length
        && _lines[line] is [' ', ..] text
        && !string.IsNullOrWhiteSpace(text)
        && text.TrimStart()[0] is not ('#' or '\t')
        && !IndentedKey.IsMatch(text);

    /// <summary>What the quotes at the beginning of a value mean.</summary>
    /// <param name="goesOn">True when the next line continues the value.</param>
    private static (bool IsYaml, string? Problem) QuotesOf(string value, bool goesOn)
    {
        var quote = value[0];
        if ((quote is '"' ? InDoubleQuotes : InSingleQuotes).Match(value) is not { Success: true } quoted)
        {
            // No closing quote on this line: text over several lines, an apostrophe as in 'Tis, or a mistake.
            return (
                goesOn || quote is '"',
                goesOn || quote is not '"' ? null : "the quote \" has no end on this line; close it, or delete it."
            );
        }

        var rest = value[quoted.Length..];
        if (rest.Length == 0 || Note.IsMatch(rest))
        {
            return (true, null);
        }

        if (rest.TrimStart() is ['#', ..] && rest[0] is ' ' or '\t')
        {
            return (
                true,
                "the text behind the closing quote after # would be lost; put the whole value into quotes, or delete "
                    + "that text."
            );
        }

        return value[^1] == quote
            ? (
                true,
                "this value is in quotes and has the same quotes within it; put it into the other kind, "
                    + $"{(quote is '"' ? "'…'" : "\"…\"")}."
            )
            : (false, null);
    }

    /// <summary>The text as it stands between double quotes.</summary>
    internal static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length + 2);
        foreach (var c in text)
        {
            if (c is '"' or '\\')
            {
                escaped.Append('\\').Append(c);
            }
            else if (
                char.GetUnicodeCategory(c)
                is UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
            )
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            }
            else
            {
                escaped.Append(c);
            }
        }

        return escaped.ToString();
    }

    private void Refuse(int line, int column, string message) =>
        _problems.Add(Findings.FrontMatterSyntax.At(_file, line + 1 + _linesBefore, column + 1, message));

    [GeneratedRegex(
        @"\A[""']?(?:title|subject|preheader|author)[""']?[ \t]*:[ \t]+(?<value>\S.*?)[ \t]*\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex KeyAndValue { get; }

    /// <summary>
    /// A known key without a space after its colon, or with a character that only looks like a space.
    /// </summary>
    [GeneratedRegex(
        @"\A(title|subject|preheader|date|status|author|template|audience|tags|extra):(?=[^ \t])",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex GluedKey { get; }

    [GeneratedRegex(
        @"\A[ \t]+(?:title|subject|preheader|date|status|author|template|audience|tags)[ \t]*:(?:[ \t]|\z)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex IndentedKey { get; }

    [GeneratedRegex(@"\A[|>](?:[-+][1-9]?|[1-9][-+]?)?(?:[ \t]+#.*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex BlockHeader { get; }

    [GeneratedRegex(@"\A""(?:[^""\\]|\\.)*""", RegexOptions.CultureInvariant)]
    private static partial Regex InDoubleQuotes { get; }

    [GeneratedRegex(@"\A'(?:[^']|'')*'", RegexOptions.CultureInvariant)]
    private static partial Regex InSingleQuotes { get; }

    /// <summary>
    /// A comment after a quoted value: YAML requires a space before <c>#</c>, and we require one after it.
    /// </summary>
    [GeneratedRegex(@"\A[ \t]+#(?:[ \t]|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Note { get; }
}
