using System.IO.Compression;
using System.Text;
using Newsletter.Dispatcher.Subscribers.Import;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>
/// Opens a Postfix log, plain or compressed with gzip, and reads it line by line.
/// Tests: PostfixLogTests.
/// </summary>
internal static class PostfixLogFile
{
    /// <param name="path">Or <c>-</c> for standard input.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task ReadAsync(string path, PostfixLog log, CancellationToken cancellationToken)
    {
        try
        {
            await using var raw = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
            await using var file = new BufferedStream(raw, 1 << 16);
            await using var text = await DecompressAsync(file, cancellationToken);
            using var reader = new StreamReader(
                new CappedLines(text, PostfixLog.LongestLine),
                Encoding.UTF8,
                detectEncodingFromByteOrderMarks: true,
                1 << 16
            );

            // CappedLines knows no asynchronous reading, and a log is read from a disk or a pipe.
            while (reader.ReadLine() is { } line)
            {
                cancellationToken.ThrowIfCancellationRequested();
                log.Read(line);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: the log cannot be read: {e.Message}", e);
        }
    }

    /// <summary>By the first two bytes (RFC 1952 2.3.1), and not by the name of the file.</summary>
    private static async Task<Stream> DecompressAsync(BufferedStream file, CancellationToken cancellationToken)
    {
        var magic = new byte[2];
        var read = await file.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, cancellationToken);
        var whole = new Prefixed(magic.AsMemory(0, read), file);
        return magic is [0x1f, 0x8b] ? new GZipStream(whole, CompressionMode.Decompress) : whole;
    }

    /// <summary>Bytes that were read already, then the rest: standard input cannot be wound back.</summary>
    private sealed class Prefixed(ReadOnlyMemory<byte> prefix, Stream rest) : Stream
    {
        private ReadOnlyMemory<byte> _prefix = prefix;

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
            if (_prefix.IsEmpty)
            {
                return rest.Read(buffer);
            }

            var count = Math.Min(buffer.Length, _prefix.Length);
            _prefix.Span[..count].CopyTo(buffer);
            _prefix = _prefix[count..];
            return count;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
