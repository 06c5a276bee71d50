namespace Newsletter.Dispatcher.Issues;

/// <summary>One key of the front matter with its values and where it stands in the file.</summary>
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
);
