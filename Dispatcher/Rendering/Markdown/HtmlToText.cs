using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Converts a page to plain text for a mail: wrapped, with lists, quotes, tables and the addresses of links. Pure.
/// Template code in the page (<c>{{ … }}</c>) stays as it is and is never broken over lines.
/// </summary>
internal static partial class HtmlToText
{
    /// <summary>Leaves room for the <c>&gt;</c> of two replies within 78 columns.</summary>
    public const int Width = 72;

    /// <summary>The least width: nested elements are not indented beyond it.</summary>
    private const int MinWidth = 20;

    /// <summary>
    /// Deeper elements are read as plain text, because recursion needs stack and real pages are not that deep.
    /// </summary>
    private const int MaxDepth = 150;

    /// <summary>Converts a page or a part of one. Lines end with <c>\n</c> and have no spaces at their end.</summary>
    public static string Convert(string html)
    {
        using var document = new HtmlParser().ParseDocument(html);
        return Convert(document.Body!);
    }

    public static string Convert(IElement root)
    {
        var lines = Layout(root, Width, depth: 0).Lines;
        return lines.Count == 0
            ? ""
            : WrappedText.Unprotect(string.Join('\n', lines.Select(line => line.TrimEnd(' ')))) + "\n";
    }

    /// <summary>The children of an element as lines, with one empty line between blocks.</summary>
    private static Blocks Layout(INode parent, int width, int depth)
    {
        var blocks = new Blocks();
        var inline = new StringBuilder();
        foreach (var node in parent.ChildNodes)
        {
            if (node is IElement element && IsHidden(element))
            {
                continue;
            }

            if (node is IElement block && IsBlock(block) && depth < MaxDepth)
            {
                EndParagraph();
                LayoutBlock(block, blocks, Math.Max(width, MinWidth), depth + 1);
            }
            else
            {
                Inline(node, inline, depth);
            }
        }

        EndParagraph();
        return blocks;

        void EndParagraph()
        {
            blocks.Add(WrappedText.Wrap(inline.ToString(), Math.Max(width, MinWidth)));
            inline.Clear();
        }
    }

    private static void LayoutBlock(IElement element, Blocks blocks, int width, int depth)
    {
        switch (element.LocalName)
        {
            case "h1":
                blocks.Add(Underlined(Paragraph(element, width, depth), '='));
                break;
            case "h2":
                blocks.Add(Underlined(Paragraph(element, width, depth), '-'));
                break;
            case "ul" or "menu":
                List(element, blocks, width, depth, _ => "- ");
                break;
            case "ol":
                OrderedList(element, blocks, width, depth);
                break;
            case "blockquote":
                blocks.Add([
                    .. Layout(element, width - 2, depth).Lines.Select(line => line.Length > 0 ? $"> {line}" : ">"),
                ]);
                break;
            case "dd":
                blocks.Add(Indented(Layout(element, width - 4, depth).Lines, "    "), isTight: true);
                break;
            case "pre":
                blocks.Add([.. Verbatim(element).Split('\n')]);
                break;
            case "hr":
                blocks.Add([new string('-', Math.Min(width, Width))]);
                break;
            case "table" when !IsLayout(element):
                blocks.Add(Table(element, width, depth));
                break;
            default:
                blocks.Add(Layout(element, width, depth).Lines);
                break;
        }
    }

    private static void OrderedList(IElement list, Blocks blocks, int width, int depth)
    {
        var first = int.TryParse(
            list.GetAttribute("start"),
            NumberStyles.Integer,
            CultureInfo.InvariantCulture,
            out var start
        )
            ? start
            : 1;
        var last = first + list.Children.Count(child => child.LocalName == "li") - 1;
        var digits = Math.Max(Digits(first), Digits(last));
        List(
            list,
            blocks,
            width,
            depth,
            i => $"{(first + i).ToString(CultureInfo.InvariantCulture)}. ".PadRight(digits + 2)
        );

        static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;
    }

    private static void List(IElement list, Blocks blocks, int width, int depth, Func<int, string> marker)
    {
        // List items that are paragraphs ("loose" in Markdown) keep empty lines between them, as on the page.
        var isLoose = list.Children.Any(item =>
            item.LocalName == "li" && item.Children.Any(child => child.LocalName == "p")
        );
        var lines = new Blocks();
        var number = 0;
        foreach (var node in list.ChildNodes)
        {
            if (node is not IElement { LocalName: "li" } item)
            {
                lines.Add(
                    node is IElement other
                        ? Layout(other, width, depth).Lines
                        : WrappedText.Wrap(node.TextContent, width)
                );
                continue;
            }

            if (IsHidden(item))
            {
                continue;
            }

            var mark = FootnoteNumber(item) is { } footnote ? $"[{footnote}] " : marker(number++);
            var content = Layout(item, width - mark.Length, depth).Lines;
            lines.Add(
                [
                    .. content
                        .DefaultIfEmpty("")
                        .Select(
                            (line, i) =>
                                (i, line) switch
                                {
                                    (0, _) => mark + line,
                                    (_, "") => "",
                                    _ => new string(' ', mark.Length) + line,
                                }
                        ),
                ],
                isTight: !isLoose
            );
        }

        blocks.Add(lines.Lines, isTight: list.ParentElement?.LocalName == "li" && !isLoose);
    }

