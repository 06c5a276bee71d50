using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Subscribers.Import.Columns;

/// <summary>What the operator said that a column means.</summary>
internal interface IColumnRole
{
    /// <summary>The column's place, from 0.</summary>
    int At { get; }

    /// <summary>For the summary: <c>departed</c>, <c>status</c>, <c>term_ends_at</c>.</summary>
    string Meaning { get; }

    /// <summary>The entry of a row with what this column says, or why the row is refused.</summary>
    Checked<SubscriberEntry> Apply(string cell, SubscriberEntry entry);
}
