using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Refuses Markdown that no person writes and that would take the parser minutes, gigabytes or its stack: nesting, and
/// signs that each make it look back over all of the paragraph. Generous: ten times what a long real issue has.
/// </summary>
internal static partial class MarkdownShape
{
    /// <summary>Tags within each other, after Markdown.</summary>
    private const int MaxTags = 100;

    private const int MaxElements = 10_000;

    /// <summary>What is wrong, with the offset where; null when it may be rendered.</summary>
    public static (int Offset, string Message)? Fault(string markdown)
    {
        var count = new MarkdownCount();
        var offset = 0;
        foreach (var line in markdown.Split('\n'))
        {
            if (count.Add(line) is { } fault)
            {
                return (offset, fault);
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

    [GeneratedRegex(@"</?[A-Za-z][A-Za-z0-9-]*", RegexOptions.CultureInvariant)]
    private static partial Regex Tag { get; }
}
