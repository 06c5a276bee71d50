using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscribers.Import.Forms;

namespace Newsletter.Dispatcher.Subscribers.Import.Columns;

/// <summary>
/// <c>--departed COLUMN</c>: a person whose cell is filled, with anything but a no, has left.
/// Tests: CsvImportTests.
/// </summary>
/// <param name="Status">How they left: unsubscribed, bounced or complained.</param>
internal sealed record DepartedColumn(int At, SubscriberStatus Status) : IColumnRole
{
    public string Meaning => $"departed ({Status.Word()})";

    /// <summary>
    /// How people of a column left, by its name: <c>hard_bounce</c> is bounced, <c>spam_complaint</c> complained.
    /// </summary>
    public static SubscriberStatus StatusOf(string column)
    {
        var name = ColumnName.Key(column);
        return Has(name, ["complain", "spam", "abuse", "junk", "plainte", "queja"]) ? SubscriberStatus.Complained
            : Has(name, ["bounc", "undeliver", "invalid", "clean", "rebot", "unzustell", "rimbalz"])
                ? SubscriberStatus.Bounced
            : SubscriberStatus.Unsubscribed;
    }

    public Checked<SubscriberEntry> Apply(string cell, SubscriberEntry entry)
    {
        var stays =
            CellTruth.IsNothing(cell) || CellTruth.IsNo(cell) || ForeignStatus.Clear(cell) == SubscriberStatus.Active;
        return new(stays ? entry : SubscriberMerge.Depart(entry, Status));
    }

    private static bool Has(string name, string[] stems) =>
        stems.Any(stem => name.Contains(stem, StringComparison.Ordinal));
}
