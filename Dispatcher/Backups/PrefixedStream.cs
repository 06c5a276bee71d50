namespace Newsletter.Dispatcher.Backups;

/// <summary>A stream whose first octets were read already. Tests: BackupTests.</summary>
internal sealed class PrefixedStream(byte[] first, Stream rest) : Stream
{
    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_at == first.Length)
        {
            return rest.Read(buffer);
        }

        var given = Math.Min(buffer.Length, first.Length - _at);
        first.AsSpan(_at, given).CopyTo(buffer);
        _at += given;
        return given;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
