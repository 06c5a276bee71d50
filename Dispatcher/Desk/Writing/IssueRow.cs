using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Desk.Writing;

/// <summary>An issue in the list. Pure. Tests: IssueRowTests.</summary>
/// <param name="Group">Where the list shows it.</param>
/// <param name="Day">The day in the file, or the day on which it was sent; null where there is none.</param>
/// <param name="Fault">The first error; null where there is none.</param>
/// <param name="IsOpen">False for a file whose name no page can have.</param>
internal sealed record IssueRow(
    string Slug,
    string Title,
    IssueGroup Group,
    DateOnly? Day,
    string? Author,
    string? Fault,
    bool IsOpen
)
{
    /// <param name="file">The name of the file.</param>
    /// <param name="sent">The days on which issues were sent, by slug.</param>
    public static IssueRow Of(string file, IssueReading reading, IReadOnlyDictionary<string, DateOnly> sent)
    {
        var slug = Path.GetFileNameWithoutExtension(file);
        var issue = reading.Issue ?? reading.Sketch;
        var wasSent = sent.TryGetValue(slug, out var day);
        return new(
            slug,
            issue?.Title is { Length: > 0 } title ? title : slug,
            wasSent ? IssueGroup.Sent
                : issue?.Status is IssueStatus.Ready ? IssueGroup.Ready
                : IssueGroup.Draft,
            wasSent ? day : issue?.Date,
            issue?.Author,
            wasSent ? null : reading.Problems.FirstOrDefault(problem => problem.Severity is Severity.Error)?.Message,
            Issues.Slug.IsValid(slug)
        );
    }

    /// <summary>True when each word of a search is in the title, the name or the author.</summary>
    public bool Has(string search) =>
        search
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .All(word => $"{Title} {Slug} {Author}".Contains(word, StringComparison.OrdinalIgnoreCase));
}
