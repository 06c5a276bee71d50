using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscribers.Import.Forms;

namespace Newsletter.Dispatcher.Subscribers.Import.Columns;

/// <summary>
/// <c>--term-ends COLUMN</c>: the first instant that a person has not paid for. An empty cell says that nothing was
/// paid.
/// Tests: CsvImportTests.
/// </summary>
/// <param name="Name">As it stands in the file, for a row that is refused.</param>
internal sealed record TermEndColumn(int At, string Name) : IColumnRole
{
    public string Meaning => CsvHeader.TermEndsAt;

    public Checked<SubscriberEntry> Apply(string cell, SubscriberEntry entry)
    {
        if (CellTruth.IsNothing(cell))
        {
            return new(entry);
        }

        if (cell.Trim().ToLowerInvariant() is "never" or "lifetime" or "unlimited")
        {
            return new(entry with { Term = entry.Term ?? SubscriberTerm.Paid, TermEndsAt = null });
        }

        return ForeignDate.Read(cell) is { } end
            ? new(entry with { Term = entry.Term ?? SubscriberTerm.Paid, TermEndsAt = end })
            : new(
                entry,
                $"{ColumnName.Shown(Name)} {ColumnName.Shown(cell)} is no date that can only be read one way; write "
                    + "2026-01-31"
            );
    }
}
