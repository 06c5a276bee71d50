using System.Collections.Concurrent;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Begins dispatches and goes on with them. The schedule and the <c>send</c> command both come through here. Several
/// dispatches can be under way at once.
/// </summary>
internal sealed class IssueDispatcher(
    Ownership ownership,
    DispatchStore dispatches,
    Ledger ledger,
    DispatchRun run,
    NewsletterSettings newsletter,
    DeliverySettings delivery,
    SignedToken tokens,
    DkimSigner signer,
    TimeProvider clock,
    ReturnPath? returnPath = null
)
{
    /// <summary>What the last run of a dispatch left behind, so that a tick with nothing to do costs nothing.</summary>
    private readonly ConcurrentDictionary<long, LastRun> _runs = [];

    /// <summary>The issues of open dispatches, each compiled once.</summary>
    private readonly CompiledIssues _issues = new(dispatches, newsletter);

    /// <summary>
    /// By dispatch; a new one after each change that a person makes, so that a resume is a new chance.
    /// </summary>
    private readonly ConcurrentDictionary<long, (long Changes, SendGuard Guard)> _guards = [];

    /// <summary>Freezes an issue and its recipients for a slot, if neither was sent before.</summary>
    /// <param name="takeOverMissed">True when a person asks for it.</param>
    /// <returns>Problems with at least one error where the issue cannot be sent; then nothing was begun.</returns>
    public Task<(BeginResult? Result, IReadOnlyList<Problem> Problems)> BeginAsync(
        IssuePackage package,
        DateOnly slotDate,
        DateTimeOffset slotAt,
        DateTimeOffset cutOffAt,
        bool takeOverMissed,
        CancellationToken cancellationToken
    ) => BeginAsync(package, slotDate, slotAt, cutOffAt, takeOverMissed, waves: null, cancellationToken);

    /// <summary>Freezes an issue for a slot as its first wave comes, and the recipients of all its waves.</summary>
    /// <returns>As of the other one.</returns>
    public Task<(BeginResult? Result, IReadOnlyList<Problem> Problems)> BeginAsync(
        IssuePackage package,
        DateOnly slotDate,
        DateTimeOffset slotAt,
        WavePlan waves,
        CancellationToken cancellationToken
    ) => BeginAsync(package, slotDate, slotAt, waves.CutOffAt, takeOverMissed: false, waves, cancellationToken);

    private async Task<(BeginResult? Result, IReadOnlyList<Problem> Problems)> BeginAsync(
        IssuePackage package,
        DateOnly slotDate,
        DateTimeOffset slotAt,
        DateTimeOffset cutOffAt,
        bool takeOverMissed,
        WavePlan? waves,
        CancellationToken cancellationToken
    )
    {
        var (issue, problems) = SendableIssue.Compile(package, newsletter, slotDate);
        if (issue is null)
        {
            return (null, problems);
        }

        if (!await ownership.MarkAsync(cancellationToken))
        {
            throw new StorageException("Another process has taken the database over; nothing is begun here any more.");
        }

        var begin = new NewDispatch(
            slotDate,
            slotAt,
            cutOffAt,
            issue.Issue.Slug,
            issue.Issue.Title,
            issue.Issue.Audience,
            package.Freeze(),
            waves
        );
        var result = await dispatches.BeginAsync(begin, takeOverMissed, cancellationToken);
        if (result is BeginResult.Begun begun)
        {
            _issues.Keep(begun.Id, issue);
            await ownership.MarkAsync(cancellationToken);
        }

        return (result, problems);
    }

    /// <summary>
    /// Sends to everybody of an open dispatch who is due now, from its frozen files. The caller has no other run of the
    /// same dispatch under way.
    /// </summary>
    /// <exception cref="BrokenDispatchException">What was frozen cannot be rendered any more, or the ledger does not
    /// add up.</exception>
    public async Task<RunResult> ContinueAsync(
        Dispatch dispatch,
        DispatchProgress progress,
        CancellationToken cancellationToken
    )
    {
        // A process that was frozen and replaced must not touch what the new owner sends.
        if (!await ownership.MarkAsync(cancellationToken))
        {
            return new RunResult(RunEnd.Replaced);
        }

        // Read anew: another process may have corrected or stopped it since.
        dispatch = await dispatches.FindAsync(dispatch.Id, cancellationToken) ?? dispatch;
        var isStale = clock.GetUtcNow() >= dispatch.CutOffAt;

        // Nothing of this dispatch is under way now, so a row in sending was left by a crash, here or in an earlier
        // process. When the issue is stale it is not sent again, but it may have arrived, and must not be called
        // expired.
        await ledger.RecoverAsync(
            dispatch.Id,
            isStale || !dispatch.IsOpen ? UncertainPolicy.Hold : delivery.OnUncertain,
            cancellationToken
        );
        var result = dispatch.State switch
        {
            DispatchState.Sending or DispatchState.Paused when isStale => await run.ExpireAsync(dispatch),
            DispatchState.Sending => await run.RunAsync(
                dispatch,
                Composer(dispatch, await _issues.OfAsync(dispatch, cancellationToken)),
                await GuardOfAsync(dispatch, cancellationToken),
                progress,
                cancellationToken
            ),
            DispatchState.Paused => new RunResult(RunEnd.Paused),
            _ => new RunResult(RunEnd.Stopped),
        };
        _runs[dispatch.Id] = new LastRun(dispatch.Changes, result);
        if (result.IsOver)
        {
            _issues.Forget(dispatch.Id);
        }

        return result;
    }

    /// <summary>True when something of the dispatch is due at this moment.</summary>
    public bool IsDue(Dispatch dispatch)
    {
        var now = clock.GetUtcNow();
        return now >= dispatch.CutOffAt
            || !_runs.TryGetValue(dispatch.Id, out var last)
            || last.Changes != dispatch.Changes
            || last.Result.GoesOn
            || (dispatch.State is DispatchState.Sending && (last.Result.NextDue is not { } next || next <= now));
    }

    private MessageComposer Composer(Dispatch dispatch, CompiledIssue issue) =>
        new(
            issue,
            newsletter,
            tokens,
            dispatch.Id,
            dispatch.StartedAt ?? dispatch.SlotAt,
            signer: signer,
            returnPath: returnPath
        );

    private async Task<SendGuard> GuardOfAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        if (!_guards.TryGetValue(dispatch.Id, out var known) || known.Changes != dispatch.Changes)
        {
            _guards[dispatch.Id] = known = (dispatch.Changes, await run.GuardAsync(dispatch, cancellationToken));
        }

        return known.Guard;
    }

    private sealed record LastRun(long Changes, RunResult Result);
}
