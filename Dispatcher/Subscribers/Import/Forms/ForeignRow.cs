using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscribers.Import.Columns;

namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>
/// A row of another product's export; columns are asked for by all names that they may have.
/// Tests: ForeignFormTests.
/// </summary>
internal sealed class ForeignRow(CsvRecord record, CsvHeader header, DateTimeOffset now, Action<string> leftOut)
{
    /// <summary>True when the file has the column, also when it is empty in this row.</summary>
    public bool Has(string column) => header.Columns.ContainsKey(column);

    /// <summary>The first cell of these that is not empty; "" when all are.</summary>
    public string Text(params IReadOnlyList<string> columns) => Find(columns).Text;

    /// <summary>True for 1, true, yes and their like.</summary>
    public bool Is(params IReadOnlyList<string> columns) => CellTruth.IsYes(Text(columns));

    /// <summary>True for 0, false, no and their like; not for an empty cell.</summary>
    public bool IsNot(params IReadOnlyList<string> columns) => CellTruth.IsNo(Text(columns));

    /// <summary>True when one of these cells is filled, with anything but a no: a date, a reason, a yes.</summary>
    public bool Says(params IReadOnlyList<string> columns) =>
        columns.Any(column => Text(column) is var text && !CellTruth.IsNothing(text) && !CellTruth.IsNo(text));

    /// <summary>
    /// The answer to whether somebody wants the newsletter: a yes or a day is active, a no unsubscribed, nothing
    /// pending, and anything else is read as a word for a status.
    /// </summary>
    public Standing Answer(params IReadOnlyList<string> columns)
    {
        var (column, text) = Find(columns);
        return CellTruth.IsNothing(text) ? new(SubscriberStatus.Pending)
            : CellTruth.IsNo(text) ? new(SubscriberStatus.Unsubscribed)
            : CellTruth.IsYes(text) || ForeignDate.Read(text, header.Form?.DateForms) is not null
                ? new(SubscriberStatus.Active)
            : ForeignStatus.Of(text, column);
    }

    /// <summary>An instant, whenever it is; null for none.</summary>
    public DateTimeOffset? Date(params IReadOnlyList<string> columns)
    {
        var (column, text) = Find(columns);
        if (text.Length == 0)
        {
            return null;
        }

        var at = ForeignDate.Read(text, header.Form?.DateForms);
        return at is null ? LeaveOut(column, at) : at;
    }

    /// <summary>An instant that has been; null for none.</summary>
    public DateTimeOffset? Past(params IReadOnlyList<string> columns) =>
        Date(columns) is not { } at ? null
        : at <= now ? at
        : LeaveOut(Find(columns).Column, default(DateTimeOffset?));

    /// <summary>True for an instant that is still to come.</summary>
    public bool IsToCome(DateTimeOffset? at) => at > now;

    /// <summary>A cell that passes our own check; null for nothing.</summary>
    public T? Fitting<T>(IReadOnlyList<string> columns, Func<string?, Checked<T?>> check)
        where T : class
    {
        var (column, text) = Find(columns);
        var read = check(text);
        return read.Problem is null ? read.Value : LeaveOut(column, default(T));
    }

    /// <summary>First and last name. One that is an address was filled in by the product, not by a person.</summary>
    public (string? First, string? Last) Name(ForeignForm form)
    {
        var first = Fitting(form.FirstName, OnlyName);
        var last = Fitting(form.LastName, OnlyName);
        if (first is not null || last is not null)
        {
            return (first, last);
        }

        return PersonName.Split(Fitting(form.FullName, OnlyName));
    }

    /// <summary>Tags as ours are written: <c>Lorem Editors</c> is <c>lorem-editors</c>.</summary>
    public IReadOnlyList<string> Tags(IReadOnlyList<string> columns)
    {
        var (column, text) = Find(columns);
        if (text.Length == 0)
        {
            return [];
        }

        var (tags, isWhole) = ForeignTags.Read(text);
        return isWhole ? tags : LeaveOut(column, tags);
    }

    private static Checked<string?> OnlyName(string? text) =>
        text?.Contains('@', StringComparison.Ordinal) == true ? new(null) : SubscriberFields.Name(text);

    private (string Column, string Text) Find(IReadOnlyList<string> columns)
    {
        foreach (var column in columns)
        {
            if (
                header.Columns.TryGetValue(column, out var at)
                && at < record.Cells.Count
                && record.Cells[at].Trim() is { Length: > 0 } text
            )
            {
                return (column, CsvCell.Unguard(text));
            }
        }

        return ("", "");
    }

    private T LeaveOut<T>(string column, T instead)
    {
        leftOut(header.Shown(column));
        return instead;
    }
}
