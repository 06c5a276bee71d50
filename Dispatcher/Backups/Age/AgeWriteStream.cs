using System.Security.Cryptography;

namespace Newsletter.Dispatcher.Backups.Age;

/// <summary>
/// Encrypts what is written to it, in the format of age. Only <see cref="Finish"/> makes the file whole: without it a
/// reader sees that the end is missing. Tests: AgeTests.
/// </summary>
internal sealed class AgeWriteStream : Stream
{
    private readonly Stream _file;
    private readonly AgeChunks _chunks;
    private readonly byte[] _chunk = new byte[AgeChunks.Length];
    private readonly byte[] _sealed = new byte[AgeChunks.Length + AgeKeys.TagLength];
    private int _filled;

    public AgeWriteStream(Stream file, AgeLock @lock)
    {
        FileKey = RandomNumberGenerator.GetBytes(AgeKeys.FileKeyLength);
        var nonce = RandomNumberGenerator.GetBytes(AgeKeys.NonceLength);
        (_file, _chunks) = (file, new(AgeKeys.OfPayload(FileKey, nonce)));
        file.Write(AgeHeader.Write(@lock, FileKey));
        file.Write(nonce);
    }

    /// <summary>The key that opens this file, so that the file can be read back right after it was written.</summary>
    public byte[] FileKey { get; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            // A full chunk is kept until more comes: the last one is sealed differently.
            if (_filled == _chunk.Length)
            {
                Put(isLast: false);
            }

            var taken = Math.Min(buffer.Length, _chunk.Length - _filled);
            buffer[..taken].CopyTo(_chunk.AsSpan(_filled));
            _filled += taken;
            buffer = buffer[taken..];
        }
    }

    /// <summary>Writes the last chunk.</summary>
    public void Finish() => Put(isLast: true);

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _chunks.Dispose();
        base.Dispose(disposing);
    }

    private void Put(bool isLast)
    {
        _chunks.Seal(_chunk.AsSpan(0, _filled), _sealed, isLast);
        _file.Write(_sealed, 0, _filled + AgeKeys.TagLength);
        _filled = 0;
    }
}
