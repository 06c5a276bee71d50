using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscribers.Import.Forms;

namespace Newsletter.Dispatcher.Subscribers.Import.Columns;

/// <summary>
/// <c>--status COLUMN</c> and <c>--status COLUMN=active:Subscribed,unsubscribed:Opted out|Gone</c>: how a person
/// stands, in a word.
/// Tests: CsvImportTests.
/// </summary>
/// <param name="Name">As it stands in the file, for a row that is refused.</param>
/// <param name="AnswersYes">The column asks whether somebody agreed, so that yes or a date is <c>active</c> and no is
/// <c>unsubscribed</c>.</param>
/// <param name="Words">What the operator said that a cell means: a status by the cell's text, in any case; "" is an
/// empty cell.</param>
internal sealed record StatusColumn(
    int At,
    string Name,
    bool AnswersYes,
    IReadOnlyDictionary<string, SubscriberStatus?> Words
) : IColumnRole
{
    public string Meaning => CsvHeader.Status;

    public Checked<SubscriberEntry> Apply(string cell, SubscriberEntry entry)
    {
        if (Read(cell.Trim()) is not { } status)
        {
            return new(entry, Problem(cell.Trim()));
        }

        return new(
            SubscriberMerge.IsDeparture(status) ? SubscriberMerge.Depart(entry, status)
            : SubscriberMerge.IsDeparture(entry.Status) ? entry
            : entry with { Status = status }
        );
    }

    /// <summary>Null for a cell that no option explains.</summary>
    private SubscriberStatus? Read(string cell)
    {
        if (Words.TryGetValue(cell, out var said) || cell.Length == 0)
        {
            return said;
        }

        return (AnswersYes ? Answer(cell) : null) ?? SubscriberFields.Status(cell).Value ?? ForeignStatus.Clear(cell);
    }

    private static SubscriberStatus? Answer(string cell) =>
        CellTruth.IsNo(cell) ? SubscriberStatus.Unsubscribed
        : CellTruth.IsYes(cell) || ForeignDate.Read(cell) is not null ? SubscriberStatus.Active
        : null;

    private string Problem(string cell)
    {
        var (column, word) = (ColumnName.Shown(Name), ColumnName.Shown(cell));
        return cell.Length == 0
            ? $"{column} is empty, and no option says what that means; say it with --status \"{column}=pending:\""
            : $"{column} {word} is no status that is known here; "
                + $"say what it means with --status \"{column}=active:{word}\" or another status";
    }
}
