using System.Text.RegularExpressions;
using Ganss.Xss;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Rendering.Markdown;

/// <summary>
/// The body of an issue as template text: its Markdown is converted to HTML and plain text without active content, and
/// its template code is in its place.
/// </summary>
internal sealed partial record IssueBody
{
    /// <summary>
    /// A last limit: <see cref="MarkdownShape"/> already refuses text that takes more than a second. It is high, so
    /// that an issue that takes 20 ms is not refused because the machine is busy.
    /// </summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Renders a first page before an issue is timed, because the first page of a process also waits for the compiler.
    /// </summary>
    private static readonly Lazy<IssueBody> FirstPage = new(() => Make(WarmUp, path => path));

    private const int MaxProblems = 100;

    /// <summary>
    /// Scriban text for the HTML part. It is sanitized even when there are problems, and empty when the Markdown was
    /// refused as a whole.
    /// </summary>
    public required BodyTemplate Html { get; init; }

    /// <summary>Scriban text for the text part, wrapped; values must not be escaped in it.</summary>
    public required BodyTemplate Text { get; init; }

    /// <summary>The page of <see cref="Html"/> before its code is put back; null when it was refused.</summary>
    public MaskedPage? Masked { get; init; }

    public string HtmlTemplate => Html.Source;

    public string TextTemplate => Text.Source;

    /// <summary>The images that need a file, in the order of the page; each use is listed.</summary>
    public IReadOnlyList<ImageReference> Images { get; init; } = [];

    public IReadOnlyList<LinkReference> Links { get; init; } = [];

    /// <summary>In the order of the file. If one of them is an error, the body must not be sent.</summary>
    public required IReadOnlyList<Problem> Problems { get; init; }

    /// <param name="imageUrl">The address for a path of <see cref="Images"/>, for example <c>cid:…</c>.</param>
    public static IssueBody From(Issue issue, Func<string, string> imageUrl) =>
        Watchdog.Run(() => FirstPage.Value, Timeout.InfiniteTimeSpan) is not null
        && Watchdog.Run(() => Make(issue, imageUrl), TimeLimit) is { } body
            ? body
            : Refused(
                Findings.TextTooComplex.At(
                    issue.File,
                    issue.BodyLine,
                    0,
                    "the text takes too long to be made into a page; make its tables, lists and nesting simpler."
                )
            );

    private static Issue WarmUp =>
        new()
        {
            Slug = "a",
            File = "a",
            Title = "a",
            Subject = "a",
            Body =
                "# a\n\n*a* [a](https://a.test \"a\") ![a](a.png) `a` \"a\" {{ a }}\n\n- a\n\n> a\n\n| a |\n|---|\n"
                + "| a |\n\na[^1] <b style=\"color: red\">a</b>\n\n[^1]: a\n",
            BodyLine = 1,
        };

    private static IssueBody Refused(params IReadOnlyList<Problem> problems) =>
        new()
        {
            Html = new("", []),
            Text = new("", []),
            Problems = problems,
        };

    private static IssueBody Make(Issue issue, Func<string, string> imageUrl)
    {
        var code = BodyCode.Of(issue);
        if (code.Problems.Count > 0)
        {
            var rest = BesideBrokenCode(issue, code.Problems, imageUrl);
            return Refused([.. code.Problems.Concat(rest?.Problems ?? []).Distinct()]) with
            {
                Images = rest?.Images ?? [],
                Links = rest?.Links ?? [],
            };
        }

        if (MarkdownShape.Fault(code.Masked) is { } fault)
        {
            var (line, column) = code.PlaceOf(fault.Offset);
            return Refused(Findings.TextTooComplex.At(issue.File, line, column, fault.Message));
        }

        var marker = $"data-{code.Marker}";
        if (MarkdownPage.Of(code, marker, Quotes.Of(issue.Language)) is not var (html, tree))
        {
            return Refused(
                Findings.TextTooComplex.At(
                    issue.File,
                    issue.BodyLine,
                    0,
                    "the text is nested too deeply; make it flatter."
                )
            );
        }

        if (MarkdownShape.FaultOfPage(html) is { } pageFault)
        {
            return Refused(Findings.TextTooComplex.At(issue.File, issue.BodyLine, 0, pageFault));
        }

        var page = new BodyPage(issue, code, marker, imageUrl);
        using var document = BodySanitizer.Sanitize(html, marker, page.Take);
        var body = document.Body!;
        page.Walk(body);
        page.Add(MarkdownLosses.Of(tree, code, issue.Title));
        var text = HtmlToText.Convert(body);
        var masked = new MaskedPage(AngleSharp.FormatExtensions.ToHtml(body.ChildNodes, HtmlFormatter.Instance), code);
        return new()
        {
            Html = masked.Template,
            Masked = masked,
            Text = TextTemplateOf(code, text),
            Images = page.Images,
            Links = page.Links,
            Problems =
            [
                .. page
                    .Problems.Distinct()
                    .OrderBy(problem => problem.Line)
                    .ThenBy(problem => problem.Column)
                    .Take(MaxProblems),
            ],
        };
    }

    /// <summary>The body beside code that cannot be read, so that one check says all there is to fix.</summary>
    private static IssueBody? BesideBrokenCode(
        Issue issue,
        IReadOnlyList<Problem> faults,
        Func<string, string> imageUrl
    ) =>
        BrokenCode.Replace(issue.Body, issue.BodyLine, faults) is { } rest
            ? Make(issue with { Body = rest }, imageUrl)
            : null;

    private static BodyTemplate TextTemplateOf(BodyCode code, string text)
    {
        // In the text part a line of statements disappears with its line end; otherwise it would leave an empty line:
        // {{~ if x ~}}.
        var tight = code.TightenStatementLines(text, out var alone);
        return code.Assemble(
            tight,
            TextWithoutBraces,
            segment =>
                segment.Kind switch
                {
                    CodeKind.Literal => TextWithoutBraces(segment.Text),
                    _ when alone.Contains(segment.Index) => Tight(segment.Text),
                    _ => segment.Text,
                }
        );
    }

    private static string TextWithoutBraces(string text) => text.Replace("{", "{{ \"{\" }}", StringComparison.Ordinal);

    private static string Tight(string code) => TightEnd.Replace(TightStart.Replace(code, "{{~"), "~}}");

    [GeneratedRegex(@"\A\{\{(?![-~])", RegexOptions.CultureInvariant)]
    private static partial Regex TightStart { get; }

    [GeneratedRegex(@"(?<![-~])\}\}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TightEnd { get; }
}
