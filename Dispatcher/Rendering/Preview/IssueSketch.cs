using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Rendering.Preview;

/// <summary>
/// Draws an issue that has errors as far as possible: what cannot be made into a page is shown as it was typed. A
/// sketch is looked at and never sent; pure. Tests: IssueSketchTests.
/// </summary>
internal static class IssueSketch
{
    /// <summary>Each round takes one step with each line that is at fault.</summary>
    private const int MostRounds = 60;

    /// <summary>The page when the issue's own template cannot be used.</summary>
    private const string PlainPage = """
        <!DOCTYPE html>
        <html><head><meta charset="utf-8"><title>{{ issue.title }}</title></head>
        <body style="margin:0 auto;padding:24px;max-width:600px;font:18px/1.6 Georgia,serif">
        <h1>{{ issue.title }}</h1>
        {{ issue.body }}
        </body></html>
        """;

    private const string PlainName = "sketch.sbn-html";

    /// <summary>An issue that can be compiled, from one that perhaps cannot.</summary>
    /// <param name="issue">What could be read of the issue.</param>
    /// <param name="images">Those that could be read.</param>
    /// <param name="templates">The sources by name; those with errors are left out.</param>
    /// <param name="marks">Placed in the text; null leaves it as it is.</param>
    /// <returns>The compiled issue, and the errors that were met first; null when even the text alone cannot be
    /// drawn.</returns>
    public static (CompiledIssue? Issue, IReadOnlyList<Problem> Met) Compile(
        Issue issue,
        IReadOnlyDictionary<string, byte[]> images,
        IReadOnlyDictionary<string, string> templates,
        NewsletterSettings newsletter,
        DateOnly day,
        Recipient reader,
        SketchMarks? marks = null
    )
    {
        var whole = WithTemplate(WithTexts(issue), Sound(templates));
        var lines = new SketchLines(whole.Issue.Body, issue.BodyLine);
        List<Problem> met = [];
        for (var round = 0; round < MostRounds; round++)
        {
            var current = whole.Issue with { Body = lines.Text };
            var (compiled, errors) = Try(current, images, whole.Templates, newsletter, day, reader);
            if (compiled is not null)
            {
                return (Marked(compiled, current) ?? compiled, met);
            }

            if (round == 0)
            {
                // Later ones may come from the lines that were quietened, such as an end without its if.
                met.AddRange(errors);
            }

            var isChanged = false;
            foreach (var line in errors.Where(error => error.File == issue.File).Select(error => error.Line).Distinct())
            {
                isChanged |= lines.Quieten(line);
            }

            // The fault is in a template, in a key of the front matter, or nowhere in particular.
            if (!isChanged && !lines.QuietenAll())
            {
                if (whole.Issue.Template == PlainTemplate)
                {
                    return (null, met);
                }

                whole = Plain(whole.Issue);
            }
        }

        return (null, met);

        CompiledIssue? Marked(CompiledIssue compiled, Issue current) =>
            marks is null
                ? null
                : Try(
                    current with
                    {
                        Body = marks.Place(current.Body, current.BodyLine),
                    },
                    images,
                    whole.Templates,
                    newsletter,
                    day,
                    reader
                ).Issue;
    }

    private static string PlainTemplate => PlainName[..PlainName.IndexOf('.', StringComparison.Ordinal)];

    private static (CompiledIssue? Issue, IReadOnlyList<Problem> Errors) Try(
        Issue issue,
        IReadOnlyDictionary<string, byte[]> images,
        IReadOnlyDictionary<string, string> templates,
        NewsletterSettings newsletter,
        DateOnly day,
        Recipient reader
    )
    {
        var whole = new Dictionary<string, byte[]>(images, StringComparer.Ordinal);
        var package = IssuePackage.Of(new IssueCandidate(issue, [], []), whole, templates);
        foreach (var image in package.Body(issue, newsletter).Images)
        {
            whole.TryAdd(image.Path, []);
        }

        var (compiled, problems) = CompiledIssue.Compile(package, newsletter, day);
        if (compiled is null)
        {
            return (null, [.. problems.Where(problem => problem.Severity is Severity.Error)]);
        }

        var links = new LinkBook(newsletter.BaseUrl, new SignedToken([new SigningKey("x", new byte[32])]));
        return compiled.Render(reader, links, out var fault) is null ? (null, [fault!]) : (compiled, []);
    }

    /// <summary>What may not be empty is filled, and code in the lines of the front matter is text.</summary>
    private static Issue WithTexts(Issue issue) =>
        issue with
        {
            Title = OrSay(SketchLines.WithoutCode(issue.Title), "(no title)"),
            Subject = OrSay(SketchLines.WithoutCode(issue.Subject), "(no subject)"),
            Preheader = issue.Preheader is null ? null : SketchLines.WithoutCode(issue.Preheader),
            Body = OrSay(issue.Body, "(no text)"),
        };

    private static string OrSay(string text, string instead) => string.IsNullOrWhiteSpace(text) ? instead : text;

    private static Dictionary<string, string> Sound(IReadOnlyDictionary<string, string> templates)
    {
        var (_, problems) = TemplateSet.Parse(templates);
        var broken = problems.Select(problem => problem.File).ToHashSet(StringComparer.Ordinal);
        return templates
            .Where(template => !broken.Contains($"templates/{template.Key}"))
            .ToDictionary(StringComparer.Ordinal);
    }

    private static (Issue Issue, IReadOnlyDictionary<string, string> Templates) WithTemplate(
        Issue issue,
        Dictionary<string, string> templates
    ) =>
        templates.ContainsKey(issue.Template + TemplateSet.HtmlSuffix) ? (issue, templates)
        : templates.ContainsKey("issue" + TemplateSet.HtmlSuffix) ? (issue with { Template = "issue" }, templates)
        : Plain(issue);

    private static (Issue Issue, IReadOnlyDictionary<string, string> Templates) Plain(Issue issue) =>
        (
            issue with
            {
                Template = PlainTemplate,
            },
            new Dictionary<string, string>(StringComparer.Ordinal) { [PlainName] = PlainPage }
        );
}
