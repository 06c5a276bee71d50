using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Issues;

/// <summary>The known keys of the front matter, and what each may hold. Tests: IssueFileTests.</summary>
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
        "lang",
        "dir",
        ExtraValues.Key,
    ];

    /// <summary>
    /// The issue as the keys describe it; the caller adds slug and body. Must not be used when problems were added.
    /// </summary>
    public static Issue Read(string file, IReadOnlyList<FrontMatterKey> keys, List<Problem> problems)
    {
        var isCutShort = problems.Any(problem => problem is { Severity: Severity.Error, Line: > 0 });
        foreach (var key in keys.Where(key => !Known.Contains(key.Name)))
        {
            var meant = DidYouMean.Closest(key.Name, Known) is { } known
                ? $"did you mean \"{known}\"?"
                : $"the known ones are {string.Join(", ", Known)}.";
            problems.Add(
                Findings.KeyUnknown.At(file, key.Line, key.Column, $"unknown key {Quoted(key.Name)}, {meant}")
            );
        }

        var values = new IssueKeyValues(file, keys, problems);
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
                ) ?? Issue.UsualTemplate,
            Audience = values.Name("audience", TagName, "all, trial, paid, or a tag") ?? "all",
            Tags = values.Tags("tags"),
            Language = values.Name("lang", LanguageName, "the short name of a language, for example en, de or pt-BR"),
            Direction = values.Name("dir", DirectionName, "ltr (from left to right) or rtl (from right to left)"),
            Extra = Extra(file, keys, problems),
            Body = "",
            BodyLine = 0,
            KeyLines = keys.ToDictionary(key => key.Name, key => key.Line, StringComparer.Ordinal),
        };
    }

    private static IReadOnlyDictionary<string, object> Extra(
        string file,
        IReadOnlyList<FrontMatterKey> keys,
        List<Problem> problems
    )
    {
        if (keys.FirstOrDefault(key => key.Name == ExtraValues.Key) is not { } extra)
        {
            return new Dictionary<string, object>();
        }

        // An empty extra: has one empty value.
        if (extra.IsList || extra.Values.Any(value => value.Length > 0))
        {
            problems.Add(
                Findings.KeyValue.At(
                    file,
                    extra.ValueLine,
                    extra.ValueColumn,
                    "extra takes names with a value each, on lines of their own that begin with blanks, for example "
                        + "sponsor: Acme"
                )
            );
        }

        return ExtraValues.Read(file, extra.Entries, problems);
    }

    /// <summary>
    /// Quotes an editor's text for a message: short, on one line, and without characters that a terminal would obey.
    /// </summary>
    public static string Quoted(string word)
    {
        var shown = string.Concat(
            word.Select(c => char.IsControl(c) || IsBidiControl(c) || char.IsSurrogate(c) ? '?' : c)
        );
        return shown.Length > 60 ? $"\"{shown[..60]}…\"" : $"\"{shown}\"";
    }

    /// <summary>
    /// Characters that change the direction of the text after them: with these a subject could look like another one.
    /// </summary>
    internal static bool IsBidiControl(char c) =>
        c is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    [GeneratedRegex(@"\A[a-z0-9-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TemplateName { get; }

    [GeneratedRegex(@"\A[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageName { get; }

    [GeneratedRegex(@"\A(?:ltr|rtl)\z", RegexOptions.CultureInvariant)]
    private static partial Regex DirectionName { get; }

    [GeneratedRegex(@"\A[\p{L}\p{N}][\p{L}\p{N}_.-]{0,63}\z", RegexOptions.CultureInvariant)]
    internal static partial Regex TagName { get; }
}
