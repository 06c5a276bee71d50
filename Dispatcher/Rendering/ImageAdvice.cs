using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Markdown;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>Looks at the images of an issue: only said when somebody asks for a check. Pure.</summary>
internal static partial class ImageAdvice
{
    private const int Heavy = 1024 * 1024;

    /// <param name="contents">The images that could be read, by path.</param>
    public static IEnumerable<Problem> Problems(
        Issue issue,
        IEnumerable<ImageReference> images,
        IReadOnlyDictionary<string, byte[]> contents
    )
    {
        foreach (var image in images)
        {
            if (FileName.IsMatch(image.Alt))
            {
                yield return Findings.ImageAltFileName.At(
                    issue.File,
                    image.Line,
                    image.Column,
                    $"{IssueKeys.Quoted(image.Alt)} is the name of a file; write what the image shows, for those "
                        + "who do "
                        + "not see it."
                );
            }

            if (contents.TryGetValue(image.Path, out var content) && content.Length > Heavy)
            {
                yield return Findings.ImageHeavy.At(
                    issue.File,
                    image.Line,
                    image.Column,
                    $"the image {IssueKeys.Quoted(image.Path)} has {content.Length / 1024} kB, and each reader "
                        + "gets it; "
                        + "save it about 1200 pixels wide."
                );
            }
        }
    }

    [GeneratedRegex(
        @"\.(?:jpe?g|png|gif|webp|heic|svg|tiff?)\s*\z|\A(?:IMG|DSC|DSCN|PXL|image|photo|screenshot)[ _-]?[0-9]{2,}",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex FileName { get; }
}
