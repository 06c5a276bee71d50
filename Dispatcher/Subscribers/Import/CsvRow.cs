using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscribers.Import.Forms;

namespace Newsletter.Dispatcher.Subscribers.Import;

/// <summary>Turns a record of a CSV file into what it says about a subscriber. Pure. Tests: ForeignFormTests.</summary>
internal static class CsvRow
{
    private static readonly char[] TagSeparators = [';', ','];

    /// <summary>True for <c>;;;</c>, which spreadsheets write below the last row.</summary>
    public static bool IsBlank(CsvRecord record) =>
        record.Problem is null && record.Cells.All(string.IsNullOrWhiteSpace);

    /// <summary>The entry, or why the row is refused and what to do.</summary>
    /// <param name="now">Nobody joined or confirmed after it.</param>
    /// <param name="leftOut">Told the column of each cell that could not be kept without refusing the row.</param>
    public static Checked<SubscriberEntry?> Read(
        CsvRecord record,
        CsvHeader header,
        DateTimeOffset now,
        Action<string> leftOut
    )
    {
        if (record.Problem is not null)
        {
            return new(null, record.Problem);
        }

        if (record.Cells.Count > header.Count)
        {
            return new(
                null,
                $"has {record.Cells.Count} cells, the header has {header.Count}; write a cell that holds the "
                    + "separator in quotes"
            );
        }

        return header.Form is { } form ? form.Read(record, header, now, leftOut) : Own(record, header, now, leftOut);
    }

    private static Checked<SubscriberEntry?> Own(
        CsvRecord record,
        CsvHeader header,
        DateTimeOffset now,
        Action<string> leftOut
    )
    {
        string Cell(string column) =>
            header.Columns.TryGetValue(column, out var i) && i < record.Cells.Count
                ? CsvCell.Unguard(record.Cells[i])
                : "";

        if (!EmailAddress.TryParse(Cell(CsvHeader.Email), out var address, out var wrongAddress))
        {
            return new(null, $"{CsvHeader.Email} {wrongAddress}");
        }

        var firstName = SubscriberFields.Name(Cell(CsvHeader.FirstName));
        var lastName = SubscriberFields.Name(Cell(CsvHeader.LastName));
        var fullName = SubscriberFields.Name(Cell(CsvHeader.FullName));
        var timeZone = SubscriberFields.TimeZone(Cell(CsvHeader.TimeZone));
        var tags = SubscriberFields.Tags(Cell(CsvHeader.Tags).Split(TagSeparators));
        var status = Status(Cell(CsvHeader.Status));
        var createdAt = SubscriberFields.CreatedAt(Cell(CsvHeader.CreatedAt), now);
        var confirmedAt = SubscriberFields.CreatedAt(Cell(CsvHeader.ConfirmedAt), now);
        var pausedUntil = SubscriberFields.Day(Cell(CsvHeader.PausedUntil));
        var term = SubscriberFields.Term(Cell(CsvHeader.Term));
        var termEndsAt = SubscriberFields.Instant(Cell(CsvHeader.TermEndsAt));
        var problem =
            Wrong(CsvHeader.FirstName, firstName.Problem)
            ?? Wrong(CsvHeader.LastName, lastName.Problem)
            ?? Wrong(CsvHeader.FullName, fullName.Problem)
            ?? Wrong(CsvHeader.TimeZone, timeZone.Problem)
            ?? Wrong(CsvHeader.Tags, tags.Problem)
            ?? Wrong(CsvHeader.Status, status.Problem)
            ?? Wrong(CsvHeader.CreatedAt, createdAt.Problem)
            ?? Wrong(CsvHeader.ConfirmedAt, confirmedAt.Problem)
            ?? Wrong(CsvHeader.PausedUntil, pausedUntil.Problem)
            ?? Wrong(CsvHeader.Term, term.Problem)
            ?? Wrong(CsvHeader.TermEndsAt, termEndsAt.Problem);
        if (problem is not null)
        {
            return new(null, problem);
        }

        var hasName = firstName.Value is not null || lastName.Value is not null;
        var (first, last) = hasName ? (firstName.Value, lastName.Value) : PersonName.Split(fullName.Value);
        return new(
            new SubscriberEntry
            {
                Address = address,
                FirstName = first,
                LastName = last,
                TimeZone = timeZone.Value,
                Tags = tags.Value,
                Status = status.Value,
                CreatedAt = createdAt.Value ?? Joined(Cell(CsvHeader.Joined), header, now, leftOut),
                ConfirmedAt = confirmedAt.Value,
                PausedUntil = pausedUntil.Value,
                Term = term.Value,
                TermEndsAt = termEndsAt.Value,
            }
        );
    }

    /// <summary>Our words first, then those that mean the same with everybody, such as <c>Subscribed</c>.</summary>
    private static Checked<SubscriberStatus?> Status(string cell)
    {
        var status = SubscriberFields.Status(cell);
        return status.Problem is not null && ForeignStatus.Clear(cell) is { } clear ? new(clear) : status;
    }

    /// <summary>
    /// The day of joining as another program wrote it; one that cannot be read for certain is left out, and the row is
    /// taken.
    /// </summary>
    private static DateTimeOffset? Joined(string cell, CsvHeader header, DateTimeOffset now, Action<string> leftOut)
    {
        if (cell.Trim().Length == 0)
        {
            return null;
        }

        if (ForeignDate.Read(cell) is { } at && at <= now)
        {
            return at;
        }

        leftOut(header.Shown(CsvHeader.Joined));
        return null;
    }

    private static string? Wrong(string column, string? problem) => problem is null ? null : $"{column} {problem}";
}
