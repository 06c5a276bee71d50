using System.Buffers;
using System.Text;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>Reads command lines and bodies from one connection; pipelined data after them stay in the buffer.</summary>
internal sealed class SmtpReader(Stream stream)
{
    private byte[] _buffer = new byte[65_536];
    private int _start;
    private int _end;

    private ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    /// <summary>
    /// The next line without its CRLF; null at the end of the stream. A bare CR or LF does not end a line.
    /// </summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        int length;
        while ((length = Unread.IndexOf("\r\n"u8)) < 0)
        {
            if (!await FillAsync(cancellationToken))
            {
                return null;
            }
        }

        var line = Encoding.UTF8.GetString(Unread[..length]);
        _start += length + 2;
        return line;
    }

    /// <summary>
    /// The body up to CRLF.CRLF with dots un-stuffed (RFC 5321 4.5.2); null when the stream ended before.
    /// </summary>
    public async Task<byte[]?> ReadBodyAsync(CancellationToken cancellationToken)
    {
        var searched = 0;
        int dot;
        while ((dot = IndexOfFinalDot(searched)) < 0)
        {
            searched = Math.Max(0, Unread.Length - 4);
            if (!await FillAsync(cancellationToken))
            {
                return null;
            }
        }

        var body = WithoutStuffing(Unread[..dot]);
        _start += dot + 3;
        return body;
    }

    /// <summary>So many bytes; null when the stream ended before.</summary>
    public async Task<byte[]?> ReadBytesAsync(int count, CancellationToken cancellationToken)
    {
        if (!await BufferAsync(count, cancellationToken))
        {
            return null;
        }

        var bytes = Unread[..count].ToArray();
        _start += count;
        return bytes;
    }

    /// <summary>
    /// Waits until so many bytes have come, without reading them; false when the stream ended before.
    /// </summary>
    public async Task<bool> BufferAsync(int count, CancellationToken cancellationToken)
    {
        while (Unread.Length < count)
        {
            if (!await FillAsync(cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads and drops what the client still sends, until it closes.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        do
        {
            _start = _end = 0;
        } while (await FillAsync(cancellationToken));
    }

    /// <summary>The position of the dot that ends the body: alone on the first line, or after a CRLF.</summary>
    private int IndexOfFinalDot(int from)
    {
        if (Unread.StartsWith(".\r\n"u8))
        {
            return 0;
        }

        var found = Unread[from..].IndexOf("\r\n.\r\n"u8);
        return found < 0 ? -1 : from + found + 2;
    }

    private static byte[] WithoutStuffing(ReadOnlySpan<byte> wire)
    {
        var body = new ArrayBufferWriter<byte>(wire.Length + 1);
        var rest = wire.StartsWith("."u8) ? wire[1..] : wire;
        int stuffed;
        while ((stuffed = rest.IndexOf("\r\n."u8)) >= 0)
        {
            body.Write(rest[..(stuffed + 2)]);
            rest = rest[(stuffed + 3)..];
        }

        body.Write(rest);
        return body.WrittenSpan.ToArray();
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            Unread.CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        return read > 0;
    }
}
