using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Words;

/// <summary>
/// Reads <c>words.json</c>, the publisher's own words: <c>{ "SignUp.Button": "Join" }</c>. Each fault is one line for
/// an operator, and all are found at once.
/// </summary>
internal static partial class WordsFile
{
    public const string Name = "words.json";

    /// <summary>The longest text of a key.</summary>
    public const int LongestText = 2000;

    private const int LongestShown = 80;
    private const int MostProblems = 20;

    /// <summary>Far above a file that has every key.</summary>
    private const int LargestFile = 512 * 1024;

    /// <summary>Reads the file of a folder.</summary>
    /// <returns>No words and no problems where there is no file.</returns>
    public static (OwnWords Words, IReadOnlyList<string> Problems) Load(string root)
    {
        var file = new FileInfo(Path.Combine(root, Name));
        if (!file.Exists)
        {
            return (OwnWords.None, []);
        }

        if (file.Length > LargestFile)
        {
            return (OwnWords.None, [$"{Name} is larger than {LargestFile / 1024} kB; keep only the words you change."]);
        }

        try
        {
            var text = File.ReadAllText(file.FullName, new UTF8Encoding(false, throwOnInvalidBytes: true));
            return Parse(text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return (OwnWords.None, [$"{Name} cannot be read as UTF-8: {e.Message}"]);
        }
    }

    /// <summary>Checks the content of the file; pure.</summary>
    public static (OwnWords Words, IReadOnlyList<string> Problems) Parse(string json)
    {
        var problems = new List<string>();
        var phrases = new Dictionary<string, Phrase>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(json, new() { MaxDepth = 4 });
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
            {
                return (OwnWords.None, [$$"""{{Name}} takes { "KEY": "TEXT" } and nothing around it."""]);
            }

            foreach (var entry in document.RootElement.EnumerateObject())
            {
                if (Wrong(entry.Name, entry.Value, phrases) is { } wrong)
                {
                    problems.Add($"{Name}: {wrong}");
                    if (problems.Count == MostProblems)
                    {
                        break;
                    }

                    continue;
                }

                phrases[entry.Name] = new Phrase(entry.Value.GetString()!);
            }
        }
        catch (JsonException e)
        {
            problems.Add(
                $"{Name} is no JSON at line {e.LineNumber + 1}; it takes {{ \"KEY\": \"TEXT\", … }} with a comma "
                    + "between two entries."
            );
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, written as \ud800.
            problems.Add($"{Name} has a text with half a character; write that text anew.");
        }

        return problems.Count > 0
            ? (OwnWords.None, problems)
            : (new(phrases.ToFrozenDictionary(StringComparer.Ordinal)), []);
    }

    private static string? Wrong(string key, JsonElement value, Dictionary<string, Phrase> before)
    {
        var keys = WordTable.English.Phrases;
        if (!keys.TryGetValue(key, out var original))
        {
            var shown = Shown(key);
            return DidYouMean.Closest(key, keys.Keys) is { } near
                ? $"{shown} is no key, did you mean {near}?"
                : $"{shown} is no key; docs/words.md has them all.";
        }

        if (before.ContainsKey(key))
        {
            return $"{key} stands there twice; keep one.";
        }

        if (value.ValueKind is not JsonValueKind.String || value.GetString() is not { } text)
        {
            return $"{key} takes a text in quotes.";
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return $"{key} is empty; take the key out to have the program's own words.";
        }

        if (text.Length > LongestText || text.Any(char.IsControl))
        {
            return $"{key} takes a text of at most {LongestText} characters on one line.";
        }

        return new Phrase(text).Places.Except(original.Places).Select(place => (int?)place).FirstOrDefault()
                is { } place
                ? $"{key} has {{{place}}}, which the program's own words have not: \"{original.Text}\""
            : Braces.Match(text) is { Success: true, Value: var braces }
                ? $"{key} has {Shown(braces)}; places are written {{0}}, and each stands for a value."
            : null;
    }

    private static string Shown(string text) =>
        LogText.Clean(text.Length <= LongestShown ? text : text[..LongestShown] + "…");

    [GeneratedRegex(@"\{(?![0-9]\})[^}]*\}?", RegexOptions.CultureInvariant)]
    private static partial Regex Braces { get; }
}
