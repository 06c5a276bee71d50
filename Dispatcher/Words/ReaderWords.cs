using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Newsletter.Dispatcher.Words;

/// <summary>
/// The words that readers see, in the language of the newsletter: what the publisher has written in <c>words.json</c>,
/// else the program's own. The language is the newsletter's, never the browser's or the machine's.
/// Tests: ReaderWordsTests.
/// </summary>
/// <param name="language">As the settings have it, for example <c>de-AT</c>. A language without a file of words has
/// English ones.</param>
internal sealed class ReaderWords(string language, OwnWords own) : IStringLocalizer
{
    private readonly WordTable _table = WordTable.Of(language) ?? WordTable.English;

    public string Language => language;

    public LocalDates Dates { get; } = new(language);

    /// <summary>Whether the language is written from right to left.</summary>
    public bool IsRightToLeft => Dates.Culture.TextInfo.IsRightToLeft;

    public LocalizedString this[string name] => this[name, []];

    public LocalizedString this[string name, params object[] arguments] =>
        Find(name, arguments) is null
            ? new(name, name, resourceNotFound: true)
            : new(name, Text(name, arguments), resourceNotFound: false);

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) =>
        WordTable.English.Phrases.Keys.Order(StringComparer.Ordinal).Select(key => new LocalizedString(key, Raw(key)));

    /// <summary>
    /// The text with its values. Of a key with two forms, <c>.one</c> and <c>.other</c>, the first value chooses.
    /// </summary>
    /// <param name="values">Days, times, moments and numbers are said in the language; other values as they
    /// are.</param>
    /// <exception cref="KeyNotFoundException">There is no such key.</exception>
    public string Text(string key, params object?[] values) =>
        Phrase(key, values.FirstOrDefault()).Fill([.. values.Select(Say)]);

    /// <summary>The text of a key before its places are filled.</summary>
    /// <param name="first">The first value, which chooses between two forms.</param>
    /// <exception cref="KeyNotFoundException">There is no such key.</exception>
    public Phrase Phrase(string key, object? first = null) =>
        Find(key, [first]) ?? throw new KeyNotFoundException($"There are no words under the key {key}.");

    /// <summary>How many values a key takes; null when there is no such key.</summary>
    public static int? ValuesOf(string key) =>
        Original(key) is { } phrase ? phrase.Places.Select(place => place + 1).DefaultIfEmpty().Max() : null;

    /// <summary>A value in the words of the language.</summary>
    public string Say(object? value) =>
        value switch
        {
            null => "",
            string text => text,
            DateOnly date => Dates.Day(date),
            TimeOnly time => Dates.Time(time),
            LocalMoment moment => Dates.Moment(moment.At, moment.Zone),
            int or long => Dates.Number(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            IFormattable other => other.ToString(format: null, Dates.Culture),
            _ => value.ToString() ?? "",
        };

    /// <summary>The program's own English text of a key; of two forms the one for many.</summary>
    public static Phrase? Original(string key) =>
        WordTable.English.Phrases.GetValueOrDefault(key)
        ?? WordTable.English.Phrases.GetValueOrDefault(key + CountForm.Other);

    private Phrase? Find(string key, object?[] values) =>
        Get(key)
        ?? (
            values is [int or long, ..]
                ? Get(key + CountForm.Of(_table.Language, Convert.ToInt64(values[0], CultureInfo.InvariantCulture)))
                : null
        );

    private string Raw(string key) => Get(key)?.Text ?? key;

    private Phrase? Get(string key) =>
        own.Phrases.GetValueOrDefault(key)
        ?? _table.Phrases.GetValueOrDefault(key)
        ?? WordTable.English.Phrases.GetValueOrDefault(key);
}
