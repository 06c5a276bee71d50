using System.Globalization;
using System.Text.RegularExpressions;

namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// Reads the values of the keys. A value that is not valid is added to the problems, and counts as not given.
/// Tests: IssueFileTests.
/// </summary>
internal sealed partial class IssueKeyValues(string file, IReadOnlyList<FrontMatterKey> keys, List<Problem> problems)
{
    /// <summary>A longer text is refused; mail programs show 30 to 70 characters of a subject.</summary>
    private const int MaxLineLength = 300;

    /// <summary>One line of text; null when not given.</summary>
    public string? Line(string name)
    {
        if (Scalar(name) is not { } key)
        {
            return null;
        }

        var text = key.Values[0].Trim();
        if (text.Length == 0)
        {
            Refuse(
                key,
                name == "title"
                    ? "title is empty; write the headline of the issue."
                    : $"{name} is empty; write it, or delete the line."
            );
            return null;
        }

        if (text.AsSpan().IndexOfAny('\n', '\u2028', '\u2029') >= 0)
        {
            Refuse(key, $"{name} has several lines; write it on one.");
        }
        else if (text.FirstOrDefault(c => char.IsControl(c) || IssueKeys.IsBidiControl(c)) is var sign and not '\0')
        {
            Refuse(
                key,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} holds the invisible control character U+{(int)sign:X4}; delete it or write the line "
                        + $"again."
                )
            );
        }
        else if (HasLoneSurrogate(text))
        {
            Refuse(key, $"{name} holds a lone UTF-16 surrogate, which is no character; write the line again.");
        }
        else if (text.Length > MaxLineLength)
        {
            Refuse(key, $"{name} has {text.Length} characters; at most {MaxLineLength} are allowed.");
        }

        return text;
    }

    /// <summary>A date; null when not given or refused.</summary>
    public DateOnly? Date(string name)
    {
        if (Scalar(name) is not { } key)
        {
            return null;
        }

        var text = key.Values[0].Trim();
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        Refuse(
            key,
            DateForm.IsMatch(text)
                ? $"{name} is {text}, a day that is in no calendar."
                : $"{name} is {IssueKeys.Quoted(text)}; write year-month-day, for example 2026-11-24."
        );
        return null;
    }

    /// <summary><see cref="IssueStatus.Draft"/> when not given or refused.</summary>
    public IssueStatus Status(string name)
    {
        if (Scalar(name) is not { } key)
        {
            return IssueStatus.Draft;
        }

        switch (key.Values[0].Trim().ToLowerInvariant())
        {
            case "draft":
                return IssueStatus.Draft;
            case "ready":
                return IssueStatus.Ready;
            default:
                Refuse(key, $"{name} is {IssueKeys.Quoted(key.Values[0])}; write draft, or ready when it may be sent.");
                return IssueStatus.Draft;
        }
    }

    /// <summary>A word that matches a pattern; null when not given or refused.</summary>
    public string? Name(string name, Regex pattern, string takes)
    {
        if (Scalar(name) is not { } key)
        {
            return null;
        }

        var text = key.Values[0].Trim();
        if (pattern.IsMatch(text))
        {
            return text;
        }

        Refuse(key, $"{name} is {IssueKeys.Quoted(text)}; it takes {takes}.");
        return null;
    }

    /// <summary>The tags without repetitions; empty when not given.</summary>
    public IReadOnlyList<string> Tags(string name)
    {
        if (keys.FirstOrDefault(key => key.Name == name) is not { } key)
        {
            return [];
        }

        foreach (var tag in key.Values.Where(tag => !IssueKeys.TagName.IsMatch(tag)))
        {
            Refuse(
                key,
                $"{IssueKeys.Quoted(tag)} is no tag; write a list such as [world, rivers], each of letters, digits, "
                    + "dashes, underscores and dots."
            );
        }

        return [.. key.Values.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Adds a problem when the key is not given.</summary>
    public void Missing(string name, string message)
    {
        if (keys.All(key => key.Name != name))
        {
            problems.Add(Findings.TitleMissing.At(file, 1, 1, message));
        }
    }

    private FrontMatterKey? Scalar(string name)
    {
        if (keys.FirstOrDefault(key => key.Name == name) is not { } key)
        {
            return null;
        }

        if (key.IsList)
        {
            Refuse(key, $"{name} takes one value, not a list; take the brackets or dashes away.");
            return null;
        }

        return key;
    }

    private void Refuse(FrontMatterKey key, string message) =>
        problems.Add(Findings.KeyValue.At(file, key.ValueLine, key.ValueColumn, message));

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !char.IsSurrogatePair(text, i++))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"\A\d{4}-\d{2}-\d{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex DateForm { get; }
}
