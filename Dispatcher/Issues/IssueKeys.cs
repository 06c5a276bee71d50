using System.Globalization;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Issues;

/// <summary>What each key of the front matter may hold.</summary>
internal static partial class IssueKeys
{
    public static readonly IReadOnlyList<string> Known =
    [
        "title",
        "subject",
        "preheader",
        "date",
        "status",
        "author",
        "template",
        "audience",
        "tags",
    ];

    /// <summary>A subject over this is no subject; mail programs show 30 to 70 characters of it.</summary>
    private const int MaxLineLength = 300;

    /// <summary>
    /// The issue as far as its keys say; name and body are the caller's. Not to be used when problems were added.
    /// </summary>
    public static Issue Read(string file, IReadOnlyList<FrontMatterKey> keys, List<Problem> problems)
    {
        var isCutShort = problems.Any(problem => problem is { Severity: Severity.Error, Line: > 0 });
        foreach (var key in keys.Where(key => !Known.Contains(key.Name)))
        {
            var meant = DidYouMean.Closest(key.Name, Known) is { } known
                ? $"did you mean \"{known}\"?"
                : $"the known ones are {string.Join(", ", Known)}.";
            problems.Add(Problem.Error(file, key.Line, key.Column, $"unknown key {Quoted(key.Name)}, {meant}"));
        }

        var values = new Values(file, keys, problems);
        var title = values.Line("title");
        if (title is null && !isCutShort)
        {
            values.Missing("title", "there is no title. Add a line title: with the headline of the issue.");
        }

        return new Issue
        {
            Slug = "",
            File = file,
            Title = title ?? "",
            Subject = values.Line("subject") ?? title ?? "",
            Preheader = values.Line("preheader"),
            Date = values.Date("date"),
            Status = values.Status("status"),
            Author = values.Line("author"),
            Template =
                values.Name(
                    "template",
                    TemplateName,
                    "small letters (a-z), digits and dashes: the name of a pair of files in templates/"
                ) ?? "issue",
            Audience = values.Name("audience", TagName, "all, trial, paid, or a tag") ?? "all",
            Tags = values.Tags("tags"),
            Body = "",
            BodyLine = 0,
            KeyLines = keys.ToDictionary(key => key.Name, key => key.Line, StringComparer.Ordinal),
        };
    }

    /// <summary>
    /// A word of the editor's for a message: short, on one line, nothing in it that a terminal obeys.
    /// </summary>
    public static string Quoted(string word)
    {
        var shown = string.Concat(
            word.Select(c => char.IsControl(c) || IsBidiControl(c) || char.IsSurrogate(c) ? '?' : c)
        );
        return shown.Length > 60 ? $"\"{shown[..60]}…\"" : $"\"{shown}\"";
    }

    /// <summary>
    /// Characters that turn the direction of what follows: they let a subject read as something that it is not.
    /// </summary>
    private static bool IsBidiControl(char c) =>
        c is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    /// <summary>Takes the keys one by one; a value that does not fit is a problem and reads as not given.</summary>
    private sealed class Values(string file, IReadOnlyList<FrontMatterKey> keys, List<Problem> problems)
    {
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
            else if (text.FirstOrDefault(c => char.IsControl(c) || IsBidiControl(c)) is var sign and not '\0')
            {
                Refuse(
                    key,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{name} holds the invisible control character U+{(int)sign:X4}; delete it or write the line "
                            + $"anew."
                    )
                );
            }
            else if (HasLoneSurrogate(text))
            {
                Refuse(key, $"{name} holds half a character (a lone surrogate); write the line anew.");
            }
            else if (text.Length > MaxLineLength)
            {
                Refuse(key, $"{name} has {text.Length} characters; at most {MaxLineLength} are allowed.");
            }

            return text;
        }

        public DateOnly? Date(string name)
        {
            if (Scalar(name) is not { } key)
            {
                return null;
            }

            var text = key.Values[0].Trim();
            if (
                DateOnly.TryParseExact(
                    text,
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var date
                )
            )
            {
                return date;
            }

            Refuse(
                key,
                DateForm.IsMatch(text)
                    ? $"{name} is {text}, a day that is in no calendar."
                    : $"{name} is {Quoted(text)}; write year-month-day, for example 2026-11-24."
            );
            return null;
        }

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
                    Refuse(key, $"{name} is {Quoted(key.Values[0])}; write draft, or ready when it may be sent.");
                    return IssueStatus.Draft;
            }
        }

        /// <summary>A word that fits a pattern; null when not given or refused.</summary>
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

            Refuse(key, $"{name} is {Quoted(text)}; it takes {takes}.");
            return null;
        }

        public IReadOnlyList<string> Tags(string name)
        {
            if (keys.FirstOrDefault(key => key.Name == name) is not { } key)
            {
                return [];
            }

            foreach (var tag in key.Values.Where(tag => !TagName.IsMatch(tag)))
            {
                Refuse(
                    key,
                    $"{Quoted(tag)} is no tag; write a list such as [world, rivers], each of letters, digits, dashes, "
                        + "underscores and dots."
                );
            }

            return [.. key.Values.Distinct(StringComparer.Ordinal)];
        }

        public void Missing(string name, string message)
        {
            if (keys.All(key => key.Name != name))
            {
                problems.Add(Problem.Error(file, 1, 1, message));
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
            problems.Add(Problem.Error(file, key.ValueLine, key.ValueColumn, message));

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
    }

    [GeneratedRegex(@"\A[a-z0-9-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TemplateName { get; }

    [GeneratedRegex(@"\A[\p{L}\p{N}][\p{L}\p{N}_.-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TagName { get; }

    [GeneratedRegex(@"\A\d{4}-\d{2}-\d{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex DateForm { get; }
}
