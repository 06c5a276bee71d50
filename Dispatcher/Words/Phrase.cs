using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Words;

/// <summary>
/// A text with numbered places, <c>{0}</c> to <c>{9}</c>. Any other brace is a character like others, so that no text
/// can fail when it is filled.
/// Tests: ReaderWordsTests.
/// </summary>
internal sealed partial class Phrase
{
    private readonly ImmutableArray<string> _pieces;

    /// <param name="text">The text as an editor writes it.</param>
    public Phrase(string text)
    {
        Text = text;
        _pieces = [.. Place.Split(text)];
        Places = [.. _pieces.Where((_, i) => i % 2 == 1).Select(piece => piece[0] - '0').Order().Distinct()];
    }

    public string Text { get; }

    /// <summary>The numbers of the places, each once and in order.</summary>
    public IReadOnlyList<int> Places { get; }

    /// <summary>The texts between the places, each with the number of the place after it; null after the
    /// last.</summary>
    public IEnumerable<(string Text, int? Place)> Pieces
    {
        get
        {
            for (var i = 0; i < _pieces.Length; i += 2)
            {
                yield return (_pieces[i], i + 1 < _pieces.Length ? _pieces[i + 1][0] - '0' : null);
            }
        }
    }

    /// <summary>The text with its places filled; a place without a value stays empty.</summary>
    public string Fill(IReadOnlyList<string> values)
    {
        var filled = new StringBuilder();
        foreach (var (text, place) in Pieces)
        {
            filled.Append(text).Append(place < values.Count ? values[place.Value] : "");
        }

        return filled.ToString();
    }

    [GeneratedRegex(@"\{([0-9])\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place { get; }
}
