using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Decides the result of a run from the ledger, and ends a dispatch whose deliveries are all settled or whose cut-off
/// has passed.
/// Tests: DispatchRunTests.
/// </summary>
internal sealed partial class DispatchEnding(
    Ownership ownership,
    DispatchStore dispatches,
    DispatchControl control,
    Ledger ledger,
    WaveStore waves,
    SuppressionReview suppressions,
    DeliverySettings settings,
    TimeProvider clock,
    ILogger<DispatchEnding> logger
)
{
    /// <summary>Pauses a dispatch and logs the reason.</summary>
    public async Task PauseAsync(long dispatchId, string reason)
    {
        if (await control.PauseAsync(dispatchId, reason, CancellationToken.None) is ControlResult.Changed)
        {
            Paused(dispatchId, reason);
        }
    }

    /// <summary>The result of a run that ended because another process owns the database.</summary>
    public RunResult OfReplaced(long dispatchId)
    {
        Replaced(dispatchId);
        return new RunResult(RunEnd.Replaced);
    }

    /// <summary>The result of a run that sent to all who were due, or was stopped.</summary>
    /// <param name="dispatch">The dispatch as it was when the run began.</param>
    /// <param name="isPartial">True when a recipient was claimed and released again.</param>
    /// <exception cref="OperationCanceledException">The program stops, and deliveries are left.</exception>
    public async Task<RunResult> OfRunAsync(Dispatch dispatch, bool isPartial, CancellationToken cancellationToken)
    {
        if (!await ownership.MarkAsync(CancellationToken.None))
        {
            return OfReplaced(dispatch.Id);
        }

        // Another process may have paused, stopped or corrected the dispatch meanwhile.
        var now = await dispatches.FindAsync(dispatch.Id, CancellationToken.None);
        if (now?.State is not (DispatchState.Sending or DispatchState.Paused))
        {
            // Deliveries that were in transfer at the stop may have become deferred or pending again. Nobody will send
            // these, so they expire.
            await ledger.ExpireAsync(dispatch.Id, now?.Reason, CancellationToken.None);
            return new RunResult(RunEnd.Stopped);
        }

        if (clock.GetUtcNow() >= now.CutOffAt)
        {
            return await ExpireAsync(now);
        }

        // Read the waves before the counts, so that a wave that begins in between is seen in one of the two.
        var parts = await waves.EndStaleAsync(dispatch.Id, CancellationToken.None);
        if (now.State is DispatchState.Paused)
        {
            return new RunResult(RunEnd.Paused);
        }

        // A new wave for another zone has moved the cut-off; this run does not have it, so another run must follow.
        return now.Revision != dispatch.Revision || now.CutOffAt != dispatch.CutOffAt
            ? new RunResult(RunEnd.Corrected)
            : await OfLedgerAsync(dispatch, parts, isPartial, cancellationToken);
    }

    /// <summary>Ends a dispatch whose cut-off has passed: its issue is stale, and the rest expires.</summary>
    public async Task<RunResult> ExpireAsync(Dispatch dispatch)
    {
        if (dispatch.State is DispatchState.Paused)
        {
            var why = $"paused until its cut-off: {dispatch.Reason}";
            await control.StopAsync(dispatch.Id, why, CancellationToken.None);
            await ledger.ExpireAsync(dispatch.Id, why, CancellationToken.None);
            return new RunResult(RunEnd.Stopped);
        }

        var expired = await ledger.ExpireAsync(dispatch.Id, reason: null, CancellationToken.None);
        var waited = dispatch.Reason is { } cause ? $"; it waited: {cause}" : "";
        var reason = expired > 0 ? $"{expired} not delivered before the cut-off{waited}" : null;
        await EndAsync(dispatch, reason);
        Finished(dispatch.Id, reason ?? "everybody settled");
        return new RunResult(RunEnd.Done);
    }

    /// <summary>The result for a dispatch that is still sending, from the open deliveries in its ledger.</summary>
    private async Task<RunResult> OfLedgerAsync(
        Dispatch dispatch,
        IReadOnlyList<DispatchWave> parts,
        bool isPartial,
        CancellationToken cancellationToken
    )
    {
        if (
            settings.OnUncertain is UncertainPolicy.Resend
            && await ledger.ResendUncertainAsync(dispatch.Id, CancellationToken.None) > 0
        )
        {
            return new RunResult(RunEnd.Waiting, clock.GetUtcNow());
        }

        var counts = await ledger.CountsAsync(dispatch.Id, CancellationToken.None);
        if (counts.Keys.All(DeliveryStates.IsSettled) && !parts.Any(wave => wave.IsToCome))
        {
            await ConserveAsync(dispatch.Id);
            await EndAsync(dispatch, reason: null);
            Finished(dispatch.Id, string.Join(", ", counts.Select(state => $"{state.Value} {state.Key.Word()}")));
            return new RunResult(RunEnd.Done);
        }

        if (dispatch.Kind is DispatchKind.Issue)
        {
            await suppressions.RunAsync(dispatch.Id, isOver: false, CancellationToken.None);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return isPartial && await ledger.AnyPendingInTimeAsync(dispatch.Id, CancellationToken.None)
            ? new RunResult(RunEnd.Partial, clock.GetUtcNow())
            : new RunResult(RunEnd.Waiting, await NextDueAsync(dispatch.Id, parts));
    }

    /// <summary>
    /// When the next retry or the next wave is due; now when a recipient was read and released again.
    /// </summary>
    private async Task<DateTimeOffset> NextDueAsync(long dispatchId, IReadOnlyList<DispatchWave> parts)
    {
        var nextTry = await ledger.NextDueAsync(dispatchId, CancellationToken.None);
        if (await ledger.AnyPendingInTimeAsync(dispatchId, CancellationToken.None))
        {
            return clock.GetUtcNow();
        }

        var nextWave = parts.FirstOrDefault(wave => wave.IsToCome)?.At;
        return nextTry is null || nextWave < nextTry ? nextWave ?? clock.GetUtcNow() : nextTry.Value;
    }

    private async Task EndAsync(Dispatch dispatch, string? reason)
    {
        if (dispatch.Kind is DispatchKind.Issue)
        {
            await suppressions.RunAsync(dispatch.Id, isOver: true, CancellationToken.None);
        }

        await dispatches.FinishAsync(dispatch.Id, reason, CancellationToken.None);
        await ownership.MarkAsync(CancellationToken.None);
    }

    /// <summary>
    /// Checks that the ledger has exactly one row for each frozen recipient; a difference is a bug and pauses the
    /// dispatch.
    /// </summary>
    private async Task ConserveAsync(long dispatchId)
    {
        var (recipients, rows) = await ledger.SumAsync(dispatchId, CancellationToken.None);
        if (rows != recipients)
        {
            throw new BrokenDispatchException(
                $"Dispatch {dispatchId}: {recipients} recipients were frozen, but the ledger holds {rows}; compare it "
                    + "with a backup before you resume it."
            );
        }
    }

    [LoggerMessage(2005, LogLevel.Information, "Dispatch {DispatchId} is done: {Counts}")]
    private partial void Finished(long dispatchId, string counts);

    [LoggerMessage(2006, LogLevel.Error, "Dispatch {DispatchId} is paused: {Reason}")]
    private partial void Paused(long dispatchId, string reason);

    [LoggerMessage(
        2007,
        LogLevel.Error,
        "Dispatch {DispatchId}: another process has taken the database over; this process sends nothing more"
    )]
    private partial void Replaced(long dispatchId);
}
