using Newsletter.Dispatcher.Images;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Letters;
using Newsletter.Dispatcher.Rendering.Markdown;
using Newsletter.Dispatcher.Rendering.Templates;
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

    /// <summary>The address of the logo; null where the issue has none.</summary>
    public string? Logo => LookUrl(PictureNames.Logo);

    /// <summary>The address of the logo for dark screens; null where the issue has none.</summary>
    public string? LogoDark => LookUrl(PictureNames.LogoDark);

    /// <summary>The address of a picture beside the templates; null where the issue has none of this path.</summary>
    public string? OfTemplate(string path) =>
        images.ContainsKey(PictureNames.OfTemplate(path))
            ? Url(issue, newsletter, PictureNames.OfTemplate(path))
            : null;

    /// <summary>The full names of the pictures that the issue has, of those that its letter can show.</summary>
    public IEnumerable<string> Existing(IEnumerable<string> names) => names.Select(Find).OfType<string>();

    /// <summary>An error for each image that does not exist.</summary>
    public IEnumerable<Problem> Problems(IEnumerable<ImageReference> references) =>
        references
            .Where(image => !images.ContainsKey(image.Path))
            .Select(image =>
                Findings.ImageMissing.At(
                    issue.File,
                    image.Line,
                    image.Column,
                    $"image {image.Path} does not exist beside the issue; put it there or fix the path."
                )
            );

    /// <summary>The image parts of the mail; none when images are linked.</summary>
    /// <param name="paths">Names of images that exist; each may be given more than once.</param>
    public IReadOnlyList<ReadOnlyMemory<byte>> Parts(IEnumerable<string> paths) =>
        newsletter.Images is ImageTravel.Link
            ? []
            :
            [
                .. paths
                    .Distinct(StringComparer.Ordinal)
                    .Select(path => Part(ContentId(issue, path), path, images[path])),
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
            LetterDirection.Of(issue, newsletter.Language) == "rtl",
            headers.GetValueOrDefault
        );
    }

    /// <summary>An image as a finished part of a mail.</summary>
    public static ReadOnlyMemory<byte> Part(string contentId, string path, byte[] content) =>
        IssueImages.ContentTypeOf(content) is { } type
            ? MimeBody.Image(contentId, type, FileName(path, type), content)
            : MimeBody.Image(contentId, "application/octet-stream", FileName(path), content);

    private string? LookUrl(string name) => Find(name) is { } file ? Url(issue, newsletter, file) : null;

    /// <summary>The name with the end that says the type of a logo.</summary>
    private string? Find(string name) =>
        images.ContainsKey(name)
            ? name
            : images.Keys.FirstOrDefault(image => image.StartsWith($"{name}.", StringComparison.Ordinal));

    private static string ContentId(Issue issue, string path) => PictureNames.ContentId($"{issue.Slug}/{path}");

    /// <summary>The name with the end that fits the content: a photo.heic is sent as a JPEG.</summary>
    private static string FileName(string path, string type) =>
        ImageRule.KindOf(path) is { } kind && ImageHeader.TypeOf(kind) == type
            ? FileName(path)
            : FileName(Path.ChangeExtension(path, PictureType.Extension(type)));

    private static string FileName(string path) =>
        string.Concat(
            path[(path.LastIndexOf('/') + 1)..]
                .Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_')
        );
}
