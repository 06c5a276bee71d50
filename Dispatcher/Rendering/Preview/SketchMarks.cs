using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.Footnotes;
using Markdig.Syntax;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Rendering.Preview;

/// <summary>
/// Marks findings in a sketch: a paragraph of its own before the block of the text in which the finding is, and a list
/// at the top of the page; pure.
/// Tests: IssueSketchTests.
/// </summary>
internal sealed partial class SketchMarks(IReadOnlyList<Problem> findings)
{
    private const string Font = "font:14px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

    /// <summary>The text with a paragraph for each finding in it, which <see cref="Html"/> and <see cref="Text"/>
    /// replace.</summary>
    /// <param name="firstLine">The line of the file on which the text begins.</param>
    public string Place(string body, int firstLine)
    {
        var lines = body.Split('\n');
        var blocks = Blocks(body);
        var places = findings
            .Select((finding, number) => (Index: finding.Line - firstLine, Number: number))
            .Where(place => place.Index >= 0 && place.Index < lines.Length)
            .GroupBy(
                place => blocks.Where(block => block <= place.Index).DefaultIfEmpty(0).Max(),
                place => place.Number
            )
            .ToDictionary(group => group.Key);
        var text = new StringBuilder();
        for (var i = 0; i < lines.Length; i++)
        {
            foreach (var number in places.TryGetValue(i, out var here) ? here : Enumerable.Empty<int>())
            {
                text.Append(CultureInfo.InvariantCulture, $"\n\nzfindingz{number}z\n\n");
            }

            text.Append(lines[i]).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The page with the findings in their places and at its top.</summary>
    public string Html(string html)
    {
        var marked = Paragraph.Replace(html, match => Mark(Number(match)));
        var top = Top();
        return BodyStart.IsMatch(marked)
            ? BodyStart.Replace(marked, match => match.Value + top, count: 1)
            : top + marked;
    }

    /// <summary>The plain text with the findings in their places and at its top.</summary>
    public string Text(string text)
    {
        var list = string.Concat(findings.Select(finding => $"{finding}\n"));
        return $"{list}\n{Line.Replace(text, match => $">>> {findings[Number(match)]}")}";
    }

    /// <summary>The lines, from 0, on which the blocks of the text begin; a paragraph can stand before each.</summary>
    private static List<int> Blocks(string body)
    {
        try
        {
            var pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseFootnotes().Build();
            var starts = Markdig
                .Markdown.Parse(body, pipeline)
                .Where(block => block is not (LinkReferenceDefinitionGroup or FootnoteGroup))
                .Select(block => block.Line);

            // Not within code that goes over several lines: a paragraph there would be part of the code.
            return [.. starts.Where(start => !IsWithinCode(body, start))];
        }
        catch (ArgumentException)
        {
            // Markdig refuses text that is nested too deeply.
            return [];
        }
    }

    private static bool IsWithinCode(string body, int line)
    {
        var before = string.Join('\n', body.Split('\n')[..line]);
        return before.LastIndexOf("{{", StringComparison.Ordinal) > before.LastIndexOf("}}", StringComparison.Ordinal);
    }

    private string Mark(int number)
    {
        var finding = findings[number];
        var colour = Colour(finding);
        return $"<div id=\"finding-{number + 1}\" role=\"note\" style=\"margin:14px 0;padding:10px 14px;"
            + $"border-left:4px solid {colour};background:#fff4f1;color:#2b1410;{Font};text-align:left\">"
            + $"{Sentence(finding)}</div>";
    }

    private string Top()
    {
        var list = string.Concat(
            findings.Select((finding, number) => $"<li style=\"margin:4px 0\">{Entry(finding, number)}</li>")
        );
        return "<div role=\"region\" aria-label=\"Findings\" style=\"padding:16px 24px;border-bottom:4px solid #b3261e;"
            + $"background:#fff4f1;color:#2b1410;{Font};text-align:left\">"
            + "<strong>This issue cannot be sent yet.</strong> "
            + "The page is drawn as far as possible."
            + $"<ol style=\"margin:8px 0 0;padding-left:24px\">{list}</ol></div>";
    }

    private static string Entry(Problem finding, int number) =>
        finding.Line > 0
            ? $"<a href=\"#finding-{number + 1}\" style=\"color:inherit\">{Place(finding)}</a> {Words(finding)}"
            : $"{Place(finding)} {Words(finding)}";

    private static string Sentence(Problem finding) => $"<strong>{Place(finding)}</strong> {Words(finding)}";

    private static string Place(Problem finding) =>
        WebUtility.HtmlEncode(
            finding.Line > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{finding.File}, line {finding.Line}:")
                : $"{finding.File}:"
        );

    private static string Words(Problem finding) =>
        WebUtility.HtmlEncode($"{finding.Severity.ToString().ToLowerInvariant()}: {finding.Message}");

    private static string Colour(Problem finding) => finding.Severity is Severity.Error ? "#b3261e" : "#9a6700";

    private static int Number(Match match) => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"<p\b[^>]*>\s*zfindingz(\d{1,4})z\s*</p>", RegexOptions.CultureInvariant)]
    private static partial Regex Paragraph { get; }

    [GeneratedRegex(@"zfindingz(\d{1,4})z", RegexOptions.CultureInvariant)]
    private static partial Regex Line { get; }

    [GeneratedRegex(@"<body\b[^>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex BodyStart { get; }
}
