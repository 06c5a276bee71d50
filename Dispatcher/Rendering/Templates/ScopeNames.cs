using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>
/// The names that code in an issue can use, read from the objects that it gets, so that the list is never out of date.
/// Tests: CodeCheckTests.
/// </summary>
/// <param name="Members">For each object the names in it.</param>
/// <param name="Values">The only values that a name such as <c>subscriber.status</c> can have.</param>
internal sealed record ScopeNames(
    IReadOnlyDictionary<string, IReadOnlyCollection<string>> Members,
    IReadOnlyDictionary<string, IReadOnlyCollection<string>> Values
)
{
    /// <summary>Objects whose names depend on settings or on the issue.</summary>
    public static readonly IReadOnlySet<string> Open = new HashSet<string>(StringComparer.Ordinal) { "look", "extra" };

    public static ScopeNames Of(
        Issue issue,
        NewsletterSettings newsletter,
        IReadOnlyDictionary<string, IReadOnlyCollection<string>> values
    )
    {
        var links = LinkBook.Sample(newsletter);
        var reader = new ReaderValues(Recipient.Sample("ana@example.com"), links, newsletter);
        return new(
            new Dictionary<string, IReadOnlyCollection<string>>(StringComparer.Ordinal)
            {
                ["subscriber"] = [.. RenderScope.Subscriber(reader.Recipient, reader.Reference).Keys],
                ["links"] = [.. RenderScope.Links(reader, links, issue.Slug).Keys],
                ["newsletter"] = [.. RenderScope.Newsletter(newsletter).Keys],
                ["issue"] = [.. RenderScope.Issue(issue, DateOnly.MinValue, newsletter.Language).Keys],
            },
            values
        );
    }
}
