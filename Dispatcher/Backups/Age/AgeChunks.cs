using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Newsletter.Dispatcher.Backups.Age;

/// <summary>
/// The payload of an age file is cut into chunks, each authenticated under its number, the last one marked: nothing
/// can be changed, left out or cut off unseen. Tests: AgeTests.
/// </summary>
internal sealed class AgeChunks(byte[] key) : IDisposable
{
    public const int Length = 64 * 1024;

    private readonly ChaCha20Poly1305 _cipher = new(key);
    private readonly byte[] _nonce = new byte[12];
    private long _count;

    /// <summary>Encrypts the next chunk; <paramref name="sealedChunk"/> has room for its tag behind it.</summary>
    public void Seal(ReadOnlySpan<byte> chunk, Span<byte> sealedChunk, bool isLast)
    {
        Next(isLast);
        _cipher.Encrypt(_nonce, chunk, sealedChunk[..chunk.Length], sealedChunk.Slice(chunk.Length, AgeKeys.TagLength));
    }

    /// <exception cref="AuthenticationTagMismatchException">It was changed, or is not the next or last one.</exception>
    public void Open(ReadOnlySpan<byte> sealedChunk, Span<byte> chunk, bool isLast)
    {
        Next(isLast);
        _cipher.Decrypt(
            _nonce,
            sealedChunk[..^AgeKeys.TagLength],
            sealedChunk[^AgeKeys.TagLength..],
            chunk[..(sealedChunk.Length - AgeKeys.TagLength)]
        );
    }

    public void Dispose() => _cipher.Dispose();

    private void Next(bool isLast)
    {
        BinaryPrimitives.WriteInt64BigEndian(_nonce.AsSpan(3), _count++);
        _nonce[11] = isLast ? (byte)1 : (byte)0;
        if (_count == long.MaxValue)
        {
            throw new InvalidDataException("it has too many chunks");
        }
    }
}
