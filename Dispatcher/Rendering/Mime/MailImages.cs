using System.Security.Cryptography;
using System.Text;
using Newsletter.Dispatcher.Images;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Letters;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>How the images of an issue reach the reader: inside the mail, or as links. Tests: SpliceTests.</summary>
internal sealed class MailImages(Issue issue, NewsletterSettings newsletter, IReadOnlyDictionary<string, byte[]> images)
{
    /// <summary>The value of <c>src</c> for a path of the Markdown.</summary>
    public static string Url(Issue issue, NewsletterSettings newsletter, string path) =>
        newsletter.Images switch
        {
            ImageTravel.Inline => $"cid:{ContentId(issue, path)}",
            _ => $"{newsletter.BaseUrl}/archive/{issue.Slug}/"
                + string.Join('/', path.Split('/').Select(Uri.EscapeDataString)),
        };

    /// <summary>An error for each image that does not exist.</summary>
    public IEnumerable<Problem> Problems(IEnumerable<ImageReference> references) =>
        references
            .Where(image => !images.ContainsKey(image.Path))
            .Select(image =>
                Problem.Error(
                    issue.File,
                    image.Line,
                    image.Column,
                    $"image {image.Path} does not exist beside the issue; put it there or fix the path."
                )
            );

    /// <summary>The image parts of the mail; none when images are linked.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Parts(IEnumerable<ImageReference> references) =>
        newsletter.Images is ImageTravel.Link
            ? []
            :
            [
                .. references
                    .Select(image => image.Path)
                    .Distinct(StringComparer.Ordinal)
                    .Select(path =>
                        MimeBody.Image(
                            ContentId(issue, path),
                            IssueImages.ContentTypeOf(images[path]) ?? "application/octet-stream",
                            FileName(path),
                            images[path]
                        )
                    ),
            ];

    /// <summary>What the body must fit into.</summary>
    public LetterSetting Setting(IEnumerable<ImageReference> references)
    {
        var headers = references
            .Select(image => image.Path)
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(
                path => Url(issue, newsletter, path),
                path => ImageHeader.Read(images[path]),
                StringComparer.Ordinal
            );
        return new(
            newsletter.Look.Column,
            LetterDirection.IsRightToLeft(newsletter.Language),
            headers.GetValueOrDefault
        );
    }

    private static string ContentId(Issue issue, string path)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{issue.Slug}/{path}"));
        return $"{Convert.ToHexStringLower(digest.AsSpan(0, 8))}@image";
    }

    private static string FileName(string path) =>
        string.Concat(
            path[(path.LastIndexOf('/') + 1)..]
                .Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_')
        );
}
