namespace Newsletter.Dispatcher.Issues;

/// <summary>One key of the front matter, its values, and its place in the file.</summary>
/// <param name="Values">One for a scalar, any number for a list.</param>
/// <param name="IsList">True when the editor wrote a list.</param>
internal sealed record FrontMatterKey(
    string Name,
    IReadOnlyList<string> Values,
    bool IsList,
    int Line,
    int Column,
    int ValueLine,
    int ValueColumn
)
{
    /// <summary>The names below <c>extra:</c>; empty for every other key.</summary>
    public IReadOnlyList<ExtraEntry> Entries { get; init; } = [];
}
