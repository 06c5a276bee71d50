using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Letters;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Splicing;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tokens;
using Scriban;
using Scriban.Runtime;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>A compiled issue, ready to be rendered for each reader. Tests: SpliceTests.</summary>
/// <remarks>Immutable, so connections share it; each rendering has its own objects.</remarks>
internal sealed class CompiledIssue
{
    private readonly TemplateSet _templates;
    private readonly Template _html;
    private readonly Template? _text;
    private readonly Template _bodyHtml;
    private readonly Template _bodyText;
    private readonly IssueBody _body;
    private readonly NewsletterSettings _settings;
    private readonly ScriptObject _newsletter;
    private readonly ScriptObject _look;

    /// <summary><c>issue</c> without its body; a line that has placeholders is empty in it.</summary>
    private readonly ScriptObject _issueScope;

    private readonly Dictionary<string, ReaderLine> _lines = new(StringComparer.Ordinal);

    private CompiledIssue(
        Issue issue,
        IssueBody body,
        TemplateSet templates,
        Template html,
        NewsletterSettings newsletter,
        DateOnly date,
        MailImages images,
        string? note
    )
    {
        Issue = issue;
        _templates = templates;
        _html = html;
        _text = templates.Find(issue.Template, TemplateKind.Text);
        _settings = newsletter;
        _newsletter = RenderScope.Newsletter(newsletter);
        _look = RenderScope.Look(newsletter.Look, images.Logo, images.LogoDark);
        _issueScope = RenderScope.Issue(issue, date, newsletter.Language, note);
        _body = Dress(body, images, newsletter);
        _bodyHtml = Template.Parse(_body.HtmlTemplate, issue.File);
        _bodyText = Template.Parse(_body.TextTemplate, issue.File);
        ImageParts = images.Parts([
            .. body.Images.Select(image => image.Path),
            .. images.Existing(LetterPictures.Of(templates, issue.Template, _bodyHtml)),
        ]);
    }

    public Issue Issue { get; }

    /// <summary>The body with the style of the page around it.</summary>
    public IssueBody Body => _body;

    /// <summary>
    /// The parts of the issue that are the same for all readers, already run; null when the issue must be rendered as a
    /// whole for each reader.
    /// </summary>
    public SplicedIssue? Spliced { get; private set; }

    /// <summary>The subject where it has placeholders; null when it is the same for all readers.</summary>
    public ReaderLine? Subject => _lines.GetValueOrDefault("subject");

    /// <summary>The images as finished parts of the mail; empty when images are linked.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> ImageParts { get; }

    /// <summary>Compiles an issue from its files.</summary>
    /// <param name="date">The slot's local date.</param>
    /// <returns>The issue, with warnings at most; or null, with at least one error among the problems.</returns>
    public static (CompiledIssue? Issue, IReadOnlyList<Problem> Problems) Compile(
        IssuePackage package,
        NewsletterSettings newsletter,
        DateOnly date
    )
    {
        var (issue, problems) = CompilePlain(package, newsletter, date);
        if (issue is null)
        {
            return (null, problems);
        }

        var links = new LinkBook(newsletter.BaseUrl, new SignedToken([]));
        return (issue.MakeLines(links, isSpliced: true) ?? issue.Splice(links)) is { } fault
            ? (null, [.. problems, fault])
            : (issue, problems);
    }

    /// <summary>
    /// Compiles an issue and runs nothing: <see cref="Spliced"/> is null, and faults that affect all readers are not
    /// found.
    /// </summary>
    public static (CompiledIssue? Issue, IReadOnlyList<Problem> Problems) CompilePlain(
        IssuePackage package,
        NewsletterSettings newsletter,
        DateOnly date
    )
    {
        var problems = package.Reading.Problems;
        if (package.Reading.Issue is not { } issue)
        {
            return (null, problems);
        }

        issue = package.Notice is { } notice ? notice.Apply(issue, newsletter.Words) : issue;
        var images = new MailImages(issue, newsletter, package.Images);
        var body = package.Body(issue, newsletter);
        var (templates, unparsed) = TemplateSet.Parse(package.Templates, images.OfTemplate);
        List<Problem> all =
        [
            .. problems,
            .. IssueCheck.Problems(issue, hasTerms: newsletter.AnnualPrice is not null),
            .. LineCode.Problems(issue),
            .. body.Problems,
            .. package.Advice,
            .. images.Problems(body.Images),
            .. TemplateReach.Judge(unparsed, package.NeededTemplates(templates, newsletter)),
        ];
        var html = templates.Find(issue.Template, TemplateKind.Html);
        if (html is null)
        {
            all.Add(
                Findings.TemplateMissing.At(
                    issue.File,
                    issue.KeyLines.GetValueOrDefault("template"),
                    0,
                    templates.Missing(issue.Template)
                )
            );
        }

        if (html is null || all.Any(problem => problem.Severity is Severity.Error))
        {
            return (null, all);
        }

        var compiled = new CompiledIssue(issue, body, templates, html, newsletter, date, images, package.Notice?.Note);
        compiled.MakeLines(new LinkBook(newsletter.BaseUrl, new SignedToken([])), isSpliced: false);
        return (compiled, all);
    }

