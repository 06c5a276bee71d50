namespace Newsletter.Dispatcher.Subscribers;

/// <summary>Turns a record of a CSV file into what it says about a subscriber. Pure.</summary>
internal static class CsvRow
{
    private static readonly char[] TagSeparators = [';', ','];

    /// <summary>True for <c>;;;</c>, which spreadsheets write below the last row.</summary>
    public static bool IsBlank(CsvRecord record) => record.Problem is null && record.Cells.All(string.IsNullOrWhiteSpace);

    /// <summary>The entry, or why the row is refused and what to do.</summary>
    /// <param name="now">No <c>created_at</c> lies after it.</param>
    public static Checked<SubscriberEntry?> Read(CsvRecord record, CsvHeader header, DateTimeOffset now)
    {
        if (record.Problem is not null)
        {
            return new(null, record.Problem);
        }

        if (record.Cells.Count > header.Count)
        {
            return new(null, $"has {record.Cells.Count} cells, the header has {header.Count}; write a cell that holds the separator in quotes");
        }

        string Cell(string column) =>
            header.Columns.TryGetValue(column, out var i) && i < record.Cells.Count ? CsvCell.Unguard(record.Cells[i]) : "";

        if (!EmailAddress.TryParse(Cell(CsvHeader.Email), out var address, out var wrongAddress))
        {
            return new(null, $"{CsvHeader.Email} {wrongAddress}");
        }

        var firstName = SubscriberFields.Name(Cell(CsvHeader.FirstName));
        var lastName = SubscriberFields.Name(Cell(CsvHeader.LastName));
        var timeZone = SubscriberFields.TimeZone(Cell(CsvHeader.TimeZone));
        var tags = SubscriberFields.Tags(Cell(CsvHeader.Tags).Split(TagSeparators));
        var status = SubscriberFields.Status(Cell(CsvHeader.Status));
        var createdAt = SubscriberFields.CreatedAt(Cell(CsvHeader.CreatedAt), now);
        var problem = Wrong(CsvHeader.FirstName, firstName.Problem) ?? Wrong(CsvHeader.LastName, lastName.Problem)
            ?? Wrong(CsvHeader.TimeZone, timeZone.Problem) ?? Wrong(CsvHeader.Tags, tags.Problem)
            ?? Wrong(CsvHeader.Status, status.Problem) ?? Wrong(CsvHeader.CreatedAt, createdAt.Problem);
        if (problem is not null)
        {
            return new(null, problem);
        }

        return new(new SubscriberEntry
        {
            Address = address,
            FirstName = firstName.Value,
            LastName = lastName.Value,
            TimeZone = timeZone.Value,
            Tags = tags.Value,
            Status = status.Value,
            CreatedAt = createdAt.Value,
        });
    }

    private static string? Wrong(string column, string? problem) => problem is null ? null : $"{column} {problem}";
}
