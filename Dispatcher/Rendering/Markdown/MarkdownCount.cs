using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Counts, line by line, what makes Markdown expensive to parse, and reports when there is too much of it.
/// Tests: IssueBodyTests.
/// </summary>
internal sealed partial class MarkdownCount
{
    /// <summary>The deepest nesting of quotes and lists.</summary>
    private const int MaxNesting = 12;

    private const int MaxIndent = 64;
    private const int MaxLines = 10_000;
    private const int MaxTableColumns = 40;
    private const int MaxTableCells = 5_000;
    private const int MaxBrackets = 5_000;

    /// <summary>
    /// The most of each character in one paragraph (lines up to an empty one), because the cost grows with the square.
    /// </summary>
    private static readonly (char Sign, int Most)[] InParagraph =
    [
        ('[', 500),
        (']', 1_000),
        ('*', 2_000),
        ('_', 5_000),
        ('`', 1_000),
        ('<', 1_000),
        ('"', 2_000),
        ('\'', 2_000),
        ('|', 6_000),
        ('~', 2_000),
    ];

    /// <summary>How often each character occurs in the present paragraph.</summary>
    private readonly int[] _signs = new int[128];

    /// <summary>The size of the present paragraph if it is a table.</summary>
    private (int Rows, int Columns) _table;

    private int _lines;
    private int _brackets;

    /// <summary>Adds the next line.</summary>
    /// <returns>The fault of this line; null when there is none.</returns>
    public string? Add(string line)
    {
        if (++_lines > MaxLines)
        {
            return $"the issue has more than {MaxLines} lines; that is too long for a mail.";
        }

        if (string.IsNullOrWhiteSpace(line))
        {
            Array.Clear(_signs);
            _table = (0, 0);
        }

        return FaultOfStart(line) ?? FaultOfParagraph(line) ?? FaultOfBrackets(line);
    }

    private static string? FaultOfStart(string line)
    {
        if (Nesting(line) > MaxNesting)
        {
            return $"quotes and lists are nested more than {MaxNesting} deep here; make the nesting flatter.";
        }

        return ListItem.Match(line) is { Success: true } item && item.Groups[1].Length > MaxIndent
            ? $"this list item is indented by more than {MaxIndent} spaces; make the list flatter."
            : null;
    }

    private string? FaultOfParagraph(string line)
    {
        foreach (var c in line.Where(char.IsAscii))
        {
            _signs[c]++;
        }

        foreach (var (sign, most) in InParagraph)
        {
            if (_signs[sign] > most)
            {
                return $"one paragraph has more than {most} times the character {sign} up to here; put empty lines "
                    + "between paragraphs.";
            }
        }

        _table = (_table.Rows + 1, Math.Max(_table.Columns, line.Count(c => c == '|') + 1));
        return
            _signs['|'] > 0
            && _signs['-'] > 0
            && (_table.Columns > MaxTableColumns + 1 || _table.Rows * _table.Columns > MaxTableCells)
            ? $"this table has more than {MaxTableColumns} columns or {MaxTableCells} cells; an email cannot "
                + "show that. Make it smaller."
            : null;
    }

    private string? FaultOfBrackets(string line)
    {
        _brackets += line.Count(c => c == '[');
        return _brackets > MaxBrackets
            ? $"the issue has more than {MaxBrackets} times the character [ up to here; that is too many links."
            : null;
    }

    /// <summary>
    /// How many quotes and list items a line begins with; a line of dashes or stars is a rule, not a list.
    /// </summary>
    private static int Nesting(string line) =>
        Rule.IsMatch(line) ? 0 : Container.Count(Containers.Match(line).ValueSpan);

    [GeneratedRegex(@"\A(?:[ \t]*(?:>|(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]|\z)))*", RegexOptions.CultureInvariant)]
    private static partial Regex Containers { get; }

    [GeneratedRegex(@">|[-+*]|[0-9]+[.)]", RegexOptions.CultureInvariant)]
    private static partial Regex Container { get; }

    [GeneratedRegex(@"\A[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rule { get; }

    [GeneratedRegex(@"\A([ \t]*)(?:[-+*]|[0-9]{1,9}[.)])(?:[ \t]|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex ListItem { get; }
}
