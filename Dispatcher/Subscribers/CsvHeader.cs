
namespace Newsletter.Dispatcher.Subscribers;

/// <summary>Which column of a CSV file holds what: read from its first line that is not empty.</summary>
/// <param name="Separator">Between cells: a comma, a semicolon or a tab, whichever makes the line a header we know.</param>
/// <param name="Columns">Place of each of our columns that the file has, from 0, by name.</param>
/// <param name="Count">Columns in all.</param>
/// <param name="Ignored">Names of the other columns, each with the one that may have been meant.</param>
internal sealed record CsvHeader(char Separator, IReadOnlyDictionary<string, int> Columns, int Count, IReadOnlyList<string> Ignored)
{
    public const string Email = "email";
    public const string FirstName = "first_name";
    public const string LastName = "last_name";
    public const string TimeZone = "time_zone";
    public const string Tags = "tags";
    public const string Status = "status";
    public const string CreatedAt = "created_at";

    /// <summary>Our columns, in the order of an export.</summary>
    public static readonly IReadOnlyList<string> Known = [Email, FirstName, LastName, TimeZone, Tags, Status, CreatedAt];

    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>Reads the header line, or says why the file cannot be imported.</summary>
    /// <param name="line">UTF-8, without the byte order mark.</param>
    public static Checked<CsvHeader?> Read(ReadOnlyMemory<byte> line)
    {
        if (line.IsEmpty)
        {
            return new(null, "is empty; its first line has to name the columns, at least email");
        }

        if (line.Span.Contains((byte)0))
        {
            return new(null, "is no text; save the table as CSV in UTF-8");
        }

        // Without a header that works, the reading with most cells has the separator that was meant, and so the best reason.
        var readings = Separators.Select(separator => Read(separator, line)).ToList();
        var good = readings.Where(reading => reading.Problem is null).ToList();
        return good.Count > 0
            ? good.MaxBy(reading => reading.Value!.Columns.Count)
            : readings.MaxBy(reading => reading.Value?.Count ?? int.MaxValue);
    }

    /// <summary>The name as our columns are written: <c>First Name</c> is <c>first_name</c>.</summary>
    private static string Normal(string name) => name.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');

    private static Checked<CsvHeader?> Read(char separator, ReadOnlyMemory<byte> line)
    {
        var record = new CsvRecords(separator, new HashSet<int>()).Single(line);
        if (record.Problem is not null)
        {
            return new(null, $"has a first line that {record.Problem}");
        }

        var columns = new Dictionary<string, int>();
        var ignored = new List<string>();
        for (var i = 0; i < record.Cells.Count; i++)
        {
            var name = Normal(record.Cells[i]);
            if (!Known.Contains(name))
            {
                ignored.Add(Describe(record.Cells[i]));
            }
            else if (!columns.TryAdd(name, i))
            {
                return new(null, $"has the column {name} twice; take one out");
            }
        }

        var header = new CsvHeader(separator, columns, record.Cells.Count, ignored);
        return columns.ContainsKey(Email)
            ? new(header)
            : new(header, $"has no column email in its first line, only {string.Join(", ", columns.Keys.Concat(ignored).Take(10))}; name one so");
    }

    private static string Describe(string name)
    {
        var shown = name.Length > 40 ? name[..40] + "…" : name;
        return DidYouMean.Closest(Normal(shown), Known) is { } meant ? $"{shown} (did you mean {meant}?)" : shown;
    }
}
