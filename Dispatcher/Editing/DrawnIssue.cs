using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Preview;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Editing;

/// <summary>
/// An issue as one reader gets it; a sketch with the findings in it when the issue has errors.
/// Tests: PreviewCommandTests.
/// </summary>
/// <param name="Mail">Null when not even a sketch can be made.</param>
/// <param name="Message">The finished message; null for a sketch.</param>
/// <param name="Findings">Those of the issue, and those of this reader.</param>
internal sealed record DrawnIssue(ShownMail? Mail, OutgoingMessage? Message, IReadOnlyList<Problem> Findings)
{
    /// <summary>As this reader gets it; null for a sketch, and where the issue has none.</summary>
    public string? Preheader { get; private init; }

    /// <param name="tokens">Signs the links of the reader.</param>
    /// <param name="signer">Null leaves the message without a signature.</param>
    public static async Task<DrawnIssue> OfAsync(
        EditedIssue edited,
        Recipient reader,
        NewsletterSettings newsletter,
        SignedToken tokens,
        DkimSigner? signer,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var problem = (string?)null;
        if (edited.Compiled is { } compiled)
        {
            var message = Compose(compiled, signer).Compose(reader, out problem);
            if (message is not null)
            {
                return new(await ShownAsync(message, compiled.Issue), message, edited.Findings)
                {
                    Preheader = compiled.PreheaderFor(reader, new LinkBook(newsletter.BaseUrl, tokens)),
                };
            }
        }

        if (edited.Issue is null)
        {
            return new(null, null, edited.Findings);
        }

        var (sketch, met) = Sketch(marks: null);
        var news = met.Where(error => !edited.Findings.Any(known => IsSamePlace(known, error)));
        IReadOnlyList<Problem> findings = [.. edited.Findings, .. news];
        var marks = new SketchMarks(findings);
        sketch = sketch is null ? null : Sketch(marks).Issue ?? sketch;
        return sketch is not null && Compose(sketch, signer: null).Compose(reader, out problem) is { } drawn
            ? new(Marked(await ShownAsync(drawn, sketch.Issue), marks), null, findings)
            : new(null, null, findings);

        (CompiledIssue? Issue, IReadOnlyList<Problem> Met) Sketch(SketchMarks? marks) =>
            IssueSketch.Compile(edited.Issue, edited.Images, edited.Templates, newsletter, edited.Day, reader, marks);

        MessageComposer Compose(CompiledIssue issue, DkimSigner? signer) =>
            new(issue, newsletter, tokens, dispatchId: 0, now, signer: signer);

        Task<ShownMail> ShownAsync(OutgoingMessage message, Issue issue) =>
            ShownMail.OfAsync(message, Linked(edited, issue, newsletter), cancellationToken);
    }

    private static bool IsSamePlace(Problem one, Problem other) =>
        (one.Severity, one.File, one.Line) == (other.Severity, other.File, other.Line);

    private static ShownMail Marked(ShownMail mail, SketchMarks marks) =>
        mail with
        {
            Html = marks.Html(mail.Html),
            Text = marks.Text(mail.Text),
        };

    private static Dictionary<string, byte[]> Linked(EditedIssue edited, Issue issue, NewsletterSettings newsletter) =>
        newsletter.Images is ImageTravel.Inline
            ? []
            : edited
                .Images.GroupBy(image => MailImages.Url(issue, newsletter, image.Key), StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.First().Value, StringComparer.Ordinal);
}
