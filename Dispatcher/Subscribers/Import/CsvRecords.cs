using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace Newsletter.Dispatcher.Subscribers.Import;

/// <summary>Splits a CSV file into records so that a broken one harms no other.</summary>
/// <remarks>
/// A quote that is never closed must not swallow the rest of the file. So the file is read line by line, and only where
/// a quote stays open are further lines joined, as long as that gives a sound record whose line breaks stand in columns
/// that are ignored anyway (a name with a line break in it would be refused). Otherwise the one line is refused and
/// reading goes on with the next.
/// </remarks>
internal sealed class CsvRecords
{
    /// <summary>Longest record.</summary>
    public const int MaxBytes = 64 * 1024;

    public const int MaxColumns = 100;

    private const string OpenQuote =
        "has a quote that opens here and does not close in its cell; close it, or write it twice if it belongs to the "
        + "text";

    private readonly CsvReaderOptions _options;
    private readonly IReadOnlySet<int> _ownColumns;

    /// <summary>Set by the reader for the record it is on.</summary>
    private CsvMalformedReason? _fault;

    /// <summary>Lines that were looked at while looking for the end of a quote, next one on top.</summary>
    private readonly Stack<Line> _ahead = new();

    /// <param name="ownColumns">Columns that no line break may stand in, from 0.</param>
    public CsvRecords(char separator, IReadOnlySet<int> ownColumns)
    {
        _ownColumns = ownColumns;
        _options = new CsvReaderOptions
        {
            Separator = separator,
            HasHeader = false,
            DetectSeparatorHint = false,
            AllowLineBreaksInQuotes = false,
            TrimWhitespace = true,
            WhitespaceCharacters = separator == '\t' ? " " : " \t",
            TrackLineNumbers = true,
            OnMalformedRecord = malformed => _fault = malformed.Reason,
        };
    }

    /// <summary>All records, the header too, without empty lines.</summary>
    /// <param name="text">UTF-8, read once and as far as the records are asked for.</param>
    public IEnumerable<CsvRecord> Read(Stream text)
    {
        using var capped = new CappedLines(text, MaxBytes);
        using var reader = CsvReader.Create(capped, _options);
        while (NextLine(reader) is { } line)
        {
            yield return line.HasOpenQuote ? Join(line, reader) : line.Record;
        }
    }

    /// <summary>The record that a text is, or why it is none. For a header, before there are columns.</summary>
    public CsvRecord Single(ReadOnlyMemory<byte> text)
    {
        using var reader = CsvReader.Create(text, _options);
        return NextLine(reader)?.Record ?? new(1, "", [], "is empty");
    }

    private Line? NextLine(CsvReader reader)
    {
        if (_ahead.TryPop(out var line))
        {
            return line;
        }

        _fault = null;
        return reader.Read() ? Inspect(reader) : null;
    }

    private Line Inspect(CsvReader reader)
    {
        var raw = reader.RawRecord;
        var isUtf8 = Utf8.IsValid(raw);
        var text = isUtf8 ? Encoding.UTF8.GetString(raw) : Encoding.Latin1.GetString(raw);
        var unreadable = raw switch
        {
            { Length: > MaxBytes } => $"is longer than {MaxBytes / 1024} kB; shorten it",
            _ when !isUtf8 => "is not UTF-8; save the file as UTF-8",
            _ when raw.Contains((byte)0) => "has a NUL character; take it out",
            _ when reader.FieldCount > MaxColumns =>
                $"has {reader.FieldCount} cells; at most {MaxColumns} are possible",
            _ => null,
        };
        var problem =
            unreadable
            ?? _fault switch
            {
                null => null,
                CsvMalformedReason.StrayQuote =>
                    "has a quote inside a cell that does not begin with one; write the cell in quotes and that quote "
                        + "twice",
                CsvMalformedReason.TextAfterClosingQuote =>
                    "has text after a closing quote; write a quote that belongs to the text twice",
                _ => OpenQuote,
            };
        return new(new(reader.LineNumber, text, problem is null ? Cells(reader) : [], problem), unreadable is null);
    }

    private static string[] Cells(CsvReader reader)
    {
        var cells = new string[reader.FieldCount];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = reader.GetString(i);
        }

        return cells;
    }

    /// <summary>The record that begins with an open quote: with the lines that end it, or refused alone.</summary>
    private CsvRecord Join(Line first, CsvReader reader)
    {
        var lines = new List<Line> { first };
        var length = first.Record.Raw.Length;
        while (length <= MaxBytes && NextLine(reader) is { } next)
        {
            lines.Add(next);
            length += next.Record.Raw.Length + 1;
            if (!next.IsText)
            {
                break;
            }

            // The open quote can only be closed on a line with an odd number of quotes: doubled ones close nothing.
            if (next.Record.Raw.Count(c => c == '"') % 2 == 1)
            {
                if (length <= MaxBytes && Joined(lines) is { } whole)
                {
                    return whole;
                }

                break;
            }
        }

        for (var i = lines.Count - 1; i > 0; i--)
        {
            _ahead.Push(lines[i]);
        }

        return first.Record;
    }

    private CsvRecord? Joined(List<Line> lines)
    {
        var raw = string.Join('\n', lines.Select(line => line.Record.Raw));
        _fault = null;
        using var reader = CsvReader.Create(
            Encoding.UTF8.GetBytes(raw),
            _options with
            {
                AllowLineBreaksInQuotes = true,
            }
        );
        if (
            !reader.Read()
            || _fault is not null
            || reader.FieldCount > MaxColumns
            || reader.RawRecord.Length != Encoding.UTF8.GetByteCount(raw)
        )
        {
            return null;
        }

        var cells = Cells(reader);
        return _ownColumns.Any(column =>
            column < cells.Length && cells[column].Contains('\n', StringComparison.Ordinal)
        )
            ? null
            : new(lines[0].Record.Line, raw, cells, Problem: null);
    }

    /// <param name="IsText">It can be read; what may be wrong with it are its quotes.</param>
    private sealed record Line(CsvRecord Record, bool IsText)
    {
        public bool HasOpenQuote => IsText && Record.Problem == OpenQuote;
    }
}
