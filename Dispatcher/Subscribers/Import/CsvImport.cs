using System.Text;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers.Import.Columns;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Subscribers.Import;

/// <summary>
/// Brings a CSV file into the list, in constant memory, and as often as you like: a second time changes nothing.
/// </summary>
/// <remarks>
/// Each batch is one transaction. An import that ends early, in any way, has done its first batches whole; running
/// it again finds them unchanged and goes on. A mailbox that the file names twice is found by the database like any
/// that it knows already: the later row is an update.
/// </remarks>
internal sealed class CsvImport(Database database, TimeProvider clock, SigningKey oldestKey)
{
    /// <summary>
    /// Rows of one transaction. More of them share the pages of the address index that a commit writes; but a stop
    /// waits for the batch, and so does a dispatch that records its outcomes meanwhile (which comes in between two
    /// batches, while rows are read: reading ahead on another thread would shut it out).
    /// </summary>
    private const int BatchRows = 5000;

    /// <summary>The word of the form that the file has; null to find out by its headers.</summary>
    public string? Format { get; init; }

    /// <summary>What the operator said about the file's columns.</summary>
    public ColumnChoices Choices { get; init; } = new();

    /// <summary>The newsletter's own addresses, which it does not write to.</summary>
    public IReadOnlyCollection<EmailAddress> OwnAddresses { get; init; } = [];

    /// <summary>True to read and judge each row and to keep nothing. A mailbox that the file names twice may count as
    /// new twice.</summary>
    public bool IsTrial { get; init; }

    /// <summary>The newsletter's own addresses, which it does not write to.</summary>
    public static IReadOnlyCollection<EmailAddress> AddressesOf(NewsletterSettings newsletter) =>
        [newsletter.From, .. newsletter.ReplyTo is { } replyTo ? [replyTo] : Array.Empty<EmailAddress>()];

    /// <param name="path">The CSV file; refused rows go beside it.</param>
    /// <param name="progress">Told after each batch, on the importing thread.</param>
    /// <param name="cancellationToken">Stops the import between two batches; the answer says so.</param>
    /// <exception cref="IOException">The file cannot be read, or the refused rows cannot be written.</exception>
    public async Task<ImportResult> RunAsync(
        string path,
        IProgress<ImportProgress> progress,
        CancellationToken cancellationToken
    )
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (!file.CanSeek)
        {
            return new() { Problem = "is no ordinary file; save the table as a file first" };
        }

        var start = CsvStart.Read(AsUtf8(file));
        var header = CsvHeader.Read(start.Header, Format, start.Separator);
        if (header.Problem is not null)
        {
            return new() { Problem = header.Problem };
        }

