using System.Buffers.Binary;

namespace Newsletter.Dispatcher.Images;

/// <summary>Reads the chunks of a PNG without decoding one. Tests: ImageHeaderTests.</summary>
internal static class PngHeader
{
    private const int First = 8;
    private const int Around = 12;

    /// <summary>The header; null when IHDR is not the first chunk.</summary>
    public static ImageHeader? Read(ReadOnlySpan<byte> content)
    {
        if (content.Length < First + Around + 13 || !content.Slice(First + 4, 4).SequenceEqual("IHDR"u8))
        {
            return null;
        }

        var width = BinaryPrimitives.ReadUInt32BigEndian(content[(First + 8)..]);
        var height = BinaryPrimitives.ReadUInt32BigEndian(content[(First + 12)..]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
        {
            return null;
        }

        // Colour types 4 and 6 have an alpha channel; the others may have a chunk tRNS.
        var isSeenThrough = content[First + 17] is 4 or 6;
        var (isTurned, isAnimated, isWhole, needsGround) = (false, false, false, false);
        for (var at = First; at + Around <= content.Length; )
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(content[at..]);
            var end = at + Around + (long)length;
            if (end > content.Length)
            {
                break;
            }

            var data = content.Slice(at + 8, (int)length);
            switch (content.Slice(at + 4, 4))
            {
                case [(byte)'t', (byte)'R', (byte)'N', (byte)'S']:
                    isSeenThrough = true;
                    break;
                case [(byte)'a', (byte)'c', (byte)'T', (byte)'L']:
                    isAnimated = true;
                    break;
                case [(byte)'e', (byte)'X', (byte)'I', (byte)'f']:
                    isTurned = ExifTurn.Of(data) > 1;
                    break;
                case var name when name.SequenceEqual(GroundMark.Name):
                    needsGround = true;
                    break;
                case [(byte)'I', (byte)'E', (byte)'N', (byte)'D']:
                    isWhole = true;
                    break;
                default:
                    break;
            }

            at = (int)end;
        }

        return new(ImageKind.Png, (int)width, (int)height, isTurned, isAnimated, isSeenThrough, isWhole, needsGround);
    }
}
