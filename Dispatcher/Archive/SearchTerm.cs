namespace Newsletter.Dispatcher.Archive;

/// <summary>
/// One thing that an issue must have to be found: a word, or words that follow each other.
/// Tests: ExtractTests.
/// </summary>
/// <param name="Words">Folded, at least one.</param>
/// <param name="IsPrefix">The last word may go on: "riv" finds "river".</param>
internal sealed record SearchTerm(IReadOnlyList<string> Words, bool IsPrefix)
{
    /// <summary>True when the term stands in a text from one of its words on.</summary>
    public bool StandsAt(IReadOnlyList<SearchWord> text, int index)
    {
        if (index + Words.Count > text.Count)
        {
            return false;
        }

        for (var i = 0; i < Words.Count; i++)
        {
            var (word, wanted) = (text[index + i].Folded, Words[i]);
            var mayGoOn = IsPrefix && i == Words.Count - 1;
            if (mayGoOn ? !word.StartsWith(wanted, StringComparison.Ordinal) : word != wanted)
            {
                return false;
            }
        }

        return true;
    }
}
