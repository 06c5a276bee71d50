namespace Newsletter.Dispatcher.Images;

/// <summary>What the first bytes of an image say: nothing is decoded, so that a hostile file costs nothing.</summary>
/// <param name="Width">In pixels as it is shown: turned as its EXIF data says. 0 when only a decoder knows.</param>
/// <param name="Height">As <paramref name="Width"/>.</param>
/// <param name="IsTurned">True when EXIF data turn or mirror the image.</param>
/// <param name="IsAnimated">True for more than one picture.</param>
/// <param name="MayBeSeenThrough">True when pixels may be transparent.</param>
/// <param name="IsWhole">False when the file ends before the image does.</param>
/// <param name="NeedsGround">True when <see cref="GroundMark"/> says so.</param>
internal sealed record ImageHeader(
    ImageKind Kind,
    int Width,
    int Height,
    bool IsTurned = false,
    bool IsAnimated = false,
    bool MayBeSeenThrough = false,
    bool IsWhole = true,
    bool NeedsGround = false
)
{
    /// <summary>The type as mails and pages name it.</summary>
    public static string TypeOf(ImageKind kind) =>
        kind switch
        {
            ImageKind.Png => "image/png",
            ImageKind.Jpeg => "image/jpeg",
            ImageKind.Gif => "image/gif",
            ImageKind.WebP => "image/webp",
            ImageKind.Heic => "image/heic",
            _ => "image/svg+xml",
        };

    /// <summary>True for the kinds that every mail program shows.</summary>
    public bool IsForMail => Kind is ImageKind.Png or ImageKind.Jpeg or ImageKind.Gif;

    /// <summary>The header of an image; null when the bytes are none of the kinds or the header is broken.</summary>
    public static ImageHeader? Read(ReadOnlySpan<byte> content) =>
        content switch
        {
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, ..] => PngHeader.Read(content),
            [0xFF, 0xD8, 0xFF, ..] => JpegHeader.Read(content),
            [0x47, 0x49, 0x46, 0x38, 0x37 or 0x39, 0x61, ..] => GifHeader.Read(content),
            [0x52, 0x49, 0x46, 0x46, _, _, _, _, 0x57, 0x45, 0x42, 0x50, ..] => WebPHeader.Read(content),
            [_, _, _, _, 0x66, 0x74, 0x79, 0x70, ..] => HeicHeader.Read(content),
            _ => SvgHeader.Read(content),
        };
}
