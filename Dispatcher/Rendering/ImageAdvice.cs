using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Markdown;

namespace Newsletter.Dispatcher.Rendering;

/// <summary>Looks at the images of an issue: only said when somebody asks for a check. Pure.</summary>
internal static partial class ImageAdvice
{
    /// <summary>Images whose description is the name of a file.</summary>
    public static IEnumerable<Problem> Problems(Issue issue, IEnumerable<ImageReference> images) =>
        images
            .Where(image => FileName.IsMatch(image.Alt))
            .Select(image =>
                Findings.ImageAltFileName.At(
                    issue.File,
                    image.Line,
                    image.Column,
                    $"{IssueKeys.Quoted(image.Alt)} is the name of a file; write what the image shows, for those who "
                        + "do not see it."
                )
            );

    [GeneratedRegex(
        @"\.(?:jpe?g|png|gif|webp|heic|svg|tiff?)\s*\z|\A(?:IMG|DSC|DSCN|PXL|image|photo|screenshot)[ _-]?[0-9]{2,}",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex FileName { get; }
}
