namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// What kind of picture a file is, by its first bytes and not by its name.
/// Tests: LookPictureTests.
/// </summary>
internal static class PictureType
{
    public const string Png = "image/png";
    public const string Jpeg = "image/jpeg";
    public const string Gif = "image/gif";
    public const string WebP = "image/webp";
    public const string Svg = "image/svg+xml";

    /// <summary>A type that mail programs show, for example <c>image/png</c>; null when it is none of them.</summary>
    public static string? Of(ReadOnlySpan<byte> content) =>
        content switch
        {
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, ..] => Png,
            [0xFF, 0xD8, 0xFF, ..] => Jpeg,
            [0x47, 0x49, 0x46, 0x38, 0x37 or 0x39, 0x61, ..] => Gif,
            [0x52, 0x49, 0x46, 0x46, _, _, _, _, 0x57, 0x45, 0x42, 0x50, ..] => WebP,
            _ => null,
        };

    /// <summary>The end of the name of a file of the type, for example <c>.png</c>.</summary>
    public static string Extension(string type) =>
        type switch
        {
            Png => ".png",
            Jpeg => ".jpg",
            Gif => ".gif",
            WebP => ".webp",
            Svg => ".svg",
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, message: null),
        };
}