    /// <summary>The templates that the reader's page is made of, as messages name them; the text's is null where it is
    /// made of the HTML.</summary>
    public (string Html, string? Text) TemplateFiles =>
        (
            $"templates/{Issue.Template}{TemplateSet.HtmlSuffix}",
            _text is null ? null : $"templates/{Issue.Template}{TemplateSet.TextSuffix}"
        );

    /// <summary>Faults of the templates that show without a reader: a missing text, misspelt names of
    /// <c>extra</c>.</summary>
    public IEnumerable<Problem> TemplateProblems()
    {
        List<(TemplateKind Kind, string? File, Template Body)> parts =
        [
            (TemplateKind.Html, TemplateFiles.Html, _bodyHtml),
            (TemplateKind.Text, TemplateFiles.Text, _bodyText),
        ];
        return
        [
            .. parts
                .Where(part =>
                    part.File is not null
                    && TemplateReach
                        .Of(_templates, Issue.Template, part.Kind)
                        .All(code => !code.Use.Names.Contains(CodeUse.Body))
                )
                .Select(part => PageCheck.NoBody(part.File!)),
            .. ExtraCheck.Problems(Issue, _templates, [.. parts.Select(part => (part.Kind, part.Body))]),
        ];
    }

    /// <summary>
    /// Renders the issue as a whole for one reader. The result is the same as that of <see cref="Spliced"/>.
    /// </summary>
    /// <param name="problem">Why there is no result; null otherwise.</param>
    public RenderedIssue? Render(Recipient recipient, LinkBook links, out Problem? problem)
    {
        var values = new ReaderValues(recipient, links, _settings);
        var reader = Scope(recipient, values, links);
        if (IssueFor(values, links, out problem) is not { } issue)
        {
            return null;
        }

        var html = Part(_bodyHtml, _html, TemplateKind.Html, reader, issue, body => new RawHtml(body), out problem);
        if (html is null)
        {
            return null;
        }

        var text = _text is null
            ? HtmlToText.Convert(html)
            : Part(_bodyText, _text, TemplateKind.Text, reader, issue, body => body, out problem);
        return text is null
            ? null
            : new RenderedIssue(html, text, OrTitle(issue["subject"] as string ?? ""), issue["preheader"] as string);
    }

    /// <summary>The subject for one reader; null when it cannot be made.</summary>
    /// <param name="problem">Why there is none; null otherwise.</param>
    public string? SubjectFor(ReaderValues reader, LinkBook links, out Problem? problem)
    {
        problem = null;
        if (Subject is not { } line)
        {
            return Issue.Subject;
        }

        var text = line.Of(reader, links, out problem);
        problem = problem is null ? null : InLine(problem, "subject");
        return text is null ? null : OrTitle(text);
    }

    /// <summary>The preheader for one reader; null where the issue has none, or when it cannot be made.</summary>
    public string? PreheaderFor(Recipient recipient, LinkBook links) =>
        _lines.TryGetValue("preheader", out var line)
            ? line.Of(new(recipient, links, _settings), links, out _)
            : Issue.Preheader;

    /// <summary>A mail without a subject looks like a mistake, so the title takes the place of an empty one.</summary>
    private string OrTitle(string subject) => subject.Length > 0 ? subject : Issue.Title;

    /// <summary>Makes the lines that have placeholders.</summary>
    /// <returns>A fault that affects all readers; null when there is none.</returns>
    private Problem? MakeLines(LinkBook links, bool isSpliced)
    {
        var bare = RenderScope.WithoutLines(_issueScope);
        foreach (var (name, text) in new[] { ("subject", Issue.Subject), ("preheader", Issue.Preheader) })
        {
            if (!ReaderLine.HasCode(text))
            {
                continue;
            }

            _lines[name] = ReaderLine.Of(
                text!,
                Issue.File,
                RenderScope.Named(("newsletter", _newsletter), ("look", _look)),
                bare,
                Issue.Slug,
                links,
                isSpliced,
                out var problem
            );
            if (problem is not null)
            {
                return InLine(problem, name);
            }

            _issueScope[name] = "";
        }

        return null;
    }

    /// <summary><c>issue</c> without its body, with the lines as one reader gets them.</summary>
    private ScriptObject? IssueFor(ReaderValues reader, LinkBook links, out Problem? problem)
    {
        problem = null;
        if (_lines.Count == 0)
        {
            return _issueScope;
        }

        var issue = (ScriptObject)_issueScope.Clone(deep: false);
        foreach (var (name, line) in _lines)
        {
            if (line.Of(reader, links, out problem) is not { } text)
            {
                problem = InLine(problem!, name);
                return null;
            }

            issue[name] = text;
        }

        return issue;
    }

