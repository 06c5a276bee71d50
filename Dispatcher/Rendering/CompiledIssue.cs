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
    private readonly ScriptObject _newsletter;
    private readonly ScriptObject _look;
    private readonly ScriptObject _issueScope;

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
        return issue?.Splice(new LinkBook(newsletter.BaseUrl, new SignedToken([]))) is { } fault
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

        issue = package.Notice is null ? issue : CorrectionText.Apply(issue);
        var images = new MailImages(issue, newsletter, package.Images);
        var body = package.Body(issue, newsletter);
        var (templates, unparsed) = TemplateSet.Parse(package.Templates, images.OfTemplate);
        List<Problem> all =
        [
            .. problems,
            .. IssueCheck.Problems(issue, hasTerms: newsletter.AnnualPrice is not null),
            .. body.Problems,
            .. package.Advice,
            .. images.Problems(body.Images),
            .. unparsed,
        ];
        var html = templates.Find(issue.Template, TemplateKind.Html);
        if (html is null)
        {
            all.Add(
                Problem.Error(
                    issue.File,
                    issue.KeyLines.GetValueOrDefault("template"),
                    0,
                    templates.Missing(issue.Template)
                )
            );
        }

        return html is null || all.Any(problem => problem.Severity is Severity.Error)
            ? (null, all)
            : (new CompiledIssue(issue, body, templates, html, newsletter, date, images, package.Notice?.Note), all);
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
        var reader = Scope(recipient, links);
        var html = Part(_bodyHtml, _html, TemplateKind.Html, reader, body => new RawHtml(body), out problem);
        if (html is null)
        {
            return null;
        }

        if (_text is null)
        {
            return new RenderedIssue(html, HtmlToText.Convert(html));
        }

        var text = Part(_bodyText, _text, TemplateKind.Text, reader, body => body, out problem);
        return text is null ? null : new RenderedIssue(html, text);
    }

    private ScriptObject Scope(Recipient recipient, LinkBook links)
    {
        var values = new ReaderValues(recipient, links);
        return RenderScope.Named(
            ("newsletter", _newsletter),
            ("look", _look),
            ("subscriber", RenderScope.Subscriber(recipient, values.Reference)),
            ("links", RenderScope.Links(values, links, Issue.Slug))
        );
    }

    /// <summary>
    /// The body with the style that the page around it gives. It stays as it is when the page cannot be made for a
    /// sample reader: the check reports why.
    /// </summary>
    private IssueBody Dress(IssueBody body, MailImages images, NewsletterSettings newsletter)
    {
        var around = RenderScope.Named(("issue", RenderScope.WithBody(_issueScope, new RawHtml(LetterBody.Place))));
        var reader = Scope(
            Recipient.Sample("reader@example.com"),
            new LinkBook(newsletter.BaseUrl, new SignedToken([new SigningKey("x", new byte[32])]))
        );
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
                links
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
        Func<string, object> bodyValue,
        out Problem? problem
    )
    {
        var partials = _templates.Partials(kind);
        var bare = RenderScope.Named(("issue", RenderScope.WithBody(_issueScope, "")));
        var body = Sandbox.Render(bodyTemplate, kind, partials, [reader, bare], out problem);
        if (body is null)
        {
            problem = InBody(problem!, kind);
            return null;
        }

        var whole = RenderScope.Named(("issue", RenderScope.WithBody(_issueScope, bodyValue(body))));
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
