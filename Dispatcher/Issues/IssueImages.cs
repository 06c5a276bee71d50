using Newsletter.Dispatcher.Images;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// The images that issues name by a path relative to the issues' folder. No spelling of a path leads out of the folder.
/// </summary>
internal sealed class IssueImages(string folder)
{
    public const int MaxBytes = 20 * 1024 * 1024;

    private const int MaxPathLength = 300;

    private readonly IssueFolder _folder = new(folder);

    /// <param name="path">As the issue gives it, percent-decoded once, for example <c>river/map.png</c>.</param>
    /// <param name="file">The issue that names it, for the problem.</param>
    public ImageReading Read(string path, string file, int line, int column)
    {
        if (Fault(path) is var (finding, fault))
        {
            return Refused(finding, fault);
        }

        var (content, problem) = _folder.ReadBytes(Path.Combine(Path.GetFullPath(folder), path), MaxBytes);
        if (problem is FileProblem.TooLarge large)
        {
            return Refused(
                Findings.ImageTooLarge,
                $"has {large.Bytes / 1024} kB; an image may have {MaxBytes / 1024} kB. Make it smaller."
            );
        }

        if (content is null)
        {
            var meant = problem is FileProblem.None ? NearImage.Find(folder, path) : null;
            return Refused(
                Findings.ImageMissing,
                $"cannot be used: {problem!.Message}" + (meant is null ? "" : $" Did you mean {meant}?")
            );
        }

        var made = ImageMaker.Make(content, path);
        if (made.Content is not { } ready)
        {
            return Refused(Findings.ImageFormat, made.Fault!);
        }

        return new(
            new(path, ready, ContentTypeOf(ready)!),
            made.Note is null
                ? null
                : Findings.ImageHeavy.At(file, line, column, $"the image {IssueKeys.Quoted(path)} {made.Note}")
        );

        ImageReading Refused(Finding finding, string what) =>
            new(null, finding.At(file, line, column, $"the image {IssueKeys.Quoted(path)} {what}"));
    }

    /// <summary>The fault in the spelling of a path, as the end of a sentence; null when there is none.</summary>
    public static (Finding Finding, string Message)? Fault(string path) =>
        FaultOfPath(path) is { } fault ? (Findings.ImagePath, fault)
        : ImageRule.KindOf(path) is not null ? null
        : (
            Findings.ImageFormat,
            "is not named .png, .jpg, .jpeg, .gif, .webp, .heic or .svg; save it as one of these."
        );

    private static string? FaultOfPath(string path)
    {
        var parts = path.Split('/');
        if (path.Length is 0 or > MaxPathLength || path.Any(char.IsControl))
        {
            return "has no usable path; write one such as river/map.png.";
        }

        if (path.AsSpan().IndexOfAny('\\', ':', '%') >= 0)
        {
            return "has a character in its path that is not allowed (\\ : %); write one such as river/map.png, with / "
                + "between folders.";
        }

        if (path[0] is '/' or '~')
        {
            return "has a path that begins at the root; write it as seen from the issue, for example river/map.png.";
        }

        if (parts.Any(part => part is ".."))
        {
            return "has a path that leads out of the folder (..); put the image beside the file that names it.";
        }

        return parts.Any(part => part.Length == 0 || part != part.Trim() || (part.EndsWith('.') && part != "."))
            ? "has an empty name in its path, or a name with a space or dot at an end; write one such as "
                + "river/map.png."
            : null;
    }

    /// <summary>
    /// The image type by the first bytes, for example <c>image/png</c>; null when it is none of ours.
    /// </summary>
    public static string? ContentTypeOf(ReadOnlySpan<byte> content) => PictureType.Of(content);
}
