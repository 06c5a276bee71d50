using System.Globalization;
using Newsletter.Dispatcher.Images;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Issues.Writing;

/// <summary>
/// Takes an image that somebody gave for an issue: its content is checked, it is made small and free of metadata, and
/// it
/// is written beside the issue under a name of ours. Nothing that is there is overwritten.
/// </summary>
internal sealed class ImageFiles(NewsletterFolder folder)
{
    private const int LongestName = 60;
    private const int MostOfOneName = 1_000;

    /// <param name="slug">The issue; its images are in a folder of this name.</param>
    /// <param name="name">As the browser gives it. It decides nothing but the words in the new name.</param>
    public AddedImage Add(string slug, string name, byte[] content)
    {
        if (!Slug.IsValid(slug))
        {
            return AddedImage.Refused("the issue has a name that cannot be a folder; rename its file first.");
        }

        if (content.Length > IssueImages.MaxBytes)
        {
            return AddedImage.Refused(
                $"{Shown(name)} has more than {IssueImages.MaxBytes / 1024 / 1024} MB. Make it smaller."
            );
        }

        if (Fault(name, content) is { } fault)
        {
            return AddedImage.Refused($"{Shown(name)} {fault}");
        }

        var made = ImageMaker.Make(content, name);
        if (made.Content is not { } ready || PictureType.Of(ready) is not { } type)
        {
            return AddedImage.Refused($"{Shown(name)} {made.Fault ?? "is no image that mail programs show."}");
        }

        return Write(slug, NameFrom(name), PictureType.Extension(type), ready) switch
        {
            (null, var trouble) => AddedImage.Refused(trouble!),
            var (path, _) => new(path, Fault: null, made.Note is null ? null : $"{path} {made.Note}"),
        };
    }

    /// <summary>What is wrong with the name or, in a drawing, with the content; pure.</summary>
    private static string? Fault(string name, byte[] content) =>
        ImageRule.KindOf(name) is null
            ? "is not named .png, .jpg, .jpeg, .gif, .webp, .heic or .svg; save it as one of these."
        : ImageHeader.Read(content) is { Kind: ImageKind.Svg } && SvgPicture.Fault(content) is { } active
            ? $"is no plain drawing: {active}."
        : null;

    /// <summary>The words of a name, without folders and without everything that is no letter or digit.</summary>
    internal static string NameFrom(string name)
    {
        var last = name.Split('/', '\\')[^1];
        var words = Slug.From(Path.GetFileNameWithoutExtension(last)).Replace('.', '-').ToLowerInvariant();
        words = words.Length <= LongestName ? words : words[..LongestName].TrimEnd('-', '_');
        return words is "issue" ? "image" : words;
    }

    private (string? Path, string? Fault) Write(string slug, string words, string ending, byte[] content)
    {
        try
        {
            var beside = Path.Combine(Path.GetFullPath(folder.Issues), slug);
            Directory.CreateDirectory(beside);
            if (!ConfinedPath.IsInside(folder.Issues, beside))
            {
                return (null, $"the folder issues/{slug} is a link that leads out of issues/; put a folder there.");
            }

            for (var number = 1; number <= MostOfOneName; number++)
            {
                var name =
                    number == 1
                        ? words + ending
                        : string.Create(CultureInfo.InvariantCulture, $"{words}-{number}{ending}");
                if (Take(Path.Combine(beside, name), content))
                {
                    return ($"{slug}/{name}", null);
                }
            }

            return (null, "there are too many images of this name; give it another name.");
        }
        catch (UnauthorizedAccessException)
        {
            return (
                null,
                "the folder issues/ may not be written; give the dispatcher's user the right to write there."
            );
        }
        catch (IOException e)
        {
            return (null, $"the image could not be written into issues/: {e.Message}");
        }
    }

    /// <summary>True when the file is there with this content: the same image given twice is one file.</summary>
    private static bool Take(string path, byte[] content)
    {
        if (new FileInfo(path) is { } there && (there.Exists || there.LinkTarget is not null))
        {
            return there.LinkTarget is null
                && there.Length == content.Length
                && File.ReadAllBytes(path).AsSpan().SequenceEqual(content);
        }

        var made = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetRandomFileName()}.saving");
        try
        {
            using (var file = new FileStream(made, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(made, path, overwrite: false);
            return true;
        }
        catch (IOException) when (Path.Exists(path))
        {
            // Somebody else took the name in this moment.
            return false;
        }
        finally
        {
            File.Delete(made);
        }
    }

    private static string Shown(string name) => IssueKeys.Quoted(name.Split('/', '\\')[^1]);
}
