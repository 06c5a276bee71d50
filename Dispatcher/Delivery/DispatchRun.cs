using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// One run of a dispatch: sends to all who are due now (<see cref="DispatchSending"/>), judges the answers together,
/// and decides what is left (<see cref="DispatchEnding"/>).
/// </summary>
internal sealed class DispatchRun(
    DispatchSending sending,
    DispatchEnding ending,
    DispatchStore dispatches,
    Ledger ledger,
    WaveStore waves,
    DeliverySettings settings,
    RelayPool relays,
    TimeProvider clock
)
{
    /// <summary>The guard that judges the answers to a dispatch; use one for all runs of the dispatch.</summary>
    public async Task<SendGuard> GuardAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        var (accepted, isOneDomain) = await ledger.CompanyAsync(dispatch.Id, cancellationToken);
        return new SendGuard(settings.Breaker, dispatch.Recipients, relays.Names, accepted, isOneDomain);
    }

    /// <summary>
    /// Sends to all who are due now, then decides what is left. A dispatch whose deliveries are all settled, or whose
    /// cut-off has passed, ends; one that the guard judges to be faulty is paused.
    /// </summary>
    /// <param name="composer">Makes the messages of this dispatch, from its frozen files.</param>
    /// <param name="guard">The same guard for all runs of a dispatch, so that it judges the dispatch and not one round
    /// of retries.</param>
    /// <param name="cancellationToken">When cancelled, no new recipient is taken; messages in transfer are finished and
    /// recorded.</param>
    public async Task<RunResult> RunAsync(
        Dispatch dispatch,
        MessageComposer composer,
        SendGuard guard,
        DispatchProgress progress,
        CancellationToken cancellationToken
    )
    {
        await BeginAsync(dispatch, progress, cancellationToken);
        var givenBack = new AttemptsGivenBack(ledger, guard, dispatch.Id, clock);
        var (halt, isPartial) = await sending.RunAsync(
            dispatch,
            composer,
            progress,
            guard,
            givenBack,
            cancellationToken
        );
        if (halt is LedgerHalt.Replaced)
        {
            return ending.OfReplaced(dispatch.Id);
        }

        await JudgeAsync(dispatch.Id, guard, givenBack);
        if (guard.PauseReason is { } reason)
        {
            await ending.PauseAsync(dispatch.Id, reason);
        }

        return await ending.OfRunAsync(dispatch, isPartial, cancellationToken);
    }

    /// <inheritdoc cref="DispatchEnding.ExpireAsync"/>
    public Task<RunResult> ExpireAsync(Dispatch dispatch) => ending.ExpireAsync(dispatch);

    /// <summary>The progress does not count recipients whose wave has not begun.</summary>
    private async Task BeginAsync(Dispatch dispatch, DispatchProgress progress, CancellationToken cancellationToken)
    {
        var hasWavesToCome = (await waves.ReadAsync(dispatch.Id, cancellationToken)).Any(wave => wave.IsToCome);
        var toCome = hasWavesToCome ? await ledger.BeforeTheirWaveAsync(dispatch.Id, cancellationToken) : 0;
        progress.Begin(
            dispatch with
            {
                Recipients = dispatch.Recipients - toCome,
            },
            await ledger.CountsAsync(dispatch.Id, cancellationToken)
        );
    }

    /// <summary>Judges the answers of the run together, and gives back attempts whose answers were about us.</summary>
    private async Task JudgeAsync(long dispatchId, SendGuard guard, AttemptsGivenBack givenBack)
    {
        var counts = await ledger.CountsAsync(dispatchId, CancellationToken.None);
        var open = counts.GetValueOrDefault(DeliveryState.Pending) + counts.GetValueOrDefault(DeliveryState.Deferred);
        foreach (var (relay, trouble) in guard.End(guard.PauseReason is null ? open : 0))
        {
            relays.Close(relay, trouble);
        }

        await givenBack.FlushAsync();
        if (guard.Waiting is { } waiting)
        {
            await dispatches.ExplainAsync(dispatchId, waiting, CancellationToken.None);
        }
    }
}
