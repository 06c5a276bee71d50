namespace Newsletter.Dispatcher.Images;

/// <summary>Decides from an image's header what is done with it before it is frozen. Pure.</summary>
internal static class ImageRule
{
    /// <summary>The fault as the end of a sentence that begins with the image's name; null without one.</summary>
    public static string? Fault(ImageHeader? header, string path)
    {
        if (header is null)
        {
            return "is no PNG, JPEG, GIF, WebP, HEIC or SVG; save it as one of these.";
        }

        if (!header.IsWhole)
        {
            return "is cut off: the file ends before the picture does. Copy it again.";
        }

        if (KindOf(path) != header.Kind)
        {
            return $"is named {Path.GetExtension(path)}, and its content is {NameOf(header.Kind)}; name it "
                + $"{ExtensionOf(header.Kind)}.";
        }

        if (
            header.Width > ImageLimits.LongestSide
            || header.Height > ImageLimits.LongestSide
            || (long)header.Width * header.Height > ImageLimits.MostPixels
        )
        {
            return FormattableString.Invariant($"has {header.Width} x {header.Height} pixels; an image may have ")
                + FormattableString.Invariant($"{ImageLimits.MostPixels / 1_000_000} million. Make it smaller.");
        }

        return null;
    }

    /// <summary>What is done with an image without a fault.</summary>
    public static ImageWork WorkOf(ImageHeader header, int bytes) =>
        header switch
        {
            // An animation would lose its pictures or its colours.
            { Kind: ImageKind.Gif, IsAnimated: true } => ImageWork.Keep,
            { IsForMail: false } or { IsTurned: true } => ImageWork.Make,
            { Width: > ImageLimits.LargestWidth } => ImageWork.Make,
            _ when bytes > ImageLimits.LargestBytes => ImageWork.Make,
            { Kind: ImageKind.Png, MayBeSeenThrough: true, IsAnimated: false } => ImageWork.Judge,
            _ => ImageWork.Strip,
        };

    /// <summary>The kind that a name promises; null for none of ours.</summary>
    public static ImageKind? KindOf(string path) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => ImageKind.Png,
            ".jpg" or ".jpeg" => ImageKind.Jpeg,
            ".gif" => ImageKind.Gif,
            ".webp" => ImageKind.WebP,
            ".heic" or ".heif" => ImageKind.Heic,
            ".svg" => ImageKind.Svg,
            _ => null,
        };

    private static string NameOf(ImageKind kind) =>
        kind switch
        {
            ImageKind.Png => "a PNG",
            ImageKind.Jpeg => "a JPEG",
            ImageKind.Gif => "a GIF",
            ImageKind.WebP => "a WebP",
            ImageKind.Heic => "a HEIC",
            _ => "an SVG",
        };

    private static string ExtensionOf(ImageKind kind) =>
        kind switch
        {
            ImageKind.Jpeg => ".jpg",
            _ => $".{kind.ToString().ToLowerInvariant()}",
        };
}
