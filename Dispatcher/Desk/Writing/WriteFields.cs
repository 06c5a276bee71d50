using System.Globalization;

namespace Newsletter.Dispatcher.Desk.Writing;

/// <summary>
/// How the page of an issue shows the keys of the front matter, and its tools. Tests: WritePageTests.
/// </summary>
internal static class WriteFields
{
    public static readonly IReadOnlyList<(string Key, string Label, string Hint, string Width)> All =
    [
        ("title", "Title", "The headline", "wide"),
        ("subject", "Subject", "the title", "wide"),
        ("preheader", "Preheader", "What inboxes show after the subject", "wide"),
        ("date", "Day", "the next free day", ""),
        ("status", "Status", "draft", ""),
        ("author", "Author", "", ""),
        ("audience", "Audience", "all", ""),
        ("tags", "Tags", "world, rivers", ""),
        ("template", "Template", "issue", ""),
        ("lang", "Language", "the newsletter's", ""),
    ];

    /// <summary>The buttons above the text; the script knows what each does.</summary>
    public static readonly IReadOnlyList<(string Name, string Sign, string Title, string? Keys)> Tools =
    [
        ("bold", "B", "Bold", "Ctrl+B"),
        ("italic", "I", "Italic", "Ctrl+I"),
        ("link", "Link", "Link", "Ctrl+K"),
        ("heading", "Heading", "Heading", null),
        ("quote", "\u201C \u201D", "Quote", null),
        ("list", "\u2022", "List", null),
        ("image", "Image", "Image", null),
        ("table", "Table", "Table", null),
        ("footnote", "Footnote", "Footnote", null),
    ];

    /// <summary>The choices of the status: what is in the file stays one of them, even if it is wrong.</summary>
    public static IEnumerable<string> Statuses(string now) =>
        new[] { now, "draft", "ready" }.Distinct(StringComparer.Ordinal);

    /// <summary>False for a text that a date field would not show.</summary>
    public static bool IsDate(string text) =>
        text.Length == 0
        || DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
