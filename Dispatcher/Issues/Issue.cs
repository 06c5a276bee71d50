namespace Newsletter.Dispatcher.Issues;

/// <summary>One issue: front matter and a Markdown body, from a file without errors. Tests: QuotesTests.</summary>
internal sealed record Issue
{
    /// <summary>The template of an issue that names none.</summary>
    public const string UsualTemplate = "issue";

    /// <summary>
    /// The file's name without <c>.md</c>, for example <c>2026-11-24-a-title</c>. It is the issue's permanent name.
    /// </summary>
    public required string Slug { get; init; }

    /// <summary>The file as messages name it, for example <c>issues/2026-11-24-a-title.md</c>.</summary>
    public required string File { get; init; }

    public required string Title { get; init; }

    /// <summary>The mail's subject; the title when the editor gave no subject.</summary>
    public required string Subject { get; init; }

    /// <summary>The line that inboxes show after the subject; null when not given.</summary>
    public string? Preheader { get; init; }

    /// <summary>The date of the slot that the editor chose; null takes the next free slot.</summary>
    public DateOnly? Date { get; init; }

    public IssueStatus Status { get; init; } = IssueStatus.Draft;

    public string? Author { get; init; }

    /// <summary>Name of the template pair in <c>templates/</c>.</summary>
    public string Template { get; init; } = UsualTemplate;

    /// <summary><c>all</c>, <c>trial</c>, <c>paid</c> or a tag.</summary>
    public string Audience { get; init; } = "all";

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The language of the text, for example <c>fr</c>; null takes the newsletter's.</summary>
    public string? Language { get; init; }

    /// <summary><c>ltr</c> or <c>rtl</c>; null follows from the language.</summary>
    public string? Direction { get; init; }

    /// <summary>
    /// What the editor wrote below <c>extra:</c>, for templates: text, whole numbers, numbers, truth values and lists
    /// of text.
    /// </summary>
    public IReadOnlyDictionary<string, object> Extra { get; init; } = new Dictionary<string, object>();

    /// <summary>Markdown after the front matter, newlines as <c>\n</c>.</summary>
    public required string Body { get; init; }

    /// <summary>Line of the file, from 1, on which <see cref="Body"/> begins.</summary>
    public required int BodyLine { get; init; }

    /// <summary>The findings that the editor switched off, and the lines that say so; see <see cref="CheckOff"/>.
    /// </summary>
    public IReadOnlyList<(string Name, int Line)> Off { get; init; } = [];

    /// <summary>The issue in its own language, or else in the newsletter's.</summary>
    public Issue In(string language) => Language is null ? this with { Language = language } : this;

    /// <summary>The line of each front-matter key, from 1; for problems that are found after reading.</summary>
    public IReadOnlyDictionary<string, int> KeyLines { get; init; } = new Dictionary<string, int>();
}
