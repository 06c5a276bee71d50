namespace Newsletter.Dispatcher.Archive;

/// <summary>Shows where in a text the words stand that were looked for.</summary>
internal static class Extract
{
    /// <summary>About so many characters are shown.</summary>
    public const int Length = 240;

    /// <summary>So many of them before the first word that was found.</summary>
    private const int Before = 60;

    /// <summary>The whole text, with what was found marked.</summary>
    public static IReadOnlyList<ExtractPart> Mark(string text, IReadOnlyList<SearchTerm> terms) =>
        Parts(text, 0, text.Length, Hits(SearchText.Words(text), terms));

    /// <summary>The part of a text in which most of the terms stand; null where none does.</summary>
    public static IReadOnlyList<ExtractPart>? Of(string text, IReadOnlyList<SearchTerm> terms)
    {
        var words = SearchText.Words(text);
        var hits = Hits(words, terms);
        if (hits.Count == 0)
        {
            return null;
        }

        var best = hits.MaxBy(hit =>
            hits.Where(other => other.Start >= hit.Start && other.End <= hit.Start + Length - Before)
                .Select(other => other.Term)
                .Distinct()
                .Count()
        );
        var from = words.First(word => word.Start >= best.Start - Before || word.Start == best.Start).Start;
        from = words[0].Start == from ? 0 : from;
        var to = words.Last(word => word.Start < Math.Max(from + Length, best.End)).End;
        to = words[^1].End == to ? text.Length : to;
        List<ExtractPart> parts = [.. Parts(text, from, to, hits)];
        if (from > 0)
        {
            parts.Insert(0, new("… ", IsFound: false));
        }

        if (to < text.Length)
        {
            parts.Add(new(" …", IsFound: false));
        }

        return parts;
    }

    private static List<Hit> Hits(IReadOnlyList<SearchWord> words, IReadOnlyList<SearchTerm> terms)
    {
        var hits = new List<Hit>();
        for (var i = 0; i < words.Count && hits.Count < MostHits; i++)
        {
            for (var term = 0; term < terms.Count; term++)
            {
                if (terms[term].StandsAt(words, i))
                {
                    hits.Add(new(words[i].Start, words[i + terms[term].Words.Count - 1].End, term));
                }
            }
        }

        return hits;
    }

    /// <summary>A word that stands everywhere is shown where it stands first.</summary>
    private const int MostHits = 500;

    private static List<ExtractPart> Parts(string text, int from, int to, List<Hit> hits)
    {
        var parts = new List<ExtractPart>();
        var at = from;
        foreach (var hit in hits.Where(hit => hit.Start >= from && hit.Start < to).OrderBy(hit => hit.Start))
        {
            var (start, end) = (Math.Max(hit.Start, at), Math.Min(hit.End, to));
            if (end <= start)
            {
                continue;
            }

            Add(text[at..start], isFound: false);
            Add(text[start..end], isFound: true);
            at = end;
        }

        Add(text[at..to], isFound: false);
        return parts;

        void Add(string piece, bool isFound)
        {
            if (piece.Length > 0)
            {
                parts.Add(new(piece, isFound));
            }
        }
    }

    private readonly record struct Hit(int Start, int End, int Term);
}
