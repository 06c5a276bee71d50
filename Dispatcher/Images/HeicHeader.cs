using System.Buffers.Binary;

namespace Newsletter.Dispatcher.Images;

/// <summary>Reads the boxes of a HEIC, the form in which telephones keep photos. Tests: ImageHeaderTests.</summary>
internal static class HeicHeader
{
    /// <summary>The sizes stand in the first boxes; a file that hides them further behind is refused.</summary>
    private const int SearchedBytes = 64 * 1024;

    /// <summary>The header with the largest size that the file names; null when it is no HEIC.</summary>
    public static ImageHeader? Read(ReadOnlySpan<byte> content)
    {
        if (
            content.Length < 16
            || content.Slice(8, 4)
                is not (
                    [(byte)'h', (byte)'e', (byte)'i', (byte)'c']
                    or [(byte)'h', (byte)'e', (byte)'i', (byte)'x']
                    or [(byte)'m', (byte)'i', (byte)'f', (byte)'1']
                    or [(byte)'m', (byte)'s', (byte)'f', (byte)'1']
                )
        )
        {
            return null;
        }

        // A photo is a grid of tiles: each tile has its size, and the whole has the largest.
        var searched = content[..Math.Min(content.Length, SearchedBytes)];
        var (width, height) = (0L, 0L);
        for (var at = searched.IndexOf("ispe"u8); at >= 0; )
        {
            if (at + 16 > searched.Length)
            {
                break;
            }

            long w = BinaryPrimitives.ReadUInt32BigEndian(searched[(at + 8)..]);
            long h = BinaryPrimitives.ReadUInt32BigEndian(searched[(at + 12)..]);
            if (w * h > width * height)
            {
                (width, height) = (w, h);
            }

            var next = searched[(at + 4)..].IndexOf("ispe"u8);
            at = next < 0 ? -1 : at + 4 + next;
        }

        return width is 0 or > int.MaxValue || height is 0 or > int.MaxValue
            ? null
            : new(ImageKind.Heic, (int)width, (int)height);
    }
}
