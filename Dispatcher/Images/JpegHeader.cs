using System.Buffers.Binary;

namespace Newsletter.Dispatcher.Images;

/// <summary>Reads the segments of a JPEG up to its pixels. Tests: ImageHeaderTests.</summary>
internal static class JpegHeader
{
    /// <summary>The header; null when no segment tells the size.</summary>
    public static ImageHeader? Read(ReadOnlySpan<byte> content)
    {
        var turn = 1;
        for (var at = 2; at + 4 <= content.Length; )
        {
            if (content[at] != 0xFF)
            {
                return null;
            }

            var marker = content[at + 1];
            if (marker is 0xFF)
            {
                // A marker may have fill bytes before it.
                at++;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(content[(at + 2)..]);
            if (length < 2 || at + 2 + length > content.Length)
            {
                return null;
            }

            var data = content.Slice(at + 4, length - 2);
            if (IsFrame(marker))
            {
                return data.Length < 5 ? null : Of(data, turn, IsWhole(content[(at + 2 + length)..]));
            }

            if (marker == 0xE1 && data.StartsWith("Exif\0\0"u8))
            {
                turn = ExifTurn.Of(data[6..]);
            }

            at += 2 + length;
        }

        return null;
    }

    private static ImageHeader? Of(ReadOnlySpan<byte> frame, int turn, bool isWhole)
    {
        int height = BinaryPrimitives.ReadUInt16BigEndian(frame[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(frame[3..]);
        return width == 0 || height == 0 ? null
            : ExifTurn.LiesOnItsSide(turn) ? new(ImageKind.Jpeg, height, width, IsTurned: true, IsWhole: isWhole)
            : new(ImageKind.Jpeg, width, height, IsTurned: turn > 1, IsWhole: isWhole);
    }

    /// <summary>True for SOF0 to SOF15, without the tables that lie between them.</summary>
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    /// <summary>An end mark follows the pixels; cameras may write more behind it.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> rest) => rest.LastIndexOf([(byte)0xFF, (byte)0xD9]) >= 0;
}
