using System.Globalization;
using CsvHelper;
using Newsletter.Dispatcher.Subscribers.Import;

namespace Newsletter.Dispatcher.Subscribers;

/// <summary>Writes the list as CSV (RFC 4180) that <see cref="CsvImport"/> reads back equal.</summary>
internal sealed class CsvExport(SubscriberList list)
{
    /// <summary>How instants are written; import reads them to the millisecond.</summary>
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>
    /// A spreadsheet that splits at ; or tab, as many do, must not find a formula behind one inside a cell.
    /// </summary>
    private static readonly CsvWriterOptions Options = new()
    {
        ShouldQuote = (text, _, _, _) => text.ContainsAny(';', '\t'),
    };

    /// <summary>Writes a header and one row for each person, by id.</summary>
    /// <returns>The number of people.</returns>
    public Task<long> WriteAsync(TextWriter output, CancellationToken cancellationToken) =>
        WriteAsync(output, list.ReadAsync(new(), cancellationToken), cancellationToken);

    /// <summary>The same for some people only.</summary>
    public static async Task<long> WriteAsync(
        TextWriter output,
        IAsyncEnumerable<Subscriber> people,
        CancellationToken cancellationToken
    )
    {
        var rows = 0L;
        await using var csv = CsvWriter.Create(output, Options, leaveOpen: true);
        csv.WriteRecord([.. CsvHeader.Known]);
        await foreach (var subscriber in people.WithCancellation(cancellationToken))
        {
            await csv.WriteRecordAsync(Cells(subscriber), cancellationToken);
            rows++;
        }

        await csv.FlushAsync(cancellationToken);
        return rows;
    }

    private static string[] Cells(Subscriber subscriber) =>
        [
            CsvCell.Guard(subscriber.Email),
            CsvCell.Guard(subscriber.FirstName ?? ""),
            CsvCell.Guard(subscriber.LastName ?? ""),
            CsvCell.Guard(subscriber.TimeZone ?? ""),
            CsvCell.Guard(string.Join(';', subscriber.Tags)),
            subscriber.Status.Word(),
            Written(subscriber.CreatedAt),
            Written(subscriber.ConfirmedAt),
            subscriber.PausedUntil?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
            subscriber.Term?.Word() ?? "",
            Written(subscriber.TermEndsAt),
        ];

    private static string Written(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture) ?? "";
}
