using System.Collections.Frozen;

namespace Newsletter.Dispatcher.Words;

/// <summary>The publisher's own words, which stand in the place of the program's. Tests: WordsFileTests.</summary>
internal sealed record OwnWords(FrozenDictionary<string, Phrase> Phrases)
{
    public static readonly OwnWords None = new(FrozenDictionary<string, Phrase>.Empty);
}
