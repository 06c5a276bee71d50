using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Approvals;

/// <summary>Looks up how issues stand, with their images and templates as they are now. Writes nothing.
/// Tests: ApproveCommandTests.</summary>
internal sealed class IssueApprovals(IssuePackageReader packages, ApprovalGate gate, Database database)
{
    public static IssueApprovals Of(NewsletterFolder folder, NewsletterSettings newsletter, Database database) =>
        new(new IssuePackageReader(folder, newsletter), new ApprovalGate(newsletter), database);

    /// <summary>How an issue stands; null where no approval is asked for.</summary>
    public async Task<ApprovalStatus?> OfAsync(IssuePackage package, CancellationToken cancellationToken) =>
        gate.IsShut ? await gate.StatusAsync(package, database, cancellationToken) : null;

    /// <summary>
    /// How each issue stands, by its slug; empty where no approval is asked for. An issue whose files cannot be read is
    /// left out: that fault comes first.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, ApprovalStatus>> OfAsync(
        IEnumerable<IssueCandidate> candidates,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<string, ApprovalStatus>(StringComparer.Ordinal);
        foreach (var candidate in gate.IsShut ? candidates : [])
        {
            if (
                packages.Read(candidate).Package is { } package
                && await OfAsync(package, cancellationToken) is { } status
            )
            {
                found[candidate.Issue.Slug] = status;
            }
        }

        return found;
    }

    /// <summary>A warning for each ready issue that would not be sent; nothing for drafts.</summary>
    public async Task<IReadOnlyList<Problem>> ProblemsAsync(
        IEnumerable<IssueCandidate> candidates,
        CancellationToken cancellationToken
    )
    {
        var ready = candidates.Where(one => one.Issue.Status is IssueStatus.Ready).ToList();
        var standing = await OfAsync(ready, cancellationToken);
        return
        [
            .. ready
                .Select(one => (one.Issue, Why: standing.GetValueOrDefault(one.Issue.Slug)?.WhyNot))
                .Where(one => one.Why is not null)
                .Select(one =>
                    Findings.NotApproved.At(
                        one.Issue.File,
                        one.Issue.KeyLines.GetValueOrDefault("status"),
                        0,
                        $"the issue {one.Why}. It is not sent before: dispatcher issue approve {one.Issue.File}"
                    )
                ),
        ];
    }
}
