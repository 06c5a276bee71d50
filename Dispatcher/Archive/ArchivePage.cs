using System.Security.Cryptography;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Scriban;
using Scriban.Runtime;

namespace Newsletter.Dispatcher.Archive;

/// <summary>An issue as everybody may read it. It is rendered for an empty reader, so that it shows nothing of a
/// subscriber. Tests: ArchiveTests.</summary>
/// <param name="Whole">Null when the text cannot be made without a reader.</param>
/// <param name="Opening">What a stranger may read where the archive is a teaser; never more than half.</param>
internal sealed record ArchivePage(
    string Title,
    string? Author,
    string? Preheader,
    ArchiveText? Whole,
    ArchiveText? Opening
)
{
    /// <summary>How long it takes to read the whole issue; null when the text cannot be made.</summary>
    public int? Minutes { get; private init; }

    /// <summary>Makes the page.</summary>
    /// <param name="date">The slot's local date.</param>
    public static ArchivePage Of(IssuePackage package, NewsletterSettings newsletter, DateOnly date)
    {
        if (package.Reading.Issue is not { } issue)
        {
            return new(package.File, Author: null, Preheader: null, Whole: null, Opening: null);
        }

        var scope = NobodysScope.Of(issue, newsletter, date);
        var page = new ArchivePage(
            Quotes.Of(issue.Language ?? newsletter.Language).InTitle(issue.Title),
            issue.Author,
            NobodysScope.Preheader(scope),
            Whole: null,
            Opening: null
        );
        var body = IssueBody.From(
            issue.In(newsletter.Language),
            path => ArchiveAddress.Image(newsletter, issue.Slug, path) + Version(package, path)
        );
        if (
            body.Problems.Any(problem => problem.Severity is Severity.Error)
            || Render(issue, body, package, newsletter, scope) is not { } html
        )
        {
            return page;
        }

        // Sanitized again, because template code can write HTML that an editor may not write.
        using var document = BodySanitizer.Sanitize(html, "data-archive", _ => { });
        WebBody.Prepare(document.Body!, newsletter.Words);
        var whole = ArchiveText.Of(document.Body!, newsletter, issue.Slug);
        Greeting.Remove(document.Body!, body.HtmlTemplate);
        Teaser.Shorten(document.Body!);
        return page with
        {
            Whole = whole,
            Opening = ArchiveText.Of(document.Body!, newsletter, issue.Slug),
            Minutes = ReadingTime.Minutes(whole.Plain),
        };
    }

    /// <summary>Makes the address another one when a correction has another image under the same name.</summary>
    private static string Version(IssuePackage package, string path) =>
        package.Images.TryGetValue(path, out var content) ? $"?v={VersionOf(content)}" : "";

    public static string VersionOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8));

    private static string? Render(
        Issue issue,
        IssueBody body,
        IssuePackage package,
        NewsletterSettings newsletter,
        ScriptObject scope
    )
    {
        var (templates, _) = TemplateSet.Parse(
            package.Templates,
            path =>
                package.Images.ContainsKey(PictureNames.OfTemplate(path))
                    ? ArchiveAddress.Image(newsletter, issue.Slug, PictureNames.OfTemplate(path))
                        + Version(package, PictureNames.OfTemplate(path))
                    : null
        );
        return Sandbox.Render(
            Template.Parse(body.HtmlTemplate, issue.File),
            TemplateKind.Html,
            templates.Partials(TemplateKind.Html),
            [scope],
            out _
        );
    }
}
