using System.Collections;
using System.Collections.Frozen;
using System.Resources;

namespace Newsletter.Dispatcher.Words;

/// <summary>
/// The texts of one language, from the file of words that is embedded in the program.
/// Tests: WordTableTests.
/// </summary>
internal sealed class WordTable
{
    /// <summary>The languages that have a file; the first is complete by itself and stands in for others.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "de", "fr", "es"];

    private static readonly FrozenDictionary<string, WordTable> All = Languages.ToFrozenDictionary(
        language => language,
        language => new WordTable(language),
        StringComparer.OrdinalIgnoreCase
    );

    private WordTable(string language)
    {
        Language = language;
        Phrases = Read(language).ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The table that knows every key.</summary>
    public static WordTable English => All["en"];

    public string Language { get; }

    /// <summary>The texts by their keys.</summary>
    public FrozenDictionary<string, Phrase> Phrases { get; }

    /// <summary>The table of a language such as <c>de-AT</c>; null where the program has no words in it.</summary>
    public static WordTable? Of(string language) => All.GetValueOrDefault(language.Split('-')[0]);

    private static List<KeyValuePair<string, Phrase>> Read(string language)
    {
        var name = language == "en" ? "Words" : $"Words.{language}";
        var assembly = typeof(WordTable).Assembly;
        using var stream = assembly.GetManifestResourceStream($"{typeof(WordTable).Namespace}.{name}.resources")!;
        using var reader = new ResourceReader(stream);
        var phrases = new List<KeyValuePair<string, Phrase>>();
        foreach (DictionaryEntry entry in reader)
        {
            phrases.Add(new((string)entry.Key, new Phrase((string)entry.Value!)));
        }

        return phrases;
    }
}
