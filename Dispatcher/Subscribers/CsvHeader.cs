using Newsletter.Dispatcher.Subscribers.Forms;

namespace Newsletter.Dispatcher.Subscribers;

/// <summary>Which column of a CSV file holds what: read from its first line that is not empty.</summary>
/// <param name="Separator">Between cells: a comma, a semicolon or a tab, whichever makes the line a header we know.</param>
/// <param name="Form">The product that wrote the file; null for our own form.</param>
/// <param name="Columns">Place of each column that is read, from 0, by its <see cref="Normal"/> name.</param>
/// <param name="Names">All columns as they stand in the file.</param>
/// <param name="Ignored">Names of the columns that are not read; in our own form each with the one that may have been meant.</param>
internal sealed record CsvHeader(
    char Separator, ForeignForm? Form, IReadOnlyDictionary<string, int> Columns, IReadOnlyList<string> Names, IReadOnlyList<string> Ignored)
{
    public const string Email = "email";
    public const string FirstName = "first_name";
    public const string LastName = "last_name";
    public const string TimeZone = "time_zone";
    public const string Tags = "tags";
    public const string Status = "status";
    public const string CreatedAt = "created_at";
    public const string ConfirmedAt = "confirmed_at";
    public const string PausedUntil = "paused_until";
    public const string Term = "term";
    public const string TermEndsAt = "term_ends_at";

    /// <summary>The word on the command line for our own form.</summary>
    public const string OwnForm = "own";

    /// <summary>Our columns, in the order of an export.</summary>
    public static readonly IReadOnlyList<string> Known =
        [Email, FirstName, LastName, TimeZone, Tags, Status, CreatedAt, ConfirmedAt, PausedUntil, Term, TermEndsAt];

    /// <summary>Columns that no other product has: a file with one of them is ours, whatever else is in it.</summary>
    private static readonly string[] OnlyOurs = [TimeZone, ConfirmedAt, PausedUntil, Term, TermEndsAt];

    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>Columns in all.</summary>
    public int Count => Names.Count;

    /// <summary>Reads the header line, or says why the file cannot be imported.</summary>
    /// <param name="line">UTF-8, without the byte order mark.</param>
    /// <param name="format">The word of the form that the file has (<see cref="OwnForm"/> for ours); null to find out.</param>
    public static Checked<CsvHeader?> Read(ReadOnlyMemory<byte> line, string? format = null)
    {
        if (line.IsEmpty)
        {
            return new(null, "is empty; its first line has to name the columns, at least email");
        }

        if (line.Span.StartsWith("PK\u0003\u0004"u8))
        {
            return new(null, "is a zip file, or a workbook; unpack it first and import the CSV files in it, or save the table as CSV in UTF-8");
        }

        if (line.Span.Contains((byte)0) || line.Span is [0x1F, 0x8B, ..])
        {
            return new(null, "is no text; save the table as CSV in UTF-8");
        }

        // Without a header that works, the reading with most cells has the separator that was meant, and so the best reason.
        var readings = Separators.Select(separator => Read(separator, line, format)).ToList();
        var good = readings.Where(reading => reading.Problem is null).ToList();
        return good.Count > 0
            ? good.MaxBy(reading => reading.Value!.Columns.Count)
            : readings.MaxBy(reading => reading.Value?.Count ?? int.MaxValue);
    }

    /// <summary>The name as our columns are written: <c>First Name</c> is <c>first_name</c>.</summary>
    public static string Normal(string name) => name.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_').TrimEnd('?');

    /// <summary>A column's name as it stands in the file: of the first of these that it has.</summary>
    public string Shown(params IReadOnlyList<string> columns) =>
        columns.FirstOrDefault(Columns.ContainsKey) is { } column ? Shortened(Names[Columns[column]].Trim()) : columns[0];

    private static Checked<CsvHeader?> Read(char separator, ReadOnlyMemory<byte> line, string? format)
    {
        var record = new CsvRecords(separator, new HashSet<int>()).Single(line);
        if (record.Problem is not null)
        {
            return new(null, $"has a first line that {record.Problem}");
        }

        var names = record.Cells.Select(Normal).ToHashSet();
        var fitting = format switch
        {
            null => names.IsSubsetOf(Known) || names.Overlaps(OnlyOurs) ? [] : ForeignForms.All.Where(form => form.Fits(names)).ToList(),
            _ => ForeignForms.All.Where(form => form.Word == format).ToList(),
        };
        return fitting switch
        {
            [] => Own(separator, record.Cells),
            [var form] => Foreign(separator, record.Cells, form),
            _ => new(
                Foreign(separator, record.Cells, fitting[0]).Value,
                $"may be the export of {string.Join(" or ", fitting.Select(form => form.Product))}; say which with --format {string.Join(" or ", fitting.Select(form => form.Word))}"),
        };
    }

    private static Checked<CsvHeader?> Own(char separator, IReadOnlyList<string> cells)
    {
        var columns = new Dictionary<string, int>();
        var ignored = new List<string>();
        for (var i = 0; i < cells.Count; i++)
        {
            var name = Normal(cells[i]);
            if (!Known.Contains(name))
            {
                ignored.Add(Describe(cells[i]));
            }
            else if (!columns.TryAdd(name, i))
            {
                return new(null, $"has the column {name} twice; take one out");
            }
        }

        var header = new CsvHeader(separator, null, columns, cells, ignored);
        return columns.ContainsKey(Email)
            ? new(header)
            : new(header, $"has no column email in its first line, only {string.Join(", ", columns.Keys.Concat(ignored).Take(10))}; name one so");
    }

    /// <summary>Of two columns with one name the first counts: Mailchimp writes some twice.</summary>
    private static Checked<CsvHeader?> Foreign(char separator, IReadOnlyList<string> cells, ForeignForm form)
    {
        var read = form.Columns.ToHashSet();
        var columns = new Dictionary<string, int>();
        var ignored = new List<string>();
        for (var i = 0; i < cells.Count; i++)
        {
            var name = Normal(cells[i]);
            if ((!read.Contains(name) || !columns.TryAdd(name, i)) && name.Length > 0)
            {
                ignored.Add(Shortened(cells[i].Trim()));
            }
        }

        var header = new CsvHeader(separator, form, columns, cells, ignored);
        return form.Email.Any(columns.ContainsKey)
            ? new(header, form.Missing(columns.Keys.ToHashSet()))
            : new(header, $"has no column {form.Email[0]} in its first line, as {form.Product}'s export has; check the file");
    }

    private static string Describe(string name) =>
        DidYouMean.Closest(Normal(Shortened(name)), Known) is { } meant ? $"{Shortened(name)} (did you mean {meant}?)" : Shortened(name);

    private static string Shortened(string name) => name.Length > 40 ? name[..40] + "…" : name;
}
