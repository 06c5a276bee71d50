using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Finds what is left of Markdown, HTML or template code in the text of a page: an editor meant something by it, and
/// readers see the signs. Pure.
/// Tests: MarkdownSupportTests.
/// </summary>
internal static partial class LeftMarks
{
    private const int LongestTail = 24;

    /// <param name="text">The text of one paragraph, cell or heading, without its code.</param>
    /// <param name="block">The name of its element.</param>
    public static IEnumerable<StrayMark> Of(string text, string block)
    {
        var isTable = false;
        if (block is "p" or "li")
        {
            var lines = text.Split('\n');
            if (TableLines(lines) is { } row)
            {
                isTable = true;
                yield return new(
                    row,
                    Findings.TableNoRule,
                    "this table is shown as text, because the line under its head is missing; write |---|---| there."
                );
            }

            if (lines.Where(line => BadItem.IsMatch(line)).Take(2).ToList() is [var item, _])
            {
                yield return new(
                    item,
                    Findings.ListSpace,
                    "these lines run together to one paragraph; begin each with - and a space to make a list."
                );
            }
        }

        if (Emphasis.Match(text) is { Success: true } emphasis)
        {
            yield return Left(
                emphasis,
                $"this {emphasis.Value} is shown as text; it needs another {emphasis.Value} at the end of the words, "
                    + "without a space inside. Write a backslash before it if you mean the sign."
            );
        }

        foreach (var (pattern, message) in Others)
        {
            if (pattern.Match(text) is { Success: true } match)
            {
                yield return Left(match, message);
            }
        }

        if (Tag.Match(text) is { Success: true } tag)
        {
            // Markdown makes a dash of two hyphens, so the source has another sign than the page.
            yield return new(
                tag.Value.StartsWith("<!", StringComparison.Ordinal) ? "<!--" : tag.Value,
                Findings.HtmlLeft,
                $"{StrayMark.Short(tag.Value)} is shown as text; close the tag with >, or write it in `code`."
            );
        }

        if (Entity.Match(text) is { Success: true } entity)
        {
            yield return new(
                entity.Value,
                Findings.EntityLeft,
                $"{entity.Value} is shown as these letters; write the character itself."
            );
        }

        if (!isTable && Braces.Match(text) is { Success: true } braces)
        {
            yield return new(
                braces.Value,
                Findings.BracesLeft,
                $"{braces.Value} is shown as text, because the other end of the placeholder is missing; write "
                    + "{{ … }}, or delete it."
            );
        }

        StrayMark Left(Match match, string message) =>
            new(match.Value, Findings.MarkdownLeft, message, Tail(text, match.Index + match.Length));
    }

    private static readonly (Regex Pattern, string Message)[] Others =
    [
        (Strike, "this ~~ is shown as text; struck words stand between two of them, without a space inside: ~~so~~."),
        (
            Backtick,
            "this ` is shown as text, because the second one is missing; write ` on both sides of the code, or an "
                + "apostrophe."
        ),
        (Highlight, "== is shown as text; Markdown has no mark for colour, so write **bold** words."),
        (WikiLink, "these double brackets are shown as text; write a link such as [text](https://example.org/)."),
        (Box, "this box is shown as text; a task list has - before it: - [x] done."),
        (Callout, "this mark of another program is shown as text; delete it."),
    ];

    /// <summary>The first of two lines that begin with <c>|</c>, or null.</summary>
    private static string? TableLines(string[] lines) =>
        lines
            .Zip(lines.Skip(1))
            .Where(pair => Row.IsMatch(pair.First) && Row.IsMatch(pair.Second))
            .Select(pair => pair.First.Trim())
            .FirstOrDefault();

    private static string Tail(string text, int from)
    {
        var tail = text[from..Math.Min(text.Length, from + LongestTail)];
        var end = tail.AsSpan().IndexOfAny('\n', StrayMark.Code);
        return end < 0 ? tail : tail[..end];
    }

    /// <summary>Matches two or three stars or two low lines beside words, and one of them before a word.</summary>
    [GeneratedRegex(
        @"(?<![*\\])\*{2,3}(?![*])(?=[^\n]{0,200}\p{L})|(?<!\w)__(?=[\p{L}\p{N}])|(?<=[\p{L}\p{N}])__(?!\w)"
            + @"|(?<=[\s(])(?:\*(?=\p{L})|_(?=\p{L}))",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Emphasis { get; }

    [GeneratedRegex("(?<!~)~~(?!~)", RegexOptions.CultureInvariant)]
    private static partial Regex Strike { get; }

    [GeneratedRegex("`+(?=[\\w{<])|(?<=[\\w}>;)])`+", RegexOptions.CultureInvariant)]
    private static partial Regex Backtick { get; }

    [GeneratedRegex(@"(?<![=\w])==(?=[^\s=][^=\n]{0,200}==(?!=))", RegexOptions.CultureInvariant)]
    private static partial Regex Highlight { get; }

    [GeneratedRegex(@"!?\[\[[^\[\]\n]{1,100}\]\]", RegexOptions.CultureInvariant)]
    private static partial Regex WikiLink { get; }

    [GeneratedRegex(@"\A\s*\[[ xX]?\](?=\s)", RegexOptions.CultureInvariant)]
    private static partial Regex Box { get; }

    [GeneratedRegex(
        @"\[!(?:NOTE|TIP|INFO|WARNING|IMPORTANT|CAUTION)\]|\[TOC\]|\A:::+",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Callout { get; }

    [GeneratedRegex(
        @"</?(?:a|b|big|blockquote|br|center|code|div|em|font|h[1-6]|hr|i|img|li|mark|ol|p|pre|s|small|span|strong"
            + @"|sub|sup|table|tbody|td|th|thead|tr|u|ul)(?=[\s/>]|\z)[^<>\n]{0,80}>?|<!(?:--|[–—])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Tag { get; }

    [GeneratedRegex(@"&(?:[A-Za-z]{2,8}|#[0-9]{2,5});", RegexOptions.CultureInvariant)]
    private static partial Regex Entity { get; }

    [GeneratedRegex(@"\{\{|\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Braces { get; }

    [GeneratedRegex(@"\A\s*\|[^\n]*\|", RegexOptions.CultureInvariant)]
    private static partial Regex Row { get; }

    [GeneratedRegex(@"\A\s*(?:[-+]\p{L}|[•◦▪·]\s*\S)", RegexOptions.CultureInvariant)]
    private static partial Regex BadItem { get; }
}
