using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Desk;

/// <summary>How an issue stands, who decided what, what was said, and who may look at it.
/// Tests: ApprovalPageTests.</summary>
/// <param name="Issue">Null while the file cannot be read.</param>
/// <param name="Problems">Errors that keep the issue from being approved.</param>
/// <param name="Status">Null while the issue has an error.</param>
/// <param name="Print">What an approval now would be of; null while the issue has an error.</param>
/// <param name="Decisions">All decisions there were, newest first.</param>
/// <param name="Comments">Oldest first.</param>
/// <param name="Links">Newest first.</param>
/// <param name="Now">The time of this view.</param>
internal sealed record ApprovalView(
    string Slug,
    string File,
    Issue? Issue,
    IReadOnlyList<Problem> Problems,
    ApprovalStatus? Status,
    string? Print,
    IReadOnlyList<Approval> Decisions,
    IReadOnlyList<IssueComment> Comments,
    IReadOnlyList<DraftLink> Links,
    DateTimeOffset Now
)
{
    /// <summary>What a form could not do, and what was typed into it; null when nothing went wrong.</summary>
    public ApprovalTyped? Typed { get; init; }

    /// <summary>Where the forms of the issue are.</summary>
    public string Path => $"~/desk/issues/{Uri.EscapeDataString(Slug)}";
}
