using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscribers.Import.Columns;
using Newsletter.Dispatcher.Subscribers.Import.Forms;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Subscribers.Import;

/// <summary>Which column of a CSV file holds what: read from its first line that is not empty.</summary>
/// <param name="Separator">Between cells: a comma, a semicolon or a tab, whichever makes the line a header we
/// know.</param>
/// <param name="Form">The product that wrote the file; null for our own form.</param>
/// <param name="Columns">Place of each column that is read, from 0, by its <see cref="Normal"/> name.</param>
/// <param name="Names">All columns as they stand in the file.</param>
internal sealed record CsvHeader(
    char Separator,
    ForeignForm? Form,
    IReadOnlyDictionary<string, int> Columns,
    IReadOnlyList<string> Names
)
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

    /// <summary>First and last name in one: no column of ours, but of many files that are read as ours.</summary>
    public const string FullName = "name";

    /// <summary>The day of joining as other programs write it; <see cref="CreatedAt"/> is ours.</summary>
    public const string Joined = "joined";

    /// <summary>The word on the command line for our own form.</summary>
    public const string OwnForm = "own";

    /// <summary>Our columns, in the order of an export.</summary>
    public static readonly IReadOnlyList<string> Known =
    [
        Email,
        FirstName,
        LastName,
        TimeZone,
        Tags,
        Status,
        CreatedAt,
        ConfirmedAt,
        PausedUntil,
        Term,
        TermEndsAt,
    ];

    /// <summary>Columns that no other product has: a file with one of them is ours, no matter what else is in
    /// it.</summary>
    private static readonly string[] OnlyOurs = [TimeZone, ConfirmedAt, PausedUntil, Term, TermEndsAt];

    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>Columns in all.</summary>
    public int Count => Names.Count;

    /// <summary>What the operator said that columns mean, by their place; these are not read otherwise.</summary>
    public IReadOnlyDictionary<int, string> Said { get; init; } = new Dictionary<int, string>();

    /// <summary>
    /// Names of the columns that are not read; in our own form each with the one that may have been meant.
    /// </summary>
    public IReadOnlyList<string> Ignored =>
        [.. Unread().Select(at => Form is null ? Describe(Names[at]) : Shortened(Names[at].Trim()))];

    /// <summary>What each column that is read was taken for, by its name as it stands in the file.</summary>
    public IReadOnlyDictionary<string, string> TakenFor =>
        Columns
            .Select(column => (At: column.Value, Meaning: Form?.MeaningOf(column.Key) ?? column.Key))
            .Concat(Said.Select(said => (At: said.Key, Meaning: said.Value)))
            .OrderBy(taken => taken.At)
            .DistinctBy(taken => Shortened(Names[taken.At].Trim()))
            .ToDictionary(
                taken => Shortened(Names[taken.At].Trim()),
                taken => taken.Meaning == Joined ? CreatedAt : taken.Meaning
            );

    /// <summary>Reads the header line, or says why the file cannot be imported.</summary>
    /// <param name="line">UTF-8, without the byte order mark.</param>
    /// <param name="format">The word of the form that the file has (<see cref="OwnForm"/> for ours); null to find
    /// out.</param>
    /// <param name="separator">Where the file names its separator; null to find out.</param>
    public static Checked<CsvHeader?> Read(ReadOnlyMemory<byte> line, string? format = null, char? separator = null)
    {
        if (line.IsEmpty)
        {
            return new(null, "is empty; its first line has to name the columns, at least email");
        }

        if (line.Span.StartsWith("PK\u0003\u0004"u8))
        {
            return new(
                null,
                "is a zip file, or a workbook; unpack it first and import the CSV files in it, or save the table as "
                    + "CSV in UTF-8"
            );
        }

        if (line.Span.Contains((byte)0) || line.Span is [0x1F, 0x8B, ..])
        {
            return new(null, "is no text; save the table as CSV in UTF-8");
        }

        // Without a header that works, the reading with most cells has the separator that was meant, and so the best
        // reason.
        var readings = (separator is { } one ? [one] : Separators)
            .Select(possible => Read(possible, line, format))
            .ToList();
        var good = readings.Where(reading => reading.Problem is null).ToList();
        return good.Count > 0
            ? good.MaxBy(reading => reading.Value!.Columns.Count)
            : readings.MaxBy(reading => reading.Value?.Count ?? int.MaxValue);
    }

    /// <summary>The name as our columns are written: <c>First Name</c> is <c>first_name</c>.</summary>
    public static string Normal(string name) =>
        name.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_').TrimEnd('?');

    /// <summary>A column's name as it stands in the file: of the first of these that it has.</summary>
    public string Shown(params IReadOnlyList<string> columns) =>
        columns.FirstOrDefault(Columns.ContainsKey) is { } column
            ? Shortened(Names[Columns[column]].Trim())
            : columns[0];

    /// <summary>
    /// The header without the columns of which the operator said what they mean, or that they mean nothing.
    /// </summary>
    /// <returns>The header, or why no row can be read with it.</returns>
    public Checked<CsvHeader?> With(ColumnRoles roles)
    {
        var columns = Columns
            .Where(column => !roles.Ignored.Contains(column.Value) && !roles.Meanings.ContainsKey(column.Value))
            .ToDictionary();
        var header = this with { Columns = columns, Said = roles.Meanings };
        return (Form?.Email ?? [Email]).Any(columns.ContainsKey)
            ? new(header)
            : new(null, "has no other column for the address; leave that column to the import");
    }

    /// <summary>
    /// Columns that the import does not read though their names say that they may matter, without those of
    /// <paramref name="ignored"/>.
    /// </summary>
    public IEnumerable<DoubtfulColumn> Doubtful(IReadOnlySet<int> ignored) =>
        Unread()
            .Where(at => !ignored.Contains(at) && Form?.KnowsOf(Normal(Names[at])) != true)
            .Select(at => new DoubtfulColumn(at, Names[at], ColumnDoubts.Of(Names[at])))
            .Where(column => column.Doubt != ColumnDoubt.None);

    /// <summary>Places of the columns that have a name and that the import does not read.</summary>
    private IEnumerable<int> Unread()
    {
        var read = Columns.Values.Concat(Said.Keys).ToHashSet();
        return Enumerable.Range(0, Names.Count).Where(at => !read.Contains(at) && Names[at].Trim().Length > 0);
    }

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
            null => names.IsSubsetOf(Known) || names.Overlaps(OnlyOurs)
                ? []
                : ForeignForms.All.Where(form => form.Fits(names)).ToList(),
            _ => ForeignForms.All.Where(form => form.Word == format).ToList(),
        };
        return fitting switch
        {
            [] => Own(separator, record.Cells),
            [var form] => Foreign(separator, record.Cells, form),
            _ => new(
                Foreign(separator, record.Cells, fitting[0]).Value,
                $"may be the export of {string.Join(" or ", fitting.Select(form => form.Product))}; say which with "
                    + $"--format {string.Join(" or ", fitting.Select(form => form.Word))}"
            ),
        };
    }

    /// <summary>Our own names first; a column that goes by another name is taken where none has ours.</summary>
    private static Checked<CsvHeader?> Own(char separator, IReadOnlyList<string> cells)
    {
        var columns = new Dictionary<string, int>();
        for (var i = 0; i < cells.Count; i++)
        {
            var name = Normal(cells[i]);
            if (Known.Contains(name) && !columns.TryAdd(name, i))
            {
                return new(null, $"has the column {name} twice; take one out");
            }
        }

        for (var i = 0; i < cells.Count; i++)
        {
            if (!Known.Contains(Normal(cells[i])) && OwnNames.MeaningOf(cells[i]) is { } meaning)
            {
                columns.TryAdd(meaning, i);
            }
        }

        var header = new CsvHeader(separator, null, columns, cells);
        return columns.ContainsKey(Email) ? new(header)
            : cells.Any(cell => EmailAddress.TryParse(cell, out _, out _))
                ? new(
                    header,
                    "begins with a row, not with the names of its columns; write a line such as email,first_name "
                        + "above it"
                )
            : new(
                header,
                "has no column email in its first line, only "
                    + $"{string.Join(", ", columns.Keys.Concat(header.Ignored).Take(10))}; name one so"
            );
    }

    /// <summary>Of two columns with one name the first counts: Mailchimp writes some twice.</summary>
    private static Checked<CsvHeader?> Foreign(char separator, IReadOnlyList<string> cells, ForeignForm form)
    {
        var read = form.Columns.ToHashSet();
        var columns = new Dictionary<string, int>();
        for (var i = 0; i < cells.Count; i++)
        {
            if (Normal(cells[i]) is var name && read.Contains(name))
            {
                columns.TryAdd(name, i);
            }
        }

        var header = new CsvHeader(separator, form, columns, cells);
        return form.Email.Any(columns.ContainsKey)
            ? new(header, form.Missing(columns.Keys.ToHashSet()))
            : new(
                header,
                $"has no column {form.Email[0]} in its first line, as {form.Product}'s export has; check the file"
            );
    }

    private static string Describe(string name) =>
        DidYouMean.Closest(Normal(Shortened(name)), Known) is { } meant
            ? $"{Shortened(name)} (did you mean {meant}?)"
            : Shortened(name);

    private static string Shortened(string name) => name.Length > 40 ? name[..40] + "…" : name;
}
