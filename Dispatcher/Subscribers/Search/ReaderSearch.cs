using System.Text;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Subscribers.Search;

/// <summary>
/// How readers are found by parts of their address and names: the only place, with <see cref="ReaderSearchIndex"/>,
/// that knows SQLite's FTS5. Pure.
/// </summary>
/// <remarks>
/// The index has pieces of three characters without their places (<c>detail = none</c>, a third of the size), so it
/// tells who may have a word, and the text beside it decides. Each field begins after two line breaks, which no field
/// holds: a word of one or two characters, with the breaks before it, is such a piece, too, and is found at the
/// beginning of a field.
/// </remarks>
internal static class ReaderSearch
{
    private const int Piece = 3;
    private const string Begin = "\n\n";
    private const string End = "\n";

    /// <summary>What the index holds of a reader.</summary>
    public static string ForIndex(string email, string key, string? firstName, string? lastName)
    {
        var address = Folded.Of(email);
        var fields = new List<string> { address };
        if (key != address)
        {
            fields.Add(key);
        }

        foreach (var name in new[] { firstName, lastName })
        {
            fields.AddRange(Folded.Of(name ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }

        return Begin + string.Join(Begin, fields) + End;
    }

    /// <summary>What the index must have for all of these parts, in the language of FTS5.</summary>
    /// <param name="parts">As <see cref="Part"/> made them; at least one.</param>
    public static string Match(IEnumerable<string> parts) =>
        string.Join(" AND ", parts.SelectMany(Pieces).Distinct(StringComparer.Ordinal).Select(Quoted));

    /// <summary>A word of a filter as it stands in the text of the index.</summary>
    /// <param name="word">Folded, not empty.</param>
    public static string Part(string word)
    {
        var length = word.EnumerateRunes().Count();
        return length >= Piece ? word : Begin[..(Piece - length)] + word;
    }

    /// <summary>A domain as it stands there, at the end of an address.</summary>
    public static string DomainPart(string domain) => $"@{domain}{End}";

    /// <summary>
    /// Pieces that cover a part: each third one is enough, because the text decides; fewer are faster.
    /// </summary>
    private static IEnumerable<string> Pieces(string part)
    {
        var runes = part.EnumerateRunes().ToList();
        for (var at = 0; at < runes.Count; at += Piece)
        {
            var piece = new StringBuilder();
            foreach (var rune in runes.Skip(Math.Min(at, runes.Count - Piece)).Take(Piece))
            {
                piece.Append(rune);
            }

            yield return piece.ToString();
        }
    }

    /// <summary>A string of FTS5, in which nothing but the quote itself has a meaning.</summary>
    private static string Quoted(string piece) => $"\"{piece.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
