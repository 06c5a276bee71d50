using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>
/// How another product writes its list down as CSV: which headers tell it, and what its rows say about a person.
/// </summary>
/// <remarks>
/// Headers change over the years, so each field has all names that it ever had, the best first. They are written as
/// <see cref="CsvHeader.Normal"/> makes them; order, case and further columns do not matter.
/// </remarks>
internal sealed record ForeignForm
{
    /// <summary>As its makers write it.</summary>
    public required string Product { get; init; }

    /// <summary>Sets of headers; a file that has all of one set is of this form.</summary>
    public required IReadOnlyList<string[]> TellTales { get; init; }

    public required string[] Email { get; init; }

    public string[] FirstName { get; init; } = [];

    public string[] LastName { get; init; } = [];

    /// <summary>First and last name in one.</summary>
    public string[] FullName { get; init; } = [];

    public string[] TimeZone { get; init; } = [];

    public string[] Tags { get; init; } = [];

    public string[] CreatedAt { get; init; } = [];

    public string[] ConfirmedAt { get; init; } = [];

    /// <summary>Columns that <see cref="Stand"/> reads.</summary>
    public required string[] Standing { get; init; }

    /// <summary>Columns that a file of this product never has: with one of them it is another's.</summary>
    public string[] NeverHas { get; init; } = [];

    /// <summary>
    /// Columns whose names speak of consent, departure or payment, and that say nothing beside what is read.
    /// </summary>
    public string[] SaysNoMore { get; init; } = [];

    /// <summary>
    /// Dates as this product writes them, where they could be read in two ways elsewhere (<c>MM/dd/yy</c>).
    /// </summary>
    public string[] DateForms { get; init; } = [];

    /// <summary>Of each set one column must be there, or nobody can tell who has left.</summary>
    public IReadOnlyList<string[]> Needed { get; init; } = [];

    /// <summary>Whether the person of a row gets mail there, and until when they have paid.</summary>
    public required Func<ForeignRow, Standing> Stand { get; init; }

    /// <summary>The word for it on the command line.</summary>
    public string Word => Product.ToLowerInvariant();

    /// <summary>Every column that is read.</summary>
    public IEnumerable<string> Columns =>
        [
            .. Email,
            .. FirstName,
            .. LastName,
            .. FullName,
            .. TimeZone,
            .. Tags,
            .. CreatedAt,
            .. ConfirmedAt,
            .. Standing,
        ];

    /// <summary>True when the headers can only be this product's.</summary>
    public bool Fits(IReadOnlySet<string> headers) =>
        headers.Overlaps(Email) && !headers.Overlaps(NeverHas) && TellTales.Any(headers.IsSupersetOf);

    /// <summary>True for a column that is read, or that is known to say no more.</summary>
    /// <param name="column">As <see cref="CsvHeader.Normal"/> makes it.</param>
    public bool KnowsOf(string column) => SaysNoMore.Contains(column) || Columns.Contains(column);

    /// <summary>What a column that is read is taken for, in the words of our own columns.</summary>
    public string MeaningOf(string column) =>
        Email.Contains(column) ? CsvHeader.Email
        : FirstName.Contains(column) ? CsvHeader.FirstName
        : LastName.Contains(column) ? CsvHeader.LastName
        : FullName.Contains(column) ? CsvHeader.FullName
        : TimeZone.Contains(column) ? CsvHeader.TimeZone
        : Tags.Contains(column) ? CsvHeader.Tags
        : Standing.Contains(column) ? "status or term"
        : CreatedAt.Contains(column) ? CsvHeader.CreatedAt
        : CsvHeader.ConfirmedAt;

    /// <summary>What is missing, and what to do; null when nothing is.</summary>
    public string? Missing(IReadOnlySet<string> headers) =>
        Needed.FirstOrDefault(names => !headers.Overlaps(names)) is { } names
            ? $"is {Product}'s export without its column {names[0]}, so nobody can tell who has left; export it again "
                + "with all columns"
            : null;

    /// <summary>What a row says about a person.</summary>
    /// <param name="leftOut">Told each column whose cell is no good here (a date that cannot be, a name of 300
    /// characters). For such a cell nobody is refused: a row may be the one that says that somebody has left.</param>
    /// <param name="now">No date of joining lies after it.</param>
    /// <returns>The entry, or why the row is refused: an address that is none, a status that nobody knows.</returns>
    public Checked<SubscriberEntry?> Read(
        CsvRecord record,
        CsvHeader header,
        DateTimeOffset now,
        Action<string> leftOut
    )
    {
        var row = new ForeignRow(record, header, now, leftOut);
        if (!EmailAddress.TryParse(row.Text(Email), out var address, out var problem))
        {
            return new(null, $"{header.Shown(Email)} {problem}");
        }

        var standing = Stand(row);
        if (standing.Problem is not null)
        {
            return new(null, standing.Problem);
        }

        var (first, last) = row.Name(this);
        var confirmedAt = row.Past(ConfirmedAt);
        return new(
            new SubscriberEntry
            {
                Address = address,
                FirstName = first,
                LastName = last,
                TimeZone = row.Fitting(TimeZone, SubscriberFields.TimeZone),
                Tags = row.Tags(Tags),
                Status = standing.Status,
                CreatedAt = row.Past(CreatedAt) ?? confirmedAt,
                ConfirmedAt = confirmedAt,
                Term = standing.Term,
                TermEndsAt = standing.TermEndsAt,
                PaidSince = standing.PaidSince,
                IsFromElsewhere = true,
            }
        );
    }
}
