using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Refuses Markdown that no person writes and that would take the parser minutes, gigabytes or its stack: nesting, and
/// signs that each make it look back over all of the paragraph. Generous: ten times what a long real issue has.
/// </summary>
internal static partial class MarkdownShape
{
    /// <summary>Quotes and lists within each other.</summary>
    private const int MaxNesting = 12;

    private const int MaxIndent = 64;

    /// <summary>Tags within each other, after Markdown.</summary>
    private const int MaxTags = 100;

    private const int MaxElements = 10_000;
    private const int MaxLines = 10_000;
    private const int MaxTableColumns = 40;
    private const int MaxTableCells = 5_000;

    /// <summary>
    /// Most of each sign in one paragraph (lines up to an empty one); the cost grows with the square.
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

    /// <summary>What is wrong, with the offset where; null when it may be rendered.</summary>
    public static (int Offset, string Message)? Fault(string markdown)
    {
        var counts = new int[128];
        var table = (Rows: 0, Columns: 0);
        var brackets = 0;
        var (offset, lines) = (0, 0);
        foreach (var line in markdown.Split('\n'))
        {
            if (++lines > MaxLines)
            {
                return (offset, $"the issue has more than {MaxLines} lines; that is too long for a mail.");
            }

            if (string.IsNullOrWhiteSpace(line))
            {
                Array.Clear(counts);
                table = (0, 0);
            }

            if (Nesting(line) > MaxNesting)
            {
                return (
                    offset,
                    $"quotes and lists stand more than {MaxNesting} deep within each other here; make it flatter."
                );
            }

            if (ListItem.Match(line) is { Success: true } item && item.Groups[1].Length > MaxIndent)
            {
                return (offset, $"this list item is indented by more than {MaxIndent} blanks; make the list flatter.");
            }

            foreach (var c in line.Where(char.IsAscii))
            {
                counts[c]++;
            }

            foreach (var (sign, most) in InParagraph)
            {
                if (counts[sign] > most)
                {
                    return (
                        offset,
                        $"one paragraph has more than {most} times the sign {sign} up to here; put empty lines "
                            + "between paragraphs."
                    );
                }
            }

            table = (table.Rows + 1, Math.Max(table.Columns, line.Count(c => c == '|') + 1));
            if (
                counts['|'] > 0
                && counts['-'] > 0
                && (table.Columns > MaxTableColumns + 1 || table.Rows * table.Columns > MaxTableCells)
            )
            {
                return (
                    offset,
                    $"this table has more than {MaxTableColumns} columns or {MaxTableCells} cells; an email cannot "
                        + "show that. Make it smaller."
                );
            }

            brackets += line.Count(c => c == '[');
            if (brackets > 5_000)
            {
                return (offset, "the issue has more than 5000 times the sign [ up to here; that is too many links.");
            }

            offset += line.Length + 1;
        }

        return null;
    }

    /// <summary>
    /// What is wrong with the page that Markdown made, where a parser of HTML would be hurt; null when nothing is.
    /// </summary>
    public static string? FaultOfPage(string html)
    {
        var open = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var (depth, elements) = (0, 0);
        foreach (var tag in Tag.EnumerateMatches(html))
        {
            var text = html.AsSpan(tag.Index + 1, tag.Length - 1);
            var isEnd = text[0] == '/';
            var name = (isEnd ? text[1..] : text).ToString();
            if (!isEnd && ++elements > MaxElements)
            {
                return $"the text makes a page of more than {MaxElements} elements; make it shorter.";
            }

            if (Void.Contains(name))
            {
                continue;
            }

            // A tag left open costs as much as a nested one: the parser opens it again in every paragraph.
            var before = open.GetValueOrDefault(name);
            open[name] = Math.Max(0, before + (isEnd ? -1 : 1));
            depth += open[name] - before;
            if (depth > MaxTags)
            {
                return $"more than {MaxTags} elements stand within each other, or have no end; make the text flatter "
                    + "and close tags such as <div>.";
            }
        }

        return null;
    }

    /// <summary>
    /// Quotes and list items that a line begins with; a line of dashes or stars is a rule, not a list.
    /// </summary>
    private static int Nesting(string line) =>
        Rule.IsMatch(line) ? 0 : Container.Count(Containers.Match(line).ValueSpan);

    private static readonly HashSet<string> Void = new(StringComparer.OrdinalIgnoreCase)
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    };

    [GeneratedRegex(@"\A(?:[ \t]*(?:>|(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]|\z)))*", RegexOptions.CultureInvariant)]
    private static partial Regex Containers { get; }

    [GeneratedRegex(@">|[-+*]|[0-9]+[.)]", RegexOptions.CultureInvariant)]
    private static partial Regex Container { get; }

    [GeneratedRegex(@"\A[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rule { get; }

    [GeneratedRegex(@"\A([ \t]*)(?:[-+*]|[0-9]{1,9}[.)])(?:[ \t]|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex ListItem { get; }

    [GeneratedRegex(@"</?[A-Za-z][A-Za-z0-9-]*", RegexOptions.CultureInvariant)]
    private static partial Regex Tag { get; }
}
