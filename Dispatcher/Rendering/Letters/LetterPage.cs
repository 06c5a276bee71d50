using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Newsletter.Dispatcher.Rendering.Letters;

/// <summary>
/// Writes the style of a finished page into its elements, for mail programs that drop <c>&lt;style&gt;</c>. The rest of
/// the page stays as its template wrote it, byte by byte. Issues get this once, by <see cref="LetterBody"/>; a letter
/// to one person is a page of its own.
/// </summary>
/// <remarks>Threads may share it.</remarks>
internal sealed partial class LetterPage
{
    private static readonly HtmlParserOptions Options = new() { IsKeepingSourceReferences = true };

    /// <summary>
    /// The last style sheet that was read. The letters of a newsletter share one, and reading it takes longer than the
    /// rest.
    /// </summary>
    private volatile LetterSheet? _last;

    /// <summary>The page with its style in each element; what an element says itself wins.</summary>
    public string Dress(string html)
    {
        using var page = new HtmlParser(Options).ParseDocument(html);
        var styles = StylesOf(page);
        var places = new SortedDictionary<int, string>();
        foreach (var element in page.Body?.QuerySelectorAll("*") ?? Enumerable.Empty<IElement>())
        {
            if (Place(html, element, styles.For(element)) is var (at, text))
            {
                places[at] = text;
            }
        }

        return Insert(html, places);
    }

    private LetterStyles StylesOf(IDocument page)
    {
        var css = string.Join('\n', page.QuerySelectorAll("style").Select(style => style.TextContent));
        if (_last is { } last && last.Css == css)
        {
            return last.Styles;
        }

        var styles = LetterStyles.Of(page);
        _last = new(css, styles);
        return styles;
    }

    /// <summary>What to write where; null for nothing, or for an element that is not in the page's text.</summary>
    private static (int At, string Text)? Place(string html, IElement element, Declarations rules)
    {
        var written = Declarations.Read(element.GetAttribute("style") ?? "").ToList();
        var style = string.Join(';', rules.Where(rule => !written.Exists(own => own.Covers(rule))));
        if (
            style.Length == 0
            || element.SourceReference?.Position.Index is not { } start
            || Tag.Match(html, start) is not { Success: true } tag
            || !tag.Groups["name"].Value.Equals(element.LocalName, StringComparison.OrdinalIgnoreCase)
        )
        {
            return null;
        }

        var names = tag.Groups["attribute"].Captures;
        var values = tag.Groups["value"].Captures;
        var at = names.ToList().FindIndex(name => name.Value.Equals("style", StringComparison.OrdinalIgnoreCase));
        if (at < 0)
        {
            return (tag.Groups["name"].Index + tag.Groups["name"].Length, $" style=\"{Escaped(style, '"')}\"");
        }

        return values[at] is { Value: ['"' or '\'', ..] } value
            ? (value.Index + 1, $"{Escaped(style, value.Value[0])};")
            : null;
    }

    private static string Escaped(string style, char quote) =>
        style
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace($"{quote}", $"&#{(int)quote};", StringComparison.Ordinal);

    private static string Insert(string html, SortedDictionary<int, string> places)
    {
        var made = new StringBuilder(html.Length + places.Values.Sum(text => text.Length));
        var from = 0;
        foreach (var (at, text) in places)
        {
            made.Append(html, from, at - from).Append(text);
            from = at;
        }

        return made.Append(html, from, html.Length - from).ToString();
    }

    /// <summary>A tag with its attributes; each has a value, which is empty where none is written.</summary>
    [GeneratedRegex(
        """\G<(?<name>[a-zA-Z][^\s/>]*)"""
            + """(?:[\s/]+(?<attribute>[^\s=>/]+)(?:\s*=\s*(?<value>"[^"]*"|'[^']*'|[^\s>"']+)|(?<value>)))*""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Tag { get; }
}
