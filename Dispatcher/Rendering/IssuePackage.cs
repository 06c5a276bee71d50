using System.Text;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Scriban;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>
/// The files of an issue as bytes by name: its source, its images, the templates. They are frozen with a dispatch, so
/// that the last message is made from the same files as the first, whatever is edited meanwhile.
/// </summary>
/// <param name="File">The issue file, as messages name it.</param>
/// <param name="Images">The images, by the path in the Markdown.</param>
/// <param name="Templates">The templates, by the names that <see cref="TemplateSet"/> uses.</param>
/// <param name="Notice">Set for a correction that is sent to the readers of the wrong issue; null for an issue.</param>
internal sealed record IssuePackage(
    string File,
    byte[] Source,
    IReadOnlyDictionary<string, byte[]> Images,
    IReadOnlyDictionary<string, string> Templates,
    CorrectionText? Notice = null
)
{
    private const string SourcePrefix = "issue/";
    private const string ImagePrefix = "image/";
    private const string TemplatePrefix = "template/";
    private const string NoticeNote = "notice/note";

    /// <summary>The parsed source; null until it is needed.</summary>
    private IssueReading? _reading;

    /// <summary>
    /// The last body without an error, and the image mode and base URL that it was made for; null until there is one.
    /// </summary>
    private (ImageTravel Images, string BaseUrl, IssueBody Body)? _body;

    /// <summary>The issue file, as messages name it. It never changes, because the parsed result is kept.</summary>
    public string File { get; } = File;

    /// <summary>All bytes of the issue file. They never change, because the parsed result is kept.</summary>
    public byte[] Source { get; } = Source;

    /// <summary>What was noticed when the files were read; not frozen.</summary>
    public IReadOnlyList<Problem> Advice { get; init; } = [];

    /// <summary>The parsed source. It is parsed once: when the candidate was read, or at the first call.</summary>
    public IssueReading Reading => _reading ??= IssueFile.Read(File, Source);

    /// <summary>Makes a package of a candidate, which has been parsed already.</summary>
    /// <inheritdoc cref="IssuePackage"/>
    public static IssuePackage Of(
        IssueCandidate candidate,
        IReadOnlyDictionary<string, byte[]> images,
        IReadOnlyDictionary<string, string> templates
    ) =>
        new(candidate.Issue.File, candidate.Source, images, templates)
        {
            _reading = new IssueReading(candidate, candidate.Warnings),
        };

    /// <summary>The names of the templates that the issue needs: another one may be half-written.</summary>
    /// <param name="templates">Those of <see cref="Templates"/>.</param>
    public IReadOnlySet<string> NeededTemplates(TemplateSet templates, NewsletterSettings newsletter)
    {
        var issue = Reading.Issue!;
        var body = Body(issue, newsletter);
        return TemplateReach.Names(
            templates,
            Notice is null ? issue.Template : CorrectionText.Template,
            Template.Parse(body.HtmlTemplate, issue.File),
            Template.Parse(body.TextTemplate, issue.File)
        );
    }

    /// <summary>
    /// The Markdown of the issue as template text for mails. It is made once, because a correction's mail has the same
    /// body.
    /// </summary>
    /// <param name="issue">The issue of <see cref="Reading"/>, or the one that <see cref="CorrectionText"/> made of
    /// it.</param>
    public IssueBody Body(Issue issue, NewsletterSettings newsletter)
    {
        if (_body is { } made && (made.Images, made.BaseUrl) == (newsletter.Images, newsletter.BaseUrl))
        {
            return made.Body;
        }

        var body = IssueBody.From(issue.In(newsletter.Language), path => MailImages.Url(issue, newsletter, path));

        // A body with an error is not kept: the error may be a time limit that was exceeded only because the machine
        // was busy.
        if (!body.Problems.Any(problem => problem.Severity is Severity.Error))
        {
            _body = (newsletter.Images, newsletter.BaseUrl, body);
        }

        return body;
    }

    /// <summary>The package as rows of <c>dispatch_files</c>.</summary>
    public IReadOnlyDictionary<string, byte[]> Freeze()
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [SourcePrefix + File] = Source };
        foreach (var (path, content) in Images)
        {
            files[ImagePrefix + path] = content;
        }

        foreach (var (name, source) in Templates)
        {
            files[TemplatePrefix + name] = Encoding.UTF8.GetBytes(source);
        }

        if (Notice is not null)
        {
            files[NoticeNote] = Encoding.UTF8.GetBytes(Notice.Note ?? "");
        }

        return files;
    }

    /// <summary>True when two packages, given as rows of <c>dispatch_files</c>, make the same messages.</summary>
    public static bool IsSame(IReadOnlyDictionary<string, byte[]> one, IReadOnlyDictionary<string, byte[]> other) =>
        one.Count == other.Count
        && one.All(file => other.TryGetValue(file.Key, out var content) && content.AsSpan().SequenceEqual(file.Value));

    /// <summary>The package that the rows of <c>dispatch_files</c> contain.</summary>
    public static IssuePackage Thaw(IReadOnlyDictionary<string, byte[]> files)
    {
        var source = files.Single(file => file.Key.StartsWith(SourcePrefix, StringComparison.Ordinal));
        return new IssuePackage(
            source.Key[SourcePrefix.Length..],
            source.Value,
            Under(ImagePrefix).ToDictionary(file => file.Key, file => file.Value, StringComparer.Ordinal),
            Under(TemplatePrefix)
                .ToDictionary(file => file.Key, file => Encoding.UTF8.GetString(file.Value), StringComparer.Ordinal),
            files.TryGetValue(NoticeNote, out var note)
                ? new CorrectionText(note is [] ? null : Encoding.UTF8.GetString(note))
                : null
        );

        IEnumerable<KeyValuePair<string, byte[]>> Under(string prefix) =>
            files
                .Where(file => file.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(file => KeyValuePair.Create(file.Key[prefix.Length..], file.Value));
    }
}
