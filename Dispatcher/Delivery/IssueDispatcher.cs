using System.Collections.Concurrent;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Begins dispatches and continues them, for the schedule and for the <c>send</c> command. Several dispatches can be
/// under way at once.
/// Tests: CorrectionTests.
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
    ApprovalGate approvals,
    TimeProvider clock,
    ReturnPath? returnPath = null
)
{
    /// <summary>
    /// The result of each dispatch's last run, so that a tick with nothing to do does not read the ledger.
    /// </summary>
    private readonly ConcurrentDictionary<long, LastRun> _runs = [];

    /// <summary>The issues of open dispatches, each compiled once.</summary>
    private readonly CompiledIssues _issues = new(dispatches, newsletter);

    /// <summary>
    /// The guards by dispatch. A dispatch gets a new guard after each change by a person, so that a resume starts
    /// without the old refusals.
    /// </summary>
    private readonly ConcurrentDictionary<long, (long Changes, SendGuard Guard)> _guards = [];

    /// <summary>
    /// Freezes an issue and its recipients for a slot, if neither the issue nor the slot was sent before.
    /// </summary>
    /// <param name="isByHand">True when a person asked to fill a missed slot.</param>
    /// <returns>The problems contain at least one error when the issue cannot be sent; then nothing was
    /// begun.</returns>
    public Task<(BeginResult? Result, IReadOnlyList<Problem> Problems)> BeginAsync(
        IssuePackage package,
        DateOnly slotDate,
        DateTimeOffset slotAt,
        DateTimeOffset cutOffAt,
        bool isByHand,
        CancellationToken cancellationToken
    ) => BeginAsync(package, slotDate, slotAt, cutOffAt, isByHand, waves: null, cancellationToken);

    /// <summary>Freezes an issue for a slot when its first wave is due, with the recipients of all its waves.</summary>
    /// <returns>As for the other overload.</returns>
    public Task<(BeginResult? Result, IReadOnlyList<Problem> Problems)> BeginAsync(
        IssuePackage package,
        DateOnly slotDate,
        DateTimeOffset slotAt,
        WavePlan waves,
        CancellationToken cancellationToken
    ) => BeginAsync(package, slotDate, slotAt, waves.CutOffAt, isByHand: false, waves, cancellationToken);

    private async Task<(BeginResult? Result, IReadOnlyList<Problem> Problems)> BeginAsync(
        IssuePackage package,
        DateOnly slotDate,
        DateTimeOffset slotAt,
        DateTimeOffset cutOffAt,
        bool isByHand,
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
        )
        {
            WhyNot = approvals.Of(package),
        };
        var result = await dispatches.BeginAsync(begin, isByHand, cancellationToken);
        if (result is BeginResult.Begun begun)
        {
            _issues.Keep(begun.Id, issue);
            await ownership.MarkAsync(cancellationToken);
        }

        return (result, problems);
    }

    /// <summary>
    /// Sends to all recipients of an open dispatch who are due now, from its frozen files. The caller must not run the
    /// same dispatch twice at once.
    /// </summary>
    /// <exception cref="BrokenDispatchException">The frozen files cannot be rendered any more, or the ledger is not
    /// complete.</exception>
    public async Task<RunResult> ContinueAsync(
        Dispatch dispatch,
        DispatchProgress progress,
        CancellationToken cancellationToken
    )
    {
        // A process that was frozen and then replaced must not touch what the new owner sends.
        if (!await ownership.MarkAsync(cancellationToken))
        {
            return new RunResult(RunEnd.Replaced);
        }

        // Read again: another process may have corrected or stopped the dispatch.
        dispatch = await dispatches.FindAsync(dispatch.Id, cancellationToken) ?? dispatch;
        var isStale = clock.GetUtcNow() >= dispatch.CutOffAt;

        // No message of this dispatch is in transfer now, so a crash left each row in sending, here or in an earlier
        // process. When the issue is stale, such a row is not sent again; but it may have arrived, so it must not
        // become expired.
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

    /// <summary>True when something of the dispatch is due now.</summary>
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