        var roles = ColumnRoles.Read(Choices, header.Value!.Names);
        var columns = roles.Problem is null ? header.Value.With(roles.Value!) : new(null, roles.Problem);
        var problem = columns.Problem ?? Question(file, columns.Value!, start, roles.Value!, cancellationToken);
        return problem is null
            ? await ImportAsync(
                path,
                file,
                new Reading(columns.Value!, start, roles.Value!),
                progress,
                cancellationToken
            )
            : new() { Problem = problem, NeedsAnswer = true };
    }

    /// <summary>
    /// What the operator has to say before the first row; null when nothing is open. Most files are not read for it.
    /// </summary>
    private static string? Question(
        FileStream file,
        CsvHeader header,
        CsvStart start,
        ColumnRoles roles,
        CancellationToken cancellationToken
    )
    {
        var doubtful = header.Doubtful(roles.Ignored).ToList();
        return doubtful.Count == 0
            ? null
            : ColumnQuestion.Of(
                doubtful,
                ColumnSamples.Take(
                    Rows(file, header, start),
                    [.. doubtful.Select(column => column.At)],
                    cancellationToken
                )
            );
    }

    private async Task<ImportResult> ImportAsync(
        string path,
        FileStream file,
        Reading reading,
        IProgress<ImportProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var header = reading.Header;
        using var rejected = new RejectedRows(path);
        await using var upsert = await SubscriberUpsert.OpenAsync(
            database,
            clock,
            oldestKey,
            header.Form?.Product,
            cancellationToken
        );
        var result = new ImportResult
        {
            Product = header.Form?.Product,
            Columns = header.Count,
            TakenFor = header.TakenFor,
            IgnoredColumns = header.Ignored,
        };
        foreach (var batch in Rows(file, header, reading.Start).Chunk(BatchRows))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                result = result with { IsStopped = true };
                break;
            }

            result = Import(batch, reading, upsert, rejected, result);
            progress.Report(new(result.Rows, file.Position, file.Length));
        }

        return result with
        {
            RejectedFile = rejected.Keep(),
        };
    }

    private static IEnumerable<CsvRecord> Rows(FileStream file, CsvHeader header, CsvStart start)
    {
        file.Position = 0;
        var read = header.Columns.Values.Concat(header.Said.Keys).ToHashSet();
        return start
            .Below(new CsvRecords(header.Separator, read).Read(AsUtf8(file)))
            .Where(record => !CsvRow.IsBlank(record));
    }

    private ImportResult Import(
        CsvRecord[] batch,
        Reading reading,
        SubscriberUpsert upsert,
        RejectedRows rejected,
        ImportResult sofar
    )
    {
        var header = reading.Header;
        var entries = new List<SubscriberEntry>(batch.Length);
        var leftOut = new Dictionary<string, long>(sofar.LeftOut);
        var now = clock.GetUtcNow();
        foreach (var record in batch)
        {
            var row = CsvRow.Read(
                record,
                header,
                now,
                column => leftOut[column] = leftOut.GetValueOrDefault(column) + 1
            );
            if (row.Problem is null)
            {
                row = reading.Roles.Apply(record, row.Value!);
            }

            if ((row.Problem ?? Wrong(row.Value!, header)) is { } problem)
            {
                rejected.Add(record, problem);
            }
            else
            {
                entries.Add(row.Value!);
            }
        }

        var changes = upsert.Write(entries, isTrial: IsTrial).CountBy(change => change).ToDictionary();
        return sofar with
        {
            Rows = sofar.Rows + batch.Length,
            Added = sofar.Added + changes.GetValueOrDefault(ImportChange.Added),
            Updated = sofar.Updated + changes.GetValueOrDefault(ImportChange.Updated),
            Unchanged = sofar.Unchanged + changes.GetValueOrDefault(ImportChange.Unchanged),
            Kept = sofar.Kept + changes.GetValueOrDefault(ImportChange.Kept),
            Refused = sofar.Refused + batch.Length - entries.Count,
            LeftOut = leftOut,
        };
    }

    /// <summary>
    /// Why an address is not one to write to. Of somebody who has left it does not matter, and may still be news.
    /// </summary>
    private string? Wrong(SubscriberEntry entry, CsvHeader header) =>
        !SubscriberMerge.IsDeparture(entry.Status) && ReaderAddress.Wrong(entry.Address, OwnAddresses) is { } problem
            ? $"{header.Shown(header.Form?.Email ?? [CsvHeader.Email])} {problem}"
            : null;

    /// <summary>The file from its start, in UTF-8; UTF-16 is known by its byte order mark.</summary>
    private static Stream AsUtf8(FileStream file)
    {
        Span<byte> mark = stackalloc byte[2];
        var length = file.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return mark[..length] switch
        {
            [0xFF, 0xFE] => Encoding.CreateTranscodingStream(file, Encoding.Unicode, Encoding.UTF8, leaveOpen: true),
            [0xFE, 0xFF] => Encoding.CreateTranscodingStream(
                file,
                Encoding.BigEndianUnicode,
                Encoding.UTF8,
                leaveOpen: true
            ),
            _ => file,
        };
    }

    /// <summary>How the rows of one file are read.</summary>
    private sealed record Reading(CsvHeader Header, CsvStart Start, ColumnRoles Roles);
}
