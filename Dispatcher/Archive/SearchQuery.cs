namespace Newsletter.Dispatcher.Archive;

/// <summary>
/// What a visitor typed into the search: words, and phrases in quotes. All must be there. The last word may go on,
/// unless something stands behind it. There are no operators, so no input is wrong.
/// </summary>
/// <param name="Text">What is looked for, as it is shown; empty for nothing.</param>
/// <param name="Terms">Empty where there is no word in it.</param>
/// <param name="IsCut">More was typed than is looked for.</param>
internal sealed record SearchQuery(string Text, IReadOnlyList<SearchTerm> Terms, bool IsCut)
{
    /// <summary>Most characters that are looked for.</summary>
    public const int MaxLength = 100;

    /// <summary>Most words and phrases that are looked for.</summary>
    public const int MostTerms = 12;

    public static SearchQuery Parse(string? typed)
    {
        var whole = SearchText.Printable(typed ?? "").Trim();
        var text = whole;
        if (text.Length > MaxLength)
        {
            text = text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)].TrimEnd();
        }

        var terms = new List<SearchTerm>();
        var start = 0;
        var isQuoted = false;
        for (var i = 0; i <= text.Length; i++)
        {
            var isQuote = i < text.Length && IsQuote(text[i]);
            if (i < text.Length && !isQuote && (isQuoted || !char.IsWhiteSpace(text[i])))
            {
                continue;
            }

            var words = SearchText.Words(text[start..i]);
            if (words.Count > 0)
            {
                var isPrefix = i == text.Length && words[^1].End == i - start;
                terms.Add(new([.. words.Select(word => word.Folded)], isPrefix));
            }

            isQuoted ^= isQuote;
            start = i + 1;
        }

        return new(text, [.. terms.Take(MostTerms)], text.Length < whole.Length || terms.Count > MostTerms);
    }

    private static bool IsQuote(char c) => c is '"' or '“' or '”' or '„' or '«' or '»';
}
