using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// A mark of Markdown that appears as text on the page, because it has a fault.
/// Tests: IssueBodyTests.
/// </summary>
/// <param name="Needle">The beginning of the mark, to search for in the source.</param>
/// <param name="Tail">The text behind it, which tells the mark from others that are right.</param>
internal sealed partial record StrayMark(string Needle, Finding Finding, string Message, string Tail = "")
{
    /// <summary>True for signs that an editor can write as entities or with backslashes, to show them.</summary>
    public bool CanBeMeant =>
        Finding == Findings.BracesLeft || Finding == Findings.HtmlLeft || Finding == Findings.MarkdownLeft;

    /// <summary>Replaces code on the page.</summary>
    public const char Code = '\uFFFC';

    private static readonly HashSet<string> Blocks = new(StringComparer.Ordinal)
    {
        "p",
        "li",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "dd",
        "dt",
        "div",
        "blockquote",
        "figcaption",
        "caption",
        "center",
        "body",
    };

    public static IEnumerable<StrayMark> Of(IElement body)
    {
        var blocks = new List<(IElement Block, StringBuilder Text)>();
        foreach (var text in body.GetDescendants().OfType<IText>())
        {
            var block = text.Ancestors<IElement>().First(around => Blocks.Contains(around.LocalName) || around == body);
            if (blocks.Count == 0 || blocks[^1].Block != block)
            {
                blocks.Add((block, new StringBuilder()));
            }

            var isCode = text.Ancestors<IElement>()
                .Any(around => around.LocalName is "code" or "pre" or "kbd" or "samp");
            blocks[^1].Text.Append(isCode ? new string(Code, text.Data.Length) : text.Data);
        }

        return blocks.SelectMany(one =>
            Inlines(one.Text.ToString())
                .Concat(InText(one.Text.ToString()))
                .Concat(LeftMarks.Of(one.Text.ToString(), one.Block.LocalName))
                .Concat(ForeignPlaceholder.In(one.Text.ToString()))
                .Concat(one.Block.LocalName is "p" ? Headings(one.Text.ToString()) : [])
        );
    }

    /// <summary>Links and images that were begun but not recognised.</summary>
    private static IEnumerable<StrayMark> Inlines(string text)
    {
        foreach (Match match in Inline.Matches(text))
        {
            var (isImage, address) = (match.Groups[1].Length > 0, match.Groups[3].Value);
            if (!isImage && !LooksLikeAddress.IsMatch(address))
            {
                continue;
            }

            var what = isImage ? "this image is" : "this link is";
            var example = isImage ? "![A map](<my map.png>)" : "[text](<https://example.org/my file.pdf>)";
            yield return new(
                match.Value[..(match.Groups[2].Index + match.Groups[2].Length - match.Index)],
                Findings.LinkAsText,
                match.Groups[4].Length == 0 ? $"{what} shown as text, because the closing ) is missing; write it."
                    : address.Any(char.IsWhiteSpace)
                        ? $"{what} shown as text, because its address contains a space; put the address between < "
                            + $"and >, such as {example}."
                    : $"{what} shown as text, because its address cannot be read; write it like {example}."
            );
        }
    }

    private static IEnumerable<StrayMark> InText(string text)
    {
        foreach (Match match in Apart.Matches(text))
        {
            yield return new(
                match.Value,
                Findings.LinkSpace,
                "this link is shown as text, because a space stands between ] and (; delete the space."
            );
        }

        foreach (Match match in Reversed.Matches(text))
        {
            yield return new(
                match.Value,
                Findings.LinkSpace,
                "this link is shown as text; its brackets are the wrong way round, write [text](address)."
            );
        }

        foreach (Match match in Reference.Matches(text))
        {
            var name = match.Groups[2].Length > 0 ? match.Groups[2].Value : match.Groups[1].Value;
            yield return new(
                match.Value,
                Findings.ReferenceMissing,
                $"these brackets are shown as text, because nothing defines [{Short(name)}]; add a line "
                    + $"[{Short(name)}]: https://… at the end."
            );
        }

        foreach (Match match in Footnote.Matches(text))
        {
            yield return new(
                match.Value,
                Findings.FootnoteMissing,
                $"this mark is shown as text, because there is no footnote {Short(match.Value)}; add a line "
                    + $"{Short(match.Value)}: and the note at the end."
            );
        }

        if (Name.Match(text) is { Success: true } named)
        {
            yield return new(
                named.Value,
                Findings.HeadingName,
                $"{Short(named.Value)} is shown as text; only the end of a heading can be a name for links."
            );
        }
    }

    private static IEnumerable<StrayMark> Headings(string paragraph)
    {
        var lines = paragraph.Split('\n');
        foreach (var match in lines.Select(line => Heading.Match(line)).Where(match => match.Success))
        {
            // A single # and a word may be a topic of a social network: #climate.
            var isSure =
                match.Groups[1].Length > 1
                || (
                    lines.Length == 1
                    && match.Groups[2].Value.Trim().Contains(' ')
                    && !match.Groups[2].Value.Contains('#')
                );
            if (isSure)
            {
                yield return new(
                    match.Groups[1].Value + match.Groups[2].Value.Split(' ')[0],
                    Findings.HeadingSpace,
                    $"this is shown as text and not as a heading; write a space after {match.Groups[1].Value}."
                );
            }
            else if (lines.Length == 1 && char.IsUpper(paragraph.TrimStart()[1]))
            {
                yield return new(
                    paragraph.Trim(),
                    Findings.HeadingOrTopic,
                    $"{Short(paragraph.Trim())} is shown as text; write a space after # if it is meant as a heading."
                );
            }
        }
    }

    public static string Short(string text) => text.Length > 40 ? $"{text[..40]}…" : text;

    [GeneratedRegex(
        @"(!?)(\[[^\[\]\n]{0,300}\])\(((?:[^()\n]|\([^()\n]*\)){0,2000})(\)?)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Inline { get; }

    [GeneratedRegex(
        @"\A\s*<?(?:[a-z][a-z0-9+.-]*:|www\.|[./#]|\S+\.[a-z]{2,5}\b)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex LooksLikeAddress { get; }

    [GeneratedRegex(
        @"\[[^\[\]\n]{1,300}\][ \t]+\((?:https?://|www\.|mailto:)[^\s()]*\)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Apart { get; }

    [GeneratedRegex(
        @"\([^()\n]{1,300}\)\[(?:https?://|www\.|mailto:)[^\s\[\]]*\]",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Reversed { get; }

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}\])])!?\[([^\[\]\n^][^\[\]\n]{0,100})\]\[([^\[\]\n^]{0,100})\]",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Reference { get; }

    [GeneratedRegex(@"\[\^[^\[\]\s]{1,40}\]", RegexOptions.CultureInvariant)]
    private static partial Regex Footnote { get; }

    [GeneratedRegex(@"\{#[\p{L}\p{N}_-]{1,100}\}[ \t]*$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Name { get; }

    [GeneratedRegex(@"\A(#{1,6})(\p{L}[^\n]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Heading { get; }
}
