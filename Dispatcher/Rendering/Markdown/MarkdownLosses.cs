using System.Text.RegularExpressions;
using Markdig.Extensions.Footnotes;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// Finds text that Markdown loses or shows as something else: a comment or a fence without an end, notes and
/// definitions that nothing uses, rows that do not fit their table, paragraphs that are code. Pure.
/// Tests: MarkdownSupportTests.
/// </summary>
internal static partial class MarkdownLosses
{
    public static IEnumerable<Problem> Of(MarkdownDocument document, BodyCode code, string title)
    {
        var found = new List<(Finding Finding, int Offset, string Message)>();
        foreach (var block in document.Descendants<Block>())
        {
            switch (block)
            {
                case HtmlBlock html:
                    found.AddRange(InHtml(html, code.Masked));
                    break;
                case FencedCodeBlock { ClosingFencedCharCount: 0 } fence:
                    found.Add(
                        (
                            Findings.FenceUnclosed,
                            fence.Span.Start,
                            "the code that begins here has no end, so all text after it is shown as code; write "
                                + $"{new string(fence.FencedChar, fence.OpeningFencedCharCount)} on a line of its own."
                        )
                    );
                    break;
                case CodeBlock and not FencedCodeBlock:
                    found.Add(
                        (
                            Findings.CodeByIndent,
                            block.Span.Start,
                            "this paragraph begins with four spaces or a tab, so it is shown as code; delete them, or "
                                + "write ``` above and below it."
                        )
                    );
                    break;
                case Table table:
                    found.AddRange(Uneven(table, code.Masked));
                    break;
            }
        }

        found.AddRange(Unused(document, code.Masked));
        found.AddRange(HeadingOrder.Of(document, code, title));
        return found.Select(one =>
        {
            var (line, column) = code.PlaceOf(Math.Clamp(one.Offset, 0, Math.Max(0, code.Masked.Length - 1)));
            return one.Finding.At(code.File, line, column, code.Unmask(one.Message));
        });
    }

    private static IEnumerable<(Finding, int, string)> InHtml(HtmlBlock block, string source)
    {
        if (block.Type is HtmlBlockType.ProcessingInstruction or HtmlBlockType.CData or HtmlBlockType.DocumentType)
        {
            yield return (
                Findings.HtmlRemoved,
                block.Span.Start,
                "this line of <! or <? is no text and no tag, so it is left out; delete it."
            );
            yield break;
        }

        var (from, end) = (block.Span.Start, Math.Min(block.Span.End + 1, source.Length));
        while (from < end && source.IndexOf("<!--", from, end - from, StringComparison.Ordinal) is >= 0 and var start)
        {
            var close = source.IndexOf("-->", start + 2, end - start - 2, StringComparison.Ordinal);
            var next = source.IndexOf("<!--", start + 4, end - start - 4, StringComparison.Ordinal);
            if (close < 0 || (next >= 0 && next < close))
            {
                yield return (
                    Findings.CommentUnclosed,
                    start,
                    "the note that begins here with <!-- has no end, so the text after it is left out; write --> "
                        + "behind the note."
                );
                yield break;
            }

            from = close + 3;
        }
    }

    /// <summary>Rows with another number of cells than the head.</summary>
    private static IEnumerable<(Finding, int, string)> Uneven(Table table, string source)
    {
        var rows = table.OfType<TableRow>().ToList();
        var head = rows.Count == 0 ? 0 : Cells(rows[0], source);
        foreach (var row in rows.Skip(1).Where(row => row.Span.Length > 0))
        {
            var cells = Cells(row, source);
            if (cells != head)
            {
                yield return (
                    Findings.TableUneven,
                    LineStart(row, source),
                    $"this row has {cells} cells and the head of its table has {head}; write as many | in each row."
                );
            }
        }
    }

    private static int Cells(TableRow row, string source)
    {
        var start = LineStart(row, source);
        var end = source.IndexOf('\n', row.Span.Start) is >= 0 and var next ? next : source.Length;
        var line = CodeSpan
            .Replace(source[start..end], "")
            .Trim(' ', '\t', '>')
            .Replace("\\|", "", StringComparison.Ordinal);
        return line.Trim('|').Count(c => c == '|') + 1;
    }

    private static int LineStart(TableRow row, string source) =>
        row.Span.Start == 0 ? 0 : source.LastIndexOf('\n', row.Span.Start - 1) + 1;

    /// <summary>
    /// Footnotes and definitions of links that nothing in the text uses: they do not come to the page.
    /// </summary>
    private static IEnumerable<(Finding, int, string)> Unused(MarkdownDocument document, string source)
    {
        var notes = document.Descendants<FootnoteLink>().Select(link => link.Footnote).ToHashSet();
        var used = document.Descendants<LinkInline>().Select(link => link.Reference).ToHashSet();
        var blocks = document.Descendants<LeafBlock>().Where(block => block is CodeBlock or HtmlBlock).ToList();
        foreach (Match match in Definition.Matches(source))
        {
            var (offset, name) = (match.Groups[1].Index, match.Groups[1].Value);
            if (blocks.Any(block => block.Span.Start <= offset && offset <= block.Span.End))
            {
                continue;
            }

            if (name.StartsWith('^'))
            {
                if (!notes.Any(note => note.Label?.Equals(name, StringComparison.OrdinalIgnoreCase) == true))
                {
                    yield return (
                        Findings.FootnoteUnused,
                        offset - 1,
                        $"nothing in the text refers to this footnote, so readers do not see it; write [{name}] where "
                            + "it belongs, or delete it."
                    );
                }
            }
            else if (
                document.TryGetLinkReferenceDefinition(name, out var definition)
                && definition.Span.Start <= offset
                && offset <= definition.Span.End
                && !used.Contains(definition)
            )
            {
                yield return (
                    Findings.ReferenceUnused,
                    offset - 1,
                    $"this line says where [{StrayMark.Short(name)}] leads, and nothing in the text uses it, so "
                        + "readers "
                        + "do not see it; write a backslash before [ if it is text."
                );
            }
        }
    }

    [GeneratedRegex(@"^ {0,3}\[((?:\^)?[^\[\]\n]{1,300})\]:", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Definition { get; }

    [GeneratedRegex("`[^`\n]*`", RegexOptions.CultureInvariant)]
    private static partial Regex CodeSpan { get; }
}
