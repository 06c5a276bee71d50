using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>Begins dispatches and goes on with them. The schedule and the <c>send</c> command both come through here.</summary>
internal sealed class IssueDispatcher(
    Database database,
    DispatchStore dispatches,
    Ledger ledger,
    NewsletterSettings newsletter,
    DeliverySettings delivery,
    ITransport transport,
    SignedToken tokens,
    TimeProvider clock,
    ILoggerFactory loggers)
{
    private readonly HashSet<long> _continued = [];

    /// <summary>Freezes an issue and its recipients for a slot, if neither was sent before.</summary>
    /// <param name="takeOverMissed">True when a person asks for it.</param>
    /// <returns>Problems with at least one error where the issue cannot be sent; then nothing was begun.</returns>
    public async Task<(BeginResult? Result, IReadOnlyList<Problem> Problems)> BeginAsync(
        IssuePackage package, DateOnly slotDate, DateTimeOffset slotAt, DateTimeOffset cutOffAt, bool takeOverMissed, CancellationToken cancellationToken)
    {
        var (issue, problems) = CompiledIssue.Compile(package, newsletter, slotDate);
        List<Problem> all = issue is null ? [.. problems] : [.. problems, .. RenderCheck.Problems(issue, newsletter)];
        if (issue is null || all.Any(problem => problem.Severity is Severity.Error))
        {
            return (null, all);
        }

        var begin = new NewDispatch(slotDate, slotAt, cutOffAt, issue.Issue.Slug, issue.Issue.Title, issue.Issue.Audience, package.Freeze());
        return (await dispatches.BeginAsync(begin, takeOverMissed, cancellationToken), all);
    }

    /// <summary>
    /// Sends to everybody of an open dispatch who is due now, from its frozen files. The caller holds the dispatcher's lock
    /// and has no other run of the same dispatch under way.
    /// </summary>
    /// <exception cref="StorageException">What was frozen cannot be rendered any more.</exception>
    public async Task<RunResult> ContinueAsync(Dispatch dispatch, DispatchProgress progress, CancellationToken cancellationToken)
    {
        // Nothing of this dispatch is under way now, so a row in sending was left by a crash, here or in an earlier process.
        await ledger.RecoverAsync(dispatch.Id, delivery.OnUncertain, cancellationToken);
        _continued.Add(dispatch.Id);

        var package = IssuePackage.Thaw(await dispatches.FilesAsync(dispatch.Id, cancellationToken));
        var (issue, problems) = CompiledIssue.Compile(package, newsletter, dispatch.SlotDate);
        if (issue is null)
        {
            throw new StorageException(
                $"Dispatch {dispatch.Id} cannot go on: {problems.First(problem => problem.Severity is Severity.Error)}");
        }

        var composer = new MessageComposer(issue, newsletter, tokens, dispatch.Id, dispatch.StartedAt ?? dispatch.SlotAt);
        var retry = new RetryPolicy(delivery.Retry, Random.Shared.NextDouble);
        var run = new DispatchRun(database, dispatches, ledger, delivery, transport, retry, clock, loggers);
        return await run.RunAsync(dispatch, composer, progress, cancellationToken);
    }

    /// <summary>True when something of the dispatch is due at this moment, so that a tick with nothing to do costs nothing.</summary>
    public async Task<bool> IsDueAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (now >= dispatch.CutOffAt || !_continued.Contains(dispatch.Id))
        {
            return true;
        }

        var pending = await ledger.PendingAsync(dispatch.Id, after: 0, limit: 1, cancellationToken);
        return pending.Count > 0 || await ledger.NextDueAsync(dispatch.Id, cancellationToken) is not { } next || next <= now;
    }
}
