namespace Newsletter.Dispatcher.Images;

/// <summary>
/// A chunk of our own in a PNG that says that it needs a light ground on dark screens. It is found out once, when the
/// image is decoded, and frozen with the image, so that nothing is decoded while an issue is sent.
/// Tests: ImageMakerTests.
/// </summary>
internal static class GroundMark
{
    /// <summary>The small first letter lets every program pass over it (PNG 5.4); no data, and its CRC.</summary>
    private static readonly byte[] Chunk = [0, 0, 0, 0, .. "grNd"u8, 0xF4, 0xE5, 0x6B, 0x52];

    /// <summary>The signature and the chunk IHDR, which comes first.</summary>
    private const int AfterHeader = 8 + 25;

    public static ReadOnlySpan<byte> Name => "grNd"u8;

    /// <summary>The PNG with the mark; not twice.</summary>
    public static byte[] AddTo(byte[] png) =>
        ImageHeader.Read(png) is { NeedsGround: true } ? png : [.. png[..AfterHeader], .. Chunk, .. png[AfterHeader..]];
}
