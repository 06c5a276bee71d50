using System.Buffers.Binary;

namespace Newsletter.Dispatcher.Images;

/// <summary>How a camera says that it was held: tag 0x0112 of the EXIF data. Tests: ImageHeaderTests.</summary>
internal static class ExifTurn
{
    private const ushort Orientation = 0x0112;

    /// <summary>1 to 8; 1 is upright, and what an unreadable block says.</summary>
    /// <param name="tiff">The data from their byte order on.</param>
    public static int Of(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8 || tiff[..2] is not ([0x49, 0x49] or [0x4D, 0x4D]))
        {
            return 1;
        }

        var isLittle = tiff[0] == 0x49;
        var directory = Number(tiff[4..], isLittle);
        if (directory + 2 > tiff.Length)
        {
            return 1;
        }

        var entries = Short(tiff[(int)directory..], isLittle);
        for (var i = 0; i < entries; i++)
        {
            var at = directory + 2 + (i * 12L);
            if (at + 12 > tiff.Length)
            {
                return 1;
            }

            var entry = tiff[(int)at..];
            if (Short(entry, isLittle) == Orientation)
            {
                return Short(entry[8..], isLittle) is var turn and >= 1 and <= 8 ? turn : 1;
            }
        }

        return 1;
    }

    /// <summary>True for the turns that swap width and height.</summary>
    public static bool LiesOnItsSide(int turn) => turn is >= 5 and <= 8;

    private static int Short(ReadOnlySpan<byte> data, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(data) : BinaryPrimitives.ReadUInt16BigEndian(data);

    private static long Number(ReadOnlySpan<byte> data, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(data) : BinaryPrimitives.ReadUInt32BigEndian(data);
}
