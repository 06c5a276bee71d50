using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Refuses Markdown that would cost the parser minutes, gigabytes or its stack: deep nesting, and characters that each
/// make the parser search the whole paragraph. The limits are ten times what a long real issue needs.
/// Tests: IssueBodyTests.
/// </summary>
internal static partial class MarkdownShape
{
    /// <summary>The deepest nesting of tags, after Markdown.</summary>
    private const int MaxTags = 100;

    private const int MaxElements = 10_000;

    /// <summary>The fault and its offset; null when the text may be rendered.</summary>
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
    /// The fault of the page that Markdown made, if an HTML parser could not handle the page; null when there is none.
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

            // A tag that is not closed costs as much as a nested one, because the parser opens it again in each
            // paragraph.
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