    /// <summary>
    /// Joins cells to lines, in columns when they fit. A cell that contains blocks is read as one line.
    /// </summary>
    private static List<string> Table(IElement table, int width, int depth)
    {
        var caption = table.Children.FirstOrDefault(child => child.LocalName == "caption");
        var rows = table
            .QuerySelectorAll("tr")
            .Where(row => !IsHidden(row))
            .Select(row =>
                row.Children.Where(cell => (cell.LocalName is "td" or "th") && !IsHidden(cell))
                    .Select(cell => string.Join(' ', Paragraph(cell, int.MaxValue, depth)))
                    .ToList()
            )
            .Where(row => row.Count > 0)
            .ToList();
        var columns = rows.Count == 0 ? 0 : rows.Max(row => row.Count);
        var widths = Enumerable
            .Range(0, columns)
            .Select(i => rows.Max(row => i < row.Count ? row[i].Length : 0))
            .ToList();
        var hasHeader = table.QuerySelector("tr")?.Children.Any(cell => cell.LocalName == "th") == true;
        var fits = widths.Sum() + (3 * (columns - 1)) <= width;

        var lines = caption is null ? [] : Paragraph(caption, width, depth);
        foreach (var (row, i) in rows.Select((row, i) => (row, i)))
        {
            var cells = row.Select((cell, column) => fits ? cell.PadRight(widths[column]) : cell);
            var line = string.Join(" | ", cells);
            lines.AddRange(fits ? [line.TrimEnd()] : Hanging(WrappedText.Wrap(line, width - 2)));
            if (i == 0 && hasHeader && rows.Count > 1)
            {
                lines.Add(
                    fits
                        ? string.Join("-|-", widths.Select(w => new string('-', w)))
                        : new string('-', Math.Min(width, Width))
                );
            }
        }

        return lines;
    }

    /// <summary>An element's text as one paragraph, whatever the element contains.</summary>
    private static List<string> Paragraph(IElement element, int width, int depth)
    {
        var text = new StringBuilder();
        foreach (var child in element.ChildNodes)
        {
            Inline(child, text, depth + 1);
        }

        return WrappedText.Wrap(text.ToString(), width);
    }

    private static void Inline(INode node, StringBuilder text, int depth)
    {
        switch (node)
        {
            case IText words:
                text.Append(WrappedText.Protect(words.Data));
                break;
            case IElement element when IsHidden(element):
                break;
            case IElement when depth >= MaxDepth:
                text.Append(WrappedText.Protect(node.TextContent));
                break;
            case IElement { LocalName: "br" }:
                text.Append(WrappedText.LineBreak);
                break;
            case IElement { LocalName: "img" } image:
                text.Append(
                    WrappedText.Protect(image.GetAttribute("alt")?.Trim() is { Length: > 0 } alt ? $"[{alt}]" : "")
                );
                break;
            case IElement { LocalName: "del" or "s" or "strike" } struck:
                // Without a sign, words that are struck out would read as if they were still meant.
                text.Append("~~");
                foreach (var child in struck.ChildNodes)
                {
                    Inline(child, text, depth + 1);
                }

                text.Append("~~");
                break;
            case IElement { LocalName: "a" } link:
                Link(link, text, depth);
                break;
            case IElement element:
                var isApart = IsBlock(element) || element.LocalName is "td" or "th";
                text.Append(' ', isApart ? 1 : 0);
                foreach (var child in element.ChildNodes)
                {
                    Inline(child, text, depth + 1);
                }

                text.Append(' ', isApart ? 1 : 0);
                break;
            default:
                break;
        }
    }

