using System.Text;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Subscribers;

/// <summary>Brings a CSV file into the list, in constant memory, and as often as you like: a second time changes nothing.</summary>
/// <remarks>
/// Each batch is one transaction. An import that ends early, in whatever way, has done its first batches whole; running
/// it again finds them unchanged and goes on. A mailbox that the file names twice is found by the database like any
/// that it knows already: the later row is an update.
/// </remarks>
internal sealed class CsvImport(Database database, TimeProvider clock)
{
    /// <summary>
    /// Rows of one transaction. More of them share the pages of the address index that a commit writes; but a stop waits
    /// for the batch, and so does a dispatch that records its outcomes meanwhile (which comes in between two batches,
    /// while rows are read: reading ahead on another thread would shut it out).
    /// </summary>
    private const int BatchRows = 5000;

    /// <param name="path">The CSV file; refused rows go beside it.</param>
    /// <param name="progress">Told after each batch, on the importing thread.</param>
    /// <param name="cancellationToken">Stops the import between two batches; the answer says so.</param>
    /// <exception cref="IOException">The file cannot be read, or the refused rows cannot be written.</exception>
    public async Task<ImportResult> RunAsync(string path, IProgress<ImportProgress> progress, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (!file.CanSeek)
        {
            return new() { Problem = "is no ordinary file; save the table as a file first" };
        }

        var header = CsvHeader.Read(FirstLine(file));
        if (header.Problem is not null)
        {
            return new() { Problem = header.Problem };
        }

        using var rejected = new RejectedRows(path);
        await using var upsert = await SubscriberUpsert.OpenAsync(database, clock, cancellationToken);
        var result = new ImportResult { IgnoredColumns = header.Value!.Ignored };
        foreach (var batch in Rows(file, header.Value).Chunk(BatchRows))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                result = result with { IsStopped = true };
                break;
            }

            result = Import(batch, header.Value, upsert, rejected, result);
            progress.Report(new(result.Rows, file.Position, file.Length));
        }

        return result with { RejectedFile = rejected.Keep() };
    }

    private static IEnumerable<CsvRecord> Rows(FileStream file, CsvHeader header)
    {
        file.Position = 0;
        return new CsvRecords(header.Separator, header.Columns.Values.ToHashSet())
            .Read(AsUtf8(file))
            .Skip(1)
            .Where(record => !CsvRow.IsBlank(record));
    }

    private ImportResult Import(CsvRecord[] batch, CsvHeader header, SubscriberUpsert upsert, RejectedRows rejected, ImportResult sofar)
    {
        var entries = new List<SubscriberEntry>(batch.Length);
        var now = clock.GetUtcNow();
        foreach (var record in batch)
        {
            var row = CsvRow.Read(record, header, now);
            if (row.Problem is null)
            {
                entries.Add(row.Value!);
            }
            else
            {
                rejected.Add(record, row.Problem);
            }
        }

        var changes = upsert.Write(entries).CountBy(change => change).ToDictionary();
        return sofar with
        {
            Rows = sofar.Rows + batch.Length,
            Added = sofar.Added + changes.GetValueOrDefault(ImportChange.Added),
            Updated = sofar.Updated + changes.GetValueOrDefault(ImportChange.Updated),
            Unchanged = sofar.Unchanged + changes.GetValueOrDefault(ImportChange.Unchanged),
            Kept = sofar.Kept + changes.GetValueOrDefault(ImportChange.Kept),
            Refused = sofar.Refused + batch.Length - entries.Count,
        };
    }

    /// <summary>The first line that is not empty, in UTF-8; as much of it as a record may have.</summary>
    private static ReadOnlyMemory<byte> FirstLine(FileStream file)
    {
        var start = new byte[CsvRecords.MaxBytes];
        var text = start.AsSpan(0, AsUtf8(file).ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        if (text.StartsWith(Encoding.UTF8.Preamble))
        {
            text = text[Encoding.UTF8.Preamble.Length..];
        }

        text = text.TrimStart("\r\n"u8);
        var end = text.IndexOfAny((byte)'\r', (byte)'\n');
        return (end < 0 ? text : text[..end]).ToArray();
    }

    /// <summary>The file from its start, in UTF-8; UTF-16 is known by its byte order mark.</summary>
    private static Stream AsUtf8(FileStream file)
    {
        Span<byte> mark = stackalloc byte[2];
        var length = file.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return mark[..length] switch
        {
            [0xFF, 0xFE] => Encoding.CreateTranscodingStream(file, Encoding.Unicode, Encoding.UTF8, leaveOpen: true),
            [0xFE, 0xFF] => Encoding.CreateTranscodingStream(file, Encoding.BigEndianUnicode, Encoding.UTF8, leaveOpen: true),
            _ => file,
        };
    }
}

/// <summary>How far an import is.</summary>
/// <param name="Bytes">Of the file, read so far.</param>
/// <param name="AllBytes">Of the file.</param>
internal readonly record struct ImportProgress(long Rows, long Bytes, long AllBytes);

/// <summary>What an import came to.</summary>
internal sealed record ImportResult
{
    /// <summary>Why nothing of the file was imported, to stand behind its name; null when rows were read.</summary>
    public string? Problem { get; init; }

    /// <summary>Rows read; the sum of the five counts below.</summary>
    public long Rows { get; init; }

    public long Added { get; init; }

    public long Updated { get; init; }

    public long Unchanged { get; init; }

    /// <summary>Rows about people who have left: they stay away, nothing was changed.</summary>
    public long Kept { get; init; }

    public long Refused { get; init; }

    /// <summary>Columns that were not read, each with the one that may have been meant.</summary>
    public IReadOnlyList<string> IgnoredColumns { get; init; } = [];

    /// <summary>Where the refused rows are; null when there are none.</summary>
    public string? RejectedFile { get; init; }

    /// <summary>It was stopped before the file's end.</summary>
    public bool IsStopped { get; init; }
}
