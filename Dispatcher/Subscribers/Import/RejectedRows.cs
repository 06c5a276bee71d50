using System.Globalization;
using CsvHelper;

namespace Newsletter.Dispatcher.Subscribers.Import;

/// <summary>
/// The rows that an import refused, in <c>FILE.rejected.csv</c> beside <c>FILE.csv</c>: line, reason and the row as it
/// stood. The file of an earlier import is replaced when this one ends, and removed when nothing was refused.
/// Tests: CsvImportTests.
/// </summary>
internal sealed class RejectedRows(string imported) : IDisposable
{
    private WholeFile? _file;
    private CsvWriter? _csv;

    public string Path { get; } = System.IO.Path.ChangeExtension(imported, ".rejected.csv");

    public void Add(CsvRecord record, string reason)
    {
        if (_csv is null)
        {
            _file = new WholeFile(Path);
            _csv = CsvWriter.Create(_file.Text, new CsvWriterOptions(), leaveOpen: true);
            _csv.WriteRecord("line", "reason", "row");
        }

        _csv.WriteRecord(record.Line.ToString(CultureInfo.InvariantCulture), reason, CsvCell.Guard(record.Raw));
    }

    /// <summary>Puts the file in its place.</summary>
    /// <returns>Its path, or null when nothing was refused; then there is none.</returns>
    public string? Keep()
    {
        if (_file is null)
        {
            File.Delete(Path);
            return null;
        }

        _csv!.Flush();
        _file.Keep();
        return Path;
    }

    /// <summary>The first rows of such a file: line, reason and row.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> First(Stream file, int most)
    {
        using var csv = CsvReader.Create(
            file,
            new CsvReaderOptions { HasHeader = false, AllowLineBreaksInQuotes = true }
        );
        var rows = new List<IReadOnlyList<string>>();
        var isHeader = true;
        while (rows.Count < most && csv.Read())
        {
            if (!isHeader && csv.FieldCount == 3)
            {
                rows.Add([csv.GetString(0), csv.GetString(1), CsvCell.Unguard(csv.GetString(2))]);
            }

            isHeader = false;
        }

        return rows;
    }

    public void Dispose() => _file?.Dispose();
}
