using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>
/// The publisher's own words for the front page: the Markdown file <c>home.md</c> beside <c>appsettings.json</c>. It is
/// made into a page by the rules of an issue's body.
/// </summary>
/// <param name="Html">Without active content; null when the file has an error.</param>
/// <param name="Problems">What the publisher should correct.</param>
internal sealed record HomeText(string? Html, IReadOnlyList<Problem> Problems)
{
    public const string FileName = "home.md";

    /// <summary>A front page of 32 kB has some five thousand words.</summary>
    public const int MaxBytes = 32 * 1024;

    /// <summary>Where the file is.</summary>
    public static string PathIn(NewsletterFolder folder) => Path.Combine(folder.Root, FileName);

    /// <summary>Reads the file.</summary>
    /// <returns>Null when there is none, or nothing is in it.</returns>
    public static HomeText? Read(NewsletterFolder folder)
    {
        var path = PathIn(folder);
        if (!Path.Exists(path) && new FileInfo(path).LinkTarget is null)
        {
            return null;
        }

        return new IssueFolder(folder.Root).ReadBytes(path, MaxBytes) switch
        {
            (not null and var content, _) => Of(content),
            (_, FileProblem.TooLarge large) => Refused(
                $"the file has {large.Bytes / 1024} kB; it may have {MaxBytes / 1024} kB. Shorten it."
            ),
            var (_, problem) => Refused(problem!.Message),
        };
    }

    /// <summary>Makes the page of the bytes of a file; pure.</summary>
    /// <inheritdoc cref="Read"/>
    public static HomeText? Of(byte[] content)
    {
        var (text, unreadable) = IssueText.Decode(FileName, content);
        if (unreadable.Count > 0)
        {
            return new(Html: null, unreadable);
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var body = IssueBody.From(
            new Issue
            {
                Slug = "home",
                File = FileName,
                Title = "home",
                Subject = "home",
                Body = text,
                BodyLine = 1,
            },
            path => path
        );
        List<Problem> problems = [.. body.Problems, .. Unfit(body)];
        return new(problems.Any(problem => problem.Severity is Severity.Error) ? null : body.HtmlTemplate, problems);
    }

    /// <summary>
    /// What an issue may have and the front page may not: it is made for no reader, and serves no files.
    /// </summary>
    private static IEnumerable<Problem> Unfit(IssueBody body) =>
        body
            .Html.Code.Where(piece => piece.Segment.Kind is not CodeKind.Literal)
            .Select(piece =>
                Findings.HomeCode.At(
                    FileName,
                    piece.Segment.Line,
                    piece.Segment.Column,
                    "the front page takes no template code; write plain words instead."
                )
            )
            .Concat(
                body.Images.Select(image =>
                    Findings.HomeImage.At(
                        FileName,
                        image.Line,
                        image.Column,
                        $"the front page shows no image files; take {image.Path} out."
                    )
                )
            );

    private static HomeText Refused(string message) => new(Html: null, [Findings.HomeFile.At(FileName, 0, 0, message)]);
}
