using System.Security.Cryptography;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Backups.Age;

/// <summary>
/// Decrypts a file of age. What it gives out was authenticated; its end comes only after the last chunk.
/// Tests: AgeTests.
/// </summary>
internal sealed class AgeReadStream : ReadStream
{
    private readonly Stream _file;
    private readonly AgeChunks _chunks;
    private readonly byte[] _chunk = new byte[AgeChunks.Length];
    private byte[] _sealed = new byte[AgeChunks.Length + AgeKeys.TagLength];
    private byte[] _next = new byte[AgeChunks.Length + AgeKeys.TagLength];
    private int _nextLength;
    private int _left;
    private int _at;
    private bool _isOver;

    private AgeReadStream(Stream file, byte[] fileKey)
    {
        var nonce = new byte[AgeKeys.NonceLength];
        if (file.ReadAtLeast(nonce, nonce.Length, throwOnEndOfStream: false) < nonce.Length)
        {
            throw new InvalidDataException("it ends in the middle");
        }

        (_file, _chunks) = (file, new(AgeKeys.OfPayload(fileKey, nonce)));
        _nextLength = Fetch();
    }

    /// <returns>Null where the opener does not open it.</returns>
    /// <exception cref="InvalidDataException">It is damaged or was changed.</exception>
    public static AgeReadStream? Open(Stream file, AgeOpener opener) =>
        AgeHeader.Read(file, opener) is { } fileKey ? new(file, fileKey) : null;

    /// <exception cref="InvalidDataException">It is damaged, was changed, or ends in the middle.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_left == 0 && !_isOver)
        {
            Decrypt();
        }

        var given = Math.Min(buffer.Length, _left);
        _chunk.AsSpan(_at, given).CopyTo(buffer);
        (_at, _left) = (_at + given, _left - given);
        return given;
    }

    protected override void Dispose(bool disposing)
    {
        _chunks.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>One chunk is fetched ahead: only the end of the file tells which chunk is the last.</summary>
    private void Decrypt()
    {
        (_sealed, _next) = (_next, _sealed);
        var length = _nextLength;
        _nextLength = length == _sealed.Length ? Fetch() : 0;
        _isOver = _nextLength == 0;
        if (length < AgeKeys.TagLength)
        {
            throw new InvalidDataException("it ends in the middle");
        }

        try
        {
            _chunks.Open(_sealed.AsSpan(0, length), _chunk, _isOver);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new InvalidDataException(
                _isOver ? "it ends in the middle, or was changed" : "it is damaged or was changed",
                e
            );
        }

        (_at, _left) = (0, length - AgeKeys.TagLength);
    }

    private int Fetch() => _file.ReadAtLeast(_next, _next.Length, throwOnEndOfStream: false);
}
