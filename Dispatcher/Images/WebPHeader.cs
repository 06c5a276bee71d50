using System.Buffers.Binary;

namespace Newsletter.Dispatcher.Images;

/// <summary>Reads the first chunk of a WebP. Tests: ImageHeaderTests.</summary>
internal static class WebPHeader
{
    /// <summary>The header; null when the first chunk tells no size.</summary>
    public static ImageHeader? Read(ReadOnlySpan<byte> content)
    {
        if (content.Length < 30)
        {
            return null;
        }

        var isWhole = BinaryPrimitives.ReadUInt32LittleEndian(content[4..]) + 8L <= content.Length;
        var data = content[20..];
        return content.Slice(12, 4) switch
        {
            [(byte)'V', (byte)'P', (byte)'8', (byte)'X'] => new(
                ImageKind.WebP,
                1 + (data[4] | (data[5] << 8) | (data[6] << 16)),
                1 + (data[7] | (data[8] << 8) | (data[9] << 16)),
                IsAnimated: (data[0] & 0x02) != 0,
                MayBeSeenThrough: (data[0] & 0x10) != 0,
                IsWhole: isWhole
            ),
            [(byte)'V', (byte)'P', (byte)'8', (byte)'L'] when data[0] == 0x2F => Lossless(
                BinaryPrimitives.ReadUInt32LittleEndian(data[1..]),
                isWhole
            ),
            [(byte)'V', (byte)'P', (byte)'8', (byte)' '] when data[3..6] is [0x9D, 0x01, 0x2A] => new(
                ImageKind.WebP,
                BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF,
                BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF,
                IsWhole: isWhole
            ),
            _ => null,
        };
    }

    private static ImageHeader Lossless(uint bits, bool isWhole) =>
        new(
            ImageKind.WebP,
            1 + (int)(bits & 0x3FFF),
            1 + (int)((bits >> 14) & 0x3FFF),
            MayBeSeenThrough: (bits >> 28 & 1) == 1,
            IsWhole: isWhole
        );
}
