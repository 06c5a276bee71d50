using System.IO.Compression;
using System.Text;
using Newsletter.Dispatcher.Subscribers.Import;
using Newsletter.Dispatcher.Text;

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
        var whole = new PrefixedStream(magic.AsMemory(0, read), file);
        return magic is [0x1f, 0x8b] ? new GZipStream(whole, CompressionMode.Decompress) : whole;
    }
}
