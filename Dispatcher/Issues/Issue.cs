namespace Newsletter.Dispatcher.Issues;

/// <summary>One piece that editors write: front matter and a Markdown body, read from a file without a fault.</summary>
internal sealed record Issue
{
    /// <summary>
    /// The file's name without <c>.md</c>, for example <c>2026-11-24-a-title</c>; the issue's name for ever.
    /// </summary>
    public required string Slug { get; init; }

    /// <summary>The file as messages name it, for example <c>issues/2026-11-24-a-title.md</c>.</summary>
    public required string File { get; init; }

    public required string Title { get; init; }

    /// <summary>The mail's subject; the title where the editor gave none.</summary>
    public required string Subject { get; init; }

    /// <summary>The line that inboxes show after the subject; null when not given.</summary>
    public string? Preheader { get; init; }

    /// <summary>The slot that the editor pinned; null takes the next free one.</summary>
    public DateOnly? Date { get; init; }

    public IssueStatus Status { get; init; } = IssueStatus.Draft;

    public string? Author { get; init; }

    /// <summary>Name of the template pair in <c>templates/</c>.</summary>
    public string Template { get; init; } = "issue";

    /// <summary><c>all</c>, <c>trial</c>, <c>paid</c> or a tag.</summary>
    public string Audience { get; init; } = "all";

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Markdown after the front matter, newlines as <c>\n</c>.</summary>
    public required string Body { get; init; }

    /// <summary>Line of the file, from 1, on which <see cref="Body"/> begins.</summary>
    public required int BodyLine { get; init; }

    /// <summary>Lines of front-matter keys, from 1, by key; for problems found after reading.</summary>
    public IReadOnlyDictionary<string, int> KeyLines { get; init; } = new Dictionary<string, int>();
}
