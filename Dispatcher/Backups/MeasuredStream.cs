using System.Security.Cryptography;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Backups;

/// <summary>
/// Reads exactly as many octets of a file as it had at the beginning, and hashes them on the way: a file that somebody
/// changes meanwhile must not make the rest of the archive unreadable. Tests: BackupTests.
/// </summary>
internal sealed class MeasuredStream(Stream file, long length) : ReadStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _position;

    /// <summary>Nobody seeks; the archive only asks for length and position of what says yes here.</summary>
    public override bool CanSeek => true;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>SHA-256 of all octets, in hexadecimal; asked for once, after they were read.</summary>
    public string Hash() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    /// <exception cref="EndOfStreamException">The file became shorter.</exception>
    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, length - _position);
        var read = file.Read(buffer[..wanted]);
        if (read == 0 && wanted > 0)
        {
            throw new EndOfStreamException();
        }

        _hash.AppendData(buffer[..read]);
        _position += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        base.Dispose(disposing);
    }
}
