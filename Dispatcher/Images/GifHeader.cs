using System.Buffers.Binary;

namespace Newsletter.Dispatcher.Images;

/// <summary>Reads the blocks of a GIF without unpacking one. Tests: ImageHeaderTests.</summary>
internal static class GifHeader
{
    private const int Fixed = 13;

    /// <summary>The header; null when the size is missing.</summary>
    public static ImageHeader? Read(ReadOnlySpan<byte> content)
    {
        if (content.Length < Fixed)
        {
            return null;
        }

        int width = BinaryPrimitives.ReadUInt16LittleEndian(content[6..]);
        int height = BinaryPrimitives.ReadUInt16LittleEndian(content[8..]);
        if (width == 0 || height == 0)
        {
            return null;
        }

        var (pictures, isSeenThrough, isWhole) = (0, false, false);
        for (var at = Fixed + TableLength(content[10]); at < content.Length && !isWhole; )
        {
            switch (content[at])
            {
                case 0x3B:
                    isWhole = true;
                    break;
                case 0x21 when at + 4 <= content.Length:
                    isSeenThrough |= content[at + 1] == 0xF9 && (content[at + 3] & 1) == 1;
                    at = AfterBlocks(content, at + 2);
                    break;
                case 0x2C when at + 10 <= content.Length:
                    pictures++;
                    at = AfterBlocks(content, at + 11 + TableLength(content[at + 9]));
                    break;
                default:
                    at = content.Length;
                    break;
            }
        }

        return new(
            ImageKind.Gif,
            width,
            height,
            IsAnimated: pictures > 1,
            MayBeSeenThrough: isSeenThrough,
            IsWhole: isWhole && pictures > 0
        );
    }

    private static int TableLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static int AfterBlocks(ReadOnlySpan<byte> content, int at)
    {
        while (at < content.Length && content[at] != 0)
        {
            at += 1 + content[at];
        }

        return at + 1;
    }
}
