using System.Text;

namespace Newsletter.Dispatcher.Subscribers.Import;

/// <summary>
/// How a CSV file begins: its header, and before it perhaps the line <c>sep=;</c> by which Excel tells the separator.
/// Tests: CsvImportTests.
/// </summary>
/// <param name="Header">The line with the names of the columns, in UTF-8, as much of it as a record may have; empty for
/// an empty file.</param>
/// <param name="Separator">The separator that the file names; null when it names none.</param>
internal sealed record CsvStart(ReadOnlyMemory<byte> Header, char? Separator)
{
    /// <summary>Reads the beginning of a text.</summary>
    /// <param name="text">UTF-8, at its start; it is read further than the header goes.</param>
    public static CsvStart Read(Stream text)
    {
        var start = new byte[CsvRecords.MaxBytes];
        var rest = start.AsMemory(0, text.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        if (rest.Span.StartsWith(Encoding.UTF8.Preamble))
        {
            rest = rest[Encoding.UTF8.Preamble.Length..];
        }

        var first = NextLine(ref rest);
        return NamedSeparator(first.Span) is { } separator
            ? new(NextLine(ref rest).ToArray(), separator)
            : new(first.ToArray(), null);
    }

    /// <summary>The records below the header.</summary>
    /// <param name="records">All records of the file.</param>
    public IEnumerable<CsvRecord> Below(IEnumerable<CsvRecord> records) => records.Skip(Separator is null ? 1 : 2);

    /// <summary>The next line that is not empty.</summary>
    private static ReadOnlyMemory<byte> NextLine(ref Memory<byte> rest)
    {
        rest = rest.TrimStart("\r\n"u8);
        var end = rest.Span.IndexOfAny((byte)'\r', (byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = rest[line.Length..];
        return line;
    }

    /// <summary>The separator of <c>sep=;</c> or <c>"sep=;"</c>, in any case; null for any other line.</summary>
    private static char? NamedSeparator(ReadOnlySpan<byte> line)
    {
        var text = line.Trim((byte)' ').Trim((byte)'"');
        return
            text is [.., var sign]
            && sign is (byte)',' or (byte)';' or (byte)'\t' or (byte)'|'
            && Ascii.EqualsIgnoreCase(text[..^1], "sep="u8)
            ? (char)sign
            : null;
    }
}
