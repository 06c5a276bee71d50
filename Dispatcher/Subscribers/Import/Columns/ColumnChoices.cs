namespace Newsletter.Dispatcher.Subscribers.Import.Columns;

/// <summary>What the operator said about the columns of a file, as it was typed.</summary>
internal sealed record ColumnChoices
{
    /// <summary>
    /// Each a column whose filled cell means that the person has left, perhaps with how (<c>COLUMN=bounced</c>); or a
    /// word for how
    /// everybody in the file has left: unsubscribed, bounced or complained.
    /// </summary>
    public IReadOnlyList<string> Departed { get; init; } = [];

    /// <summary>Each a column, perhaps with what its words mean: <c>COLUMN=active:A|B,unsubscribed:C</c>.</summary>
    public IReadOnlyList<string> Status { get; init; } = [];

    /// <summary>Columns that hold the end of what was paid.</summary>
    public IReadOnlyList<string> TermEnds { get; init; } = [];

    /// <summary>Columns to pass over.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];
}
