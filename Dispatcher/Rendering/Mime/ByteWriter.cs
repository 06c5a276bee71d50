using System.Buffers;
using System.Text;

namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>Bytes being put together, in a buffer that is borrowed.</summary>
internal sealed class ByteWriter(int capacity = 4096) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>Room for at least so many bytes; <see cref="Advance"/> says how many were written there.</summary>
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

    /// <summary>What is not ASCII becomes a question mark.</summary>
    public void WriteAscii(ReadOnlySpan<char> text) => Length += Encoding.ASCII.GetBytes(text, Room(text.Length));

    /// <summary>What was written so far; good until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public byte[] ToArray() => _buffer.AsSpan(0, Length).ToArray();

    /// <summary>Forgets what was written.</summary>
    public void Clear() => Length = 0;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Length = 0;
    }
}
