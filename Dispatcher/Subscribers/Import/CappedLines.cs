using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Subscribers.Import;

/// <summary>
/// UTF-8 text whose lines are cut off behind so many bytes, so that a line of 500 MB costs its reader no more memory
/// than any other. A line that is longer than the cap was cut.
/// Tests: CsvRecordsTests.
/// </summary>
internal sealed class CappedLines(Stream text, int maxBytes) : ReadStream
{
    private int _lineBytes;

    public override int Read(Span<byte> buffer)
    {
        // Nothing left after the cut is no end of the text: that would be the answer 0.
        int read,
            kept;
        do
        {
            read = text.Read(buffer);
            kept = Cut(buffer[..read]);
        } while (read > 0 && kept == 0);

        return kept;
    }

    /// <summary>Moves what is kept to the front; one byte more than the cap is, as the sign of the cut.</summary>
    private int Cut(Span<byte> read)
    {
        var kept = 0;
        var rest = read;
        while (rest.Length > 0)
        {
            var lineEnd = rest.IndexOfAny((byte)'\r', (byte)'\n');
            var line = lineEnd < 0 ? rest : rest[..lineEnd];
            var fits = Math.Min(line.Length, maxBytes + 1 - _lineBytes);
            line[..fits].CopyTo(read[kept..]);
            kept += fits;
            _lineBytes += fits;
            if (lineEnd < 0)
            {
                break;
            }

            read[kept++] = rest[lineEnd];
            _lineBytes = 0;
            rest = rest[(lineEnd + 1)..];
        }

        return kept;
    }
}
