namespace Newsletter.Dispatcher.Issues.Writing;

/// <summary>The text of a new issue, with a word about each key. Pure. Tests: IssueCommandTests.</summary>
internal static class NewIssueText
{
    /// <param name="day">For example <c>2026-11-24</c>; null for an issue without a day.</param>
    public static string Of(string title, string? day) =>
        $$$"""
            ---
            title: {{{Quoted(title)}}}
            # The subject of the mail; without this line it is the title.
            # subject: {{{Quoted(title)}}}
            # One sentence that inboxes show after the subject.
            # preheader: What the reader will know after two minutes
            # The day it is sent; without one it takes the next free day.
            {{{(day is null ? "# date: 2026-11-24" : $"date: {day}")}}}
            # draft while you write; ready when it may be sent.
            status: draft
            # author: Your Name
            # Who gets it: all, trial, paid, or a tag.
            # audience: all
            # tags: [world]
            ---
            Good morning {{ subscriber.first_name | default "there" }},

            {{{IssueAdvice.NewText}}}

            """.ReplaceLineEndings("\n");

    /// <summary>As a YAML string in double quotes.</summary>
    private static string Quoted(string text)
    {
        var escaped = text.ReplaceLineEndings(" ")
            .Trim()
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal);
        return $"\"{escaped}\"";
    }
}
