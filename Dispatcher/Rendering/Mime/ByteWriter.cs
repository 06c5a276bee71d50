using System.Buffers;
using System.Text;

namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>Collects bytes in a pooled buffer. Tests: ToHeaderTests.</summary>
internal sealed class ByteWriter(int capacity = 4096) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>How many bytes are written so far.</summary>
    public int Length { get; private set; }

    /// <summary>
    /// Space for at least so many bytes; call <see cref="Advance"/> with the number that was written.
    /// </summary>
    public Span<byte> Room(int bytes)
    {
        if (_buffer.Length - Length < bytes)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, Length + bytes));
            _buffer.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(Length);
    }

    public void Advance(int bytes) => Length += bytes;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Characters outside ASCII become question marks.</summary>
    public void WriteAscii(ReadOnlySpan<char> text) => Length += Encoding.ASCII.GetBytes(text, Room(text.Length));

    /// <summary>The bytes written so far; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public byte[] ToArray() => _buffer.AsSpan(0, Length).ToArray();

    /// <summary>Drops the bytes written so far.</summary>
    public void Clear() => Length = 0;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Length = 0;
    }
}