    private Problem InLine(Problem problem, string name) =>
        problem with
        {
            Line = Issue.KeyLines.GetValueOrDefault(name, Issue.KeyLines.GetValueOrDefault("title")),
            Column = 0,
        };

    private ScriptObject Scope(Recipient recipient, ReaderValues values, LinkBook links) =>
        RenderScope.Named(
            ("newsletter", _newsletter),
            ("look", _look),
            ("subscriber", RenderScope.Subscriber(recipient, values.Reference, values.TermEndsOn)),
            ("links", RenderScope.Links(values, links, Issue.Slug))
        );

    /// <summary>
    /// The body with the style that the page around it gives. It stays as it is when the page cannot be made for a
    /// sample reader: the check reports why.
    /// </summary>
    private IssueBody Dress(IssueBody body, MailImages images, NewsletterSettings newsletter)
    {
        var around = RenderScope.Named(("issue", RenderScope.WithBody(_issueScope, new RawHtml(LetterBody.Place))));
        var (sample, links) = (Recipient.Sample("reader@example.com"), LinkBook.Sample(newsletter));
        var reader = Scope(sample, new ReaderValues(sample, links, newsletter), links);
        if (
            body.Masked is not { } page
            || Sandbox.Render(_html, TemplateKind.Html, _templates.Partials(TemplateKind.Html), [reader, around], out _)
                is not { } letter
            || LetterBody.Dress(page.Html, letter, images.Setting(body.Images), page.Code.WithoutCode)
                is not { } dressed
        )
        {
            return body;
        }

        return body with
        {
            Html = (page with { Html = dressed }).Template,
        };
    }

    /// <summary>Runs the parts that are the same for all readers.</summary>
    /// <param name="links">Only the links that are the same for all readers are used.</param>
    /// <returns>A fault that affects all readers; null when there is none.</returns>
    private Problem? Splice(LinkBook links)
    {
        var html = Pieces(TemplateKind.Html, _bodyHtml, _html, out var problem);
        var text =
            problem is not null ? null
            : _text is not null ? Pieces(TemplateKind.Text, _bodyText, _text, out problem)
            : html switch
            {
                [FixedText page] => [new FixedText(HtmlToText.Convert(page.Text))],
                [] => [new FixedText(HtmlToText.Convert(""))],
                _ => null,
            };
        Spliced = html is null || text is null ? null : new SplicedIssue(html, text);
        return problem;

        IReadOnlyList<Piece>? Pieces(TemplateKind kind, Template body, Template page, out Problem? fault)
        {
            var splicer = new Splicer(
                kind,
                _templates.Partials(kind),
                Issue.Slug,
                RenderScope.Named(("newsletter", _newsletter), ("look", _look)),
                _issueScope,
                links,
                _lines
            );
            var pieces = splicer.Splice(body, page, out var bodyFault, out fault);
            fault = bodyFault is null ? fault : InBody(bodyFault, kind);
            return pieces;
        }
    }

    private string? Part(
        Template bodyTemplate,
        Template template,
        TemplateKind kind,
        ScriptObject reader,
        ScriptObject issue,
        Func<string, object> bodyValue,
        out Problem? problem
    )
    {
        var partials = _templates.Partials(kind);
        var bare = RenderScope.Named(("issue", RenderScope.WithBody(issue, "")));
        var body = Sandbox.Render(bodyTemplate, kind, partials, [reader, bare], out problem);
        if (body is null)
        {
            problem = InBody(problem!, kind);
            return null;
        }

        var whole = RenderScope.Named(("issue", RenderScope.WithBody(issue, bodyValue(body))));
        return Sandbox.Render(template, kind, partials, [reader, whole], out problem);
    }

    /// <summary>
    /// Moves a problem of a body template to the issue file; a problem in a partial that the body includes keeps its
    /// place.
    /// </summary>
    private Problem InBody(Problem problem, TemplateKind kind) =>
        problem.File == Issue.File ? InSource(problem, kind is TemplateKind.Html ? _body.Html : _body.Text) : problem;

    /// <summary>Converts a place in the page that was made from the body to the place in the editor's file.</summary>
    private static Problem InSource(Problem problem, BodyTemplate template)
    {
        var offset = 0;
        for (var line = 1; line < problem.Line && offset >= 0; line++)
        {
            offset = template.Source.IndexOf('\n', offset) + 1;
        }

        return template.CodeAt(offset + problem.Column - 1) is { } code
            ? problem with
            {
                Line = code.Line,
                Column = code.Column,
            }
            : problem with
            {
                Line = 0,
                Column = 0,
            };
    }
}
