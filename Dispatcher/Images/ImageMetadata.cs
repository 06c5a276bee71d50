using System.Buffers.Binary;

namespace Newsletter.Dispatcher.Images;

/// <summary>
/// Takes out what says where and by whom an image was made. The pixels and the colour profile stay byte by byte.
/// Tests: ImageMakerTests.
/// </summary>
internal static class ImageMetadata
{
    private static readonly string[] PngText = ["tEXt", "zTXt", "iTXt", "eXIf", "tIME"];

    /// <summary>The image without metadata; the same bytes when it has none.</summary>
    /// <param name="header">The header of the content, which is whole.</param>
    public static byte[] Strip(byte[] content, ImageHeader header) =>
        header.Kind switch
        {
            ImageKind.Png => OfPng(content),
            ImageKind.Jpeg => OfJpeg(content),
            _ => content,
        };

    private static byte[] OfPng(ReadOnlySpan<byte> content)
    {
        using var kept = new MemoryStream(content.Length);
        kept.Write(content[..8]);
        for (var at = 8; at + 12 <= content.Length; )
        {
            var end = (int)Math.Min(content.Length, at + 12L + BinaryPrimitives.ReadUInt32BigEndian(content[at..]));
            var name = System.Text.Encoding.ASCII.GetString(content.Slice(at + 4, 4));
            if (!PngText.Contains(name, StringComparer.Ordinal))
            {
                kept.Write(content[at..end]);
            }

            at = end;
            if (name == "IEND")
            {
                break;
            }
        }

        return kept.ToArray();
    }

    private static byte[] OfJpeg(ReadOnlySpan<byte> content)
    {
        using var kept = new MemoryStream(content.Length);
        kept.Write(content[..2]);
        var at = 2;
        while (at + 4 <= content.Length && content[at] == 0xFF)
        {
            var marker = content[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            // From the first scan on there are pixels; cameras write a second image behind the end.
            if (marker == 0xDA)
            {
                break;
            }

            var end = at + 2 + BinaryPrimitives.ReadUInt16BigEndian(content[(at + 2)..]);
            if (end > content.Length)
            {
                break;
            }

            if (!IsMetadata(marker, content[(at + 4)..end]))
            {
                kept.Write(content[at..end]);
            }

            at = end;
        }

        kept.Write(content[at..]);
        return kept.ToArray();
    }

    /// <summary>
    /// Comments and the segments of programs; JFIF (APP0), colour profiles (APP2) and Adobe's colour transform (APP14)
    /// decide how the pixels look.
    /// </summary>
    private static bool IsMetadata(byte marker, ReadOnlySpan<byte> data) =>
        marker switch
        {
            0xFE => true,
            0xE0 or 0xEE => false,
            0xE2 => !data.StartsWith("ICC_PROFILE\0"u8),
            >= 0xE1 and <= 0xEF => true,
            _ => false,
        };
}
