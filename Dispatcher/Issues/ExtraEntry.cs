namespace Newsletter.Dispatcher.Issues;

/// <summary>One name below <c>extra:</c> in the front matter, its values, and its place in the file.</summary>
/// <param name="IsQuoted">True when the editor wrote quotes: then <c>"12"</c> is text and no number.</param>
internal sealed record ExtraEntry(
    string Name,
    IReadOnlyList<string> Values,
    bool IsList,
    bool IsQuoted,
    int Line,
    int Column
);