    /// <summary>
    /// Text and address; only one of them when they are the same, and no address for places within the mail.
    /// </summary>
    private static void Link(IElement link, StringBuilder text, int depth)
    {
        var words = new StringBuilder();
        foreach (var child in link.ChildNodes)
        {
            Inline(child, words, depth + 1);
        }

        var shown = words.ToString();
        var href = (link.GetAttribute("href") ?? "").Trim();
        if (href.StartsWith('#') || href.Length == 0)
        {
            var isBackReference = link.ClassList.Contains("footnote-back-ref");
            var isReference = link.ClassList.Contains("footnote-ref");
            text.Append(
                isBackReference ? ""
                : isReference ? $"[{shown.Trim()}]"
                : shown
            );
            return;
        }

        var address = WrappedText.Unbroken(
            Person.Match(href) is { Success: true } person
                ? Uri.UnescapeDataString(href[person.Length..].Split('?')[0])
                : href
        );
        var trimmed = shown.Trim();
        text.Append(
            trimmed.Length == 0 || IsSame(trimmed, address)
                ? $"{(shown.StartsWith(' ') ? " " : "")}<{address}>{(shown.EndsWith(' ') ? " " : "")}"
                : $"{shown.TrimEnd()} <{address}>{(shown.EndsWith(' ') ? " " : "")}"
        );
    }

    /// <summary>
    /// True when text and address mean the same to a reader, such as <c>example.org</c> and
    /// <c>https://example.org/</c>, or a number with and without spaces.
    /// </summary>
    private static bool IsSame(string words, string address) =>
        string.Equals(
            Scheme.Replace(words, "").TrimEnd('/'),
            Scheme.Replace(address, "").TrimEnd('/'),
            StringComparison.OrdinalIgnoreCase
        )
        || (Number.IsMatch(words) && Number.IsMatch(address) && Digits(words) == Digits(address))
        || (
            Uri.TryCreate(words, UriKind.Absolute, out var shown)
            && Uri.TryCreate(address, UriKind.Absolute, out var real)
            && Scheme.IsMatch(words)
            && shown.IdnHost == real.IdnHost
            && shown.PathAndQuery == real.PathAndQuery
            && shown.Fragment == real.Fragment
        );

    private static string Digits(string number) => string.Concat(number.Where(char.IsAsciiDigit));

    private static string Verbatim(IElement pre) => WrappedText.ProtectAll(pre.TextContent.Trim('\n'));

    private static List<string> Underlined(List<string> lines, char line) =>
        lines.Count == 0
            ? []
            :
            [
                .. lines,
                new string(line, Math.Min(Width, lines.Max(text => new StringInfo(text).LengthInTextElements))),
            ];

    private static List<string> Indented(IEnumerable<string> lines, string indent) =>
        [.. lines.Select(line => line.Length > 0 ? indent + line : line)];

    private static IEnumerable<string> Hanging(IEnumerable<string> lines) =>
        lines.Select((line, i) => i == 0 ? line : $"  {line}");

    /// <summary>
    /// The number of a footnote at the end of the page, from Markdig's <c>id="fn:1"</c>; null for other items.
    /// </summary>
    private static string? FootnoteNumber(IElement item) => item.Id is ['f', 'n', ':', .. var number] ? number : null;

    /// <summary>True for a table that is used only for layout, as in mail templates.</summary>
    private static bool IsLayout(IElement table) =>
        table.GetAttribute("role") is "presentation" or "none"
        || table.QuerySelector("table") is not null
        || table.QuerySelectorAll("tr").All(row => row.ChildElementCount <= 1);

    private static bool IsHidden(IElement element) =>
        Skipped.Contains(element.LocalName)
        || element.HasAttribute("hidden")
        || (element.GetAttribute("style") is { } style && DisplayNone.IsMatch(style));

    private static bool IsBlock(IElement element) => BlockElements.Contains(element.LocalName);

    private static readonly HashSet<string> Skipped = new(StringComparer.Ordinal)
    {
        "head",
        "style",
        "script",
        "title",
        "template",
        "noscript",
        "iframe",
        "object",
        "svg",
        "math",
        "col",
        "colgroup",
    };

    private static readonly HashSet<string> BlockElements = new(StringComparer.Ordinal)
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    };

    /// <summary>Lines of blocks with an empty line between them, unless a block is tight.</summary>
    private sealed class Blocks
    {
        public List<string> Lines { get; } = [];

        public void Add(List<string> lines, bool isTight = false)
        {
            if (lines.Count == 0)
            {
                return;
            }

            if (Lines.Count > 0 && !isTight)
            {
                Lines.Add("");
            }

            Lines.AddRange(lines);
        }
    }

    [GeneratedRegex(@"\A(?:https?://|mailto:)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Scheme { get; }

    /// <summary>
    /// Matches the schemes that are left out of the text, because only the address or the number itself helps a reader.
    /// </summary>
    [GeneratedRegex(@"\A(?:mailto|tel|sms):(?://)?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Person { get; }

    [GeneratedRegex(@"\A\+?[0-9 ()./-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number { get; }

    [GeneratedRegex(@"display\s*:\s*none|mso-hide\s*:\s*all", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex DisplayNone { get; }
}
