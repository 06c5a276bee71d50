using System.Collections.Frozen;
using System.Text.Json.Serialization;

namespace Newsletter.Dispatcher.Text;

/// <summary>
/// The one mapping between an enum and the words for it in the database, in JSON and on screen. Each value has one
/// word, and each word one value.
/// </summary>
internal sealed class EnumWords<T>
    where T : struct, Enum
{
    private readonly FrozenDictionary<T, string> _words;
    private readonly FrozenDictionary<string, T> _values;

    /// <param name="words">Each value of the enum once, in the order in which the words are shown.</param>
    /// <exception cref="ArgumentException">A value has no word or two, or a word stands twice.</exception>
    public EnumWords(params (T Value, string Word)[] words)
    {
        _words = words.ToFrozenDictionary(one => one.Value, one => one.Word);
        _values = words.ToFrozenDictionary(one => one.Word, one => one.Value, StringComparer.Ordinal);
        if (Enum.GetValues<T>().Where(value => !_words.ContainsKey(value)).ToList() is [var wordless, ..])
        {
            throw new ArgumentException($"{typeof(T).Name}.{wordless} has no word.", nameof(words));
        }

        Values = [.. words.Select(one => one.Value)];
        All = [.. words.Select(one => one.Word)];
        ForJson = new EnumWordsConverter<T>(this);
    }

    /// <summary>All values, in the order in which they are shown.</summary>
    public IReadOnlyList<T> Values { get; }

    /// <summary>All words, in the order in which they are shown.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>For a serializer that writes values of this enum.</summary>
    public JsonConverter<T> ForJson { get; }

    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enum's.</exception>
    public string Of(T value) =>
        _words.TryGetValue(value, out var word)
            ? word
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"A {typeof(T).Name} without a word.");

    /// <returns>Null for null, and for a word that means no value.</returns>
    public T? Find(string? word) => word is not null && _values.TryGetValue(word, out var value) ? value : null;

    /// <exception cref="ArgumentOutOfRangeException">The word means no value.</exception>
    public T Parse(string word) =>
        Find(word) ?? throw new ArgumentOutOfRangeException(nameof(word), word, $"No {typeof(T).Name} has this word.");
}
