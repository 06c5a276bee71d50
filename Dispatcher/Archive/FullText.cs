namespace Newsletter.Dispatcher.Archive;

/// <summary>Terms in the language of SQLite's FTS5. Tests: ArchiveSearchTests.</summary>
internal static class FullText
{
    /// <param name="terms">At least one.</param>
    /// <param name="columns">Where they may stand.</param>
    /// <param name="join">" AND " or " OR ".</param>
    public static string Match(IReadOnlyList<SearchTerm> terms, IReadOnlyList<string> columns, string join) =>
        $"{{{string.Join(' ', columns)}}} : ({string.Join(join, terms.Select(Phrase))})";

    /// <summary>
    /// A string of FTS5, in which nothing but the quote itself has a meaning; words have no quotes (see
    /// <see cref="SearchText.Words"/>).
    /// </summary>
    private static string Phrase(SearchTerm term) => $"\"{string.Join(' ', term.Words)}\"{(term.IsPrefix ? " *" : "")}";
}
