using System.Collections.Concurrent;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// The compiled issues of the dispatches that this process sends. An issue is compiled once, when its dispatch begins;
/// after a restart or a correction it is compiled again from the frozen files.
/// </summary>
internal sealed class CompiledIssues(DispatchStore dispatches, NewsletterSettings newsletter)
{
    private readonly ConcurrentDictionary<long, (long Revision, CompiledIssue Issue)> _kept = [];

    /// <summary>Keeps the compiled issue of a new dispatch.</summary>
    public void Keep(long dispatchId, CompiledIssue issue) => _kept[dispatchId] = (Revision: 0, issue);

    /// <summary>The compiled issue of a dispatch, in its present revision.</summary>
    /// <exception cref="BrokenDispatchException">The frozen files cannot be compiled any more.</exception>
    public async Task<CompiledIssue> OfAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        if (_kept.TryGetValue(dispatch.Id, out var kept) && kept.Revision == dispatch.Revision)
        {
            return kept.Issue;
        }

        var issue = Compile(dispatch, await dispatches.FilesAsync(dispatch, cancellationToken));
        _kept[dispatch.Id] = (dispatch.Revision, issue);
        return issue;
    }

    /// <summary>Drops the issue of a dispatch that is over.</summary>
    public void Forget(long dispatchId) => _kept.TryRemove(dispatchId, out _);

    private CompiledIssue Compile(Dispatch dispatch, IReadOnlyDictionary<string, byte[]> files)
    {
        var package = IssuePackage.Thaw(files);
        var (issue, problems) = CompiledIssue.Compile(package, newsletter, dispatch.SlotDate);

        // Try a second time: the time limit may have been exceeded only because the machine is busy.
        return issue
            ?? CompiledIssue.Compile(package, newsletter, dispatch.SlotDate).Issue
            ?? throw new BrokenDispatchException(
                $"Dispatch {dispatch.Id} cannot go on: {problems.First(problem => problem.Severity is Severity.Error)}"
            );
    }
}
