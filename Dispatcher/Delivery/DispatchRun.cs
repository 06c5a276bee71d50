using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Suppressions;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// The conductor: takes a dispatch that was begun and sends to everybody who is due now. Reading this file is reading
/// how an issue goes out.
/// </summary>
/// <remarks>
/// Intent before the first byte, outcome after the reply: a message is sent only when its row is committed as
/// <c>sending</c>. So after a crash at most one message a connection has an unknown outcome.
/// </remarks>
internal sealed partial class DispatchRun(
    Database database,
    Ownership ownership,
    DispatchStore dispatches,
    DispatchControl control,
    Ledger ledger,
    WaveStore waves,
    SuppressionReview suppressions,
    DeliverySettings settings,
    RelayPool relays,
    Lanes lanes,
    Pace pace,
    TimeProvider clock,
    ILoggerFactory loggers
)
{
    private readonly ILogger _logger = loggers.CreateLogger<DispatchRun>();
    private readonly ConnectionShares _shares = new(relays.Sessions);
    private readonly Settlement _settlement = new(new RetryPolicy(settings.Retry, Random.Shared.NextDouble), clock);

    /// <summary>What judges the answers to a dispatch; one for all of its runs.</summary>
    public async Task<SendGuard> GuardAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        var (accepted, isOneDomain) = await ledger.CompanyAsync(dispatch.Id, cancellationToken);
        return new SendGuard(settings.Breaker, dispatch.Recipients, relays.Names, accepted, isOneDomain);
    }

    /// <summary>
    /// Sends to everybody who is due now, then says what is left. A dispatch whose deliveries are all settled, or whose
    /// cut-off has come, is finished; one that looks wrong is paused.
    /// </summary>
    /// <param name="composer">Makes the messages of this dispatch, from its frozen files.</param>
    /// <param name="guard">The same for all runs of a dispatch, so that it judges the dispatch and not a round of
    /// retries.</param>
    /// <param name="cancellationToken">Takes no new recipient; what is in flight is finished and recorded.</param>
    public async Task<RunResult> RunAsync(
        Dispatch dispatch,
        MessageComposer composer,
        SendGuard guard,
        DispatchProgress progress,
        CancellationToken cancellationToken
    )
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
        var givenBack = new AttemptsGivenBack(ledger, guard, dispatch.Id, clock);
        var (halt, isPartial) = await SendDueAsync(dispatch, composer, progress, guard, givenBack, cancellationToken);
        if (halt is LedgerHalt.Replaced)
        {
            Replaced(dispatch.Id);
            return new RunResult(RunEnd.Replaced);
        }

        await JudgeAsync(dispatch.Id, guard, givenBack);
        if (
            guard.PauseReason is { } reason
            && await control.PauseAsync(dispatch.Id, reason, CancellationToken.None) is ControlResult.Changed
        )
        {
            Paused(dispatch.Id, reason);
        }

        return await FinishAsync(dispatch, isPartial, cancellationToken);
    }

    /// <summary>What the answers of the run say together; attempts that were about us are given back.</summary>
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

    private async Task<(LedgerHalt? Halt, bool IsPartial)> SendDueAsync(
        Dispatch dispatch,
        MessageComposer composer,
        DispatchProgress progress,
        SendGuard guard,
        AttemptsGivenBack givenBack,
        CancellationToken cancellationToken
    )
    {
        // The cut-off ends the waiting for a relay, too: at noon the morning's issue is stale.
        using var cutOff = new CancellationTokenSource(Positive(dispatch.CutOffAt - clock.GetUtcNow()), clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, cutOff.Token);

        var scope = new LedgerScope(dispatch.Id, dispatch.Revision, ownership.Token);
        using var share = _shares.Enter();
        using var cutOffs = new WaveCutOffs(dispatch.CutOffAt, clock, stop.Token);
        await using var writer = new LedgerWriter(
            database,
            scope,
            relays.Sessions,
            clock,
            loggers.CreateLogger<LedgerWriter>(),
            stop.Token
        );
        var due = new DueQueue(pace.QueueLength);
        var paced = lanes.With(pace.Slow.Names);
        var run = new SendContext(dispatch, composer, progress, guard, writer, due, share, cutOffs, paced);
        var watch = new RunWatch(
            dispatch,
            dispatches,
            progress,
            writer,
            relays,
            pace.Slow,
            guard,
            clock,
            loggers.CreateLogger<RunWatch>()
        );

        var watching = Task.WhenAll(watch.RunAsync(stop), givenBack.RunAsync(stop.Token));
        var reading = new DueFeed(ledger, waves, paced, pace, clock).FillAsync(dispatch.Id, due, stop.Token);
        var workers = Enumerable
            .Range(0, relays.Sessions)
            .Select(number => ConnectionThread.RunAsync($"connection {number}", () => WorkAsync(run, number, stop)))
            .ToList();
        try
        {
            await Task.WhenAll([reading, .. workers]);
        }
        finally
        {
            await stop.CancelAsync();
            await watching;
        }

        return (writer.Halt, run.IsPartial);
    }

    /// <summary>
    /// One connection's work: the outcome of the last message and the intent of the next are committed together.
    /// </summary>
    /// <param name="number">Of the connection in its run, from 0.</param>
    private async Task WorkAsync(SendContext run, int number, CancellationTokenSource stop)
    {
        var session = relays.Open();
        LedgerOutcome? last = null;
        try
        {
            while (await NextAsync() is { } recipient)
            {
                // The message is made while the commit is under way; nothing of it goes before the commit is done.
                var granting = run.Writer.WriteAsync(last, recipient.SubscriberId);
                var message = Compose(run, recipient);
                last = null;
                switch (await granting)
                {
                    case Grant.Go:
                        // Certain from here on whatever happens: the row is in sending, and last tells what became of
                        // it.
                        last = await SendOneAsync(run, session, recipient, message, stop);
                        break;
                    case Grant.Skipped:
                        run.Progress.Count(DeliveryState.Skipped);
                        break;
                    default:
                        await stop.CancelAsync();
                        break;
                }
            }

            await FlushAsync();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while the ledger could not be written: what is in flight is uncertain at the next start.
        }
        catch
        {
            // The reader must not go on feeding a worker that is gone.
            await stop.CancelAsync();
            throw;
        }
        finally
        {
            await session.DisposeAsync();
        }

        async Task<DueRecipient?> NextAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                if (!run.Share.Allows(number))
                {
                    // Another dispatch is sent, too: this connection is given up until it is our turn again.
                    await FlushAsync();
                    await session.DisposeAsync();
                    await run.Share.WaitAsync(number, run.Due.Completion, stop.Token);
                    session = relays.Open();
                    if (run.Due.Completion.IsCompleted)
                    {
                        return null;
                    }
                }
                else if (!run.Due.TryTake(out var recipient))
                {
                    // Nobody is waiting just now, so the last outcome need not wait for company.
                    await FlushAsync();
                    if (!await run.Share.WaitForWorkAsync(run.Due))
                    {
                        return null;
                    }
                }
                else if (!await MayGoNowAsync())
                {
                    await stop.CancelAsync();
                }
                else if (run.CutOffs.IsInTime(recipient))
                {
                    return recipient;
                }
            }

            return null;
        }

        async ValueTask<bool> MayGoNowAsync()
        {
            var permit = pace.WaitOverallAsync(stop.Token);
            if (!permit.IsCompletedSuccessfully)
            {
                await FlushAsync();
                await permit;
            }

            // A timer does not count the time that a machine was suspended; the clock does.
            return clock.GetUtcNow() < run.Dispatch.CutOffAt;
        }

        async Task FlushAsync()
        {
            if (last is { } outcome)
            {
                last = null;
                await run.Writer.WriteAsync(outcome, next: null);
            }
        }
    }

    private async Task<LedgerOutcome> SendOneAsync(
        SendContext run,
        RelayPoolSession session,
        DueRecipient recipient,
        Composed message,
        CancellationTokenSource stop
    )
    {
        // Stopped while the intent waited for the ledger.
        if (stop.IsCancellationRequested)
        {
            return Settlement.Release(recipient);
        }

        var begun = pace.Slow.Now;
        var outcome =
            message.Outcome
            ?? await TrySendAsync(run, session, recipient, message.Message!, run.CutOffs.TokenFor(recipient));
        if (outcome is null)
        {
            return Settlement.Release(recipient);
        }

        outcome = await PaceAsync(run, recipient, outcome, begun, stop);
        if (run.Guard.Add(outcome, recipient) is not null)
        {
            await stop.CancelAsync();
        }

        var settled = _settlement.Settle(recipient, outcome, recipient.CutOffAt ?? run.Dispatch.CutOffAt);
        if (settled.CountsAsAttempt)
        {
            run.Progress.Count(settled.State);
        }

        if (settled.State is not (DeliveryState.Sent or DeliveryState.Pending))
        {
            NotSent(
                run.Dispatch.Id,
                recipient.SubscriberId,
                settled.State.Word(),
                SmtpReply.ForLog(settled.Reply ?? "")
            );
        }

        return settled;
    }

    /// <summary>
    /// A domain that asked for less speed gets it; one that has no lane yet gets it in the next run, which begins at
    /// once.
    /// </summary>
    /// <param name="begun">When the message began to be handed over.</param>
    private async Task<DeliveryOutcome> PaceAsync(
        SendContext run,
        DueRecipient recipient,
        DeliveryOutcome outcome,
        TimeSpan begun,
        CancellationTokenSource stop
    )
    {
        run.IsPartial |= outcome is DeliveryOutcome.Throttled or DeliveryOutcome.Ours { IsPutOff: false };
        var isOfLane = outcome is DeliveryOutcome.Accepted or DeliveryOutcome.Throttled { IsOfDomain: true };
        var lane = isOfLane ? run.Lanes.Of(recipient.Email) : Lanes.EverybodyElse;
        if (outcome is DeliveryOutcome.Accepted)
        {
            if (lane != Lanes.EverybodyElse)
            {
                pace.Slow.Accepted(run.Lanes.Name(lane));
            }

            return outcome;
        }

        if (outcome is not DeliveryOutcome.Throttled { IsOfDomain: true } throttled)
        {
            return outcome;
        }

        var name = lane == Lanes.EverybodyElse ? MailDomain.Of(recipient.Email) : run.Lanes.Name(lane);
        if (!pace.Slow.TryRefuse(name, throttled.Reply, begun))
        {
            return new DeliveryOutcome.Ours(throttled.Reply, Trouble: null, IsPutOff: true);
        }

        if (lane == Lanes.EverybodyElse)
        {
            await stop.CancelAsync();
        }

        return outcome;
    }

    /// <summary>
    /// Makes a reader's message. A bug in one harms no other: the connections go on, the row says it, the log has the
    /// trace.
    /// </summary>
    private Composed Compose(SendContext run, DueRecipient recipient)
    {
        string problem;
        try
        {
            // Twice, because the time limit counts a stalled machine too, and that is no fault of the reader's data.
            if (
                (
                    run.Composer.Compose(recipient.ToRecipient(), out var fault)
                    ?? run.Composer.Compose(recipient.ToRecipient(), out fault)
                ) is
                { } message
            )
            {
                return new(message, Outcome: null);
            }

            problem = fault ?? "no message";
            CannotRender(run.Dispatch.Id, recipient.SubscriberId, problem);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Unplanned(e, run.Dispatch.Id, recipient.SubscriberId);
            problem = SmtpReply.Clean(e.Message);
        }

        return new(Message: null, new DeliveryOutcome.Rejected($"internal: {problem}", RefusalCause.Internal));
    }

    /// <returns>Null when nothing was sent because the run stops.</returns>
    private async Task<DeliveryOutcome?> TrySendAsync(
        SendContext run,
        RelayPoolSession session,
        DueRecipient recipient,
        OutgoingMessage message,
        CancellationToken stop
    )
    {
        try
        {
            return await session.SendAsync(message, (relay, answer) => run.Guard.Judge(relay, answer, recipient), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Unplanned(e, run.Dispatch.Id, recipient.SubscriberId);
            return new DeliveryOutcome.Uncertain($"internal: {SmtpReply.Clean(e.Message)}");
        }
    }

    private async Task<RunResult> FinishAsync(Dispatch dispatch, bool isPartial, CancellationToken cancellationToken)
    {
        if (!await ownership.MarkAsync(CancellationToken.None))
        {
            Replaced(dispatch.Id);
            return new RunResult(RunEnd.Replaced);
        }

        // Another process may have paused, stopped or corrected it meanwhile.
        var now = await dispatches.FindAsync(dispatch.Id, CancellationToken.None);
        if (now?.State is not (DispatchState.Sending or DispatchState.Paused))
        {
            // What was on the wire at the stop, and was put off or let go, is nobody's to send any more.
            await ledger.ExpireAsync(dispatch.Id, now?.Reason, CancellationToken.None);
            return new RunResult(RunEnd.Stopped);
        }

        if (clock.GetUtcNow() >= now.CutOffAt)
        {
            return await ExpireAsync(now);
        }

        // Before the counts, so that a wave that begins in between is seen either here or there.
        var parts = await waves.EndStaleAsync(dispatch.Id, CancellationToken.None);
        if (now.State is DispatchState.Paused)
        {
            return new RunResult(RunEnd.Paused);
        }

        // A wave for a new zone has put the cut-off off: this run does not know it.
        if (now.Revision != dispatch.Revision || now.CutOffAt != dispatch.CutOffAt)
        {
            return new RunResult(RunEnd.Corrected);
        }

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

    /// <summary>The next try, the next wave, or now where somebody was read and let go again.</summary>
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

    /// <summary>Ends a dispatch whose issue is stale: yesterday's news is not delivered at midnight.</summary>
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
    /// Every frozen recipient is in exactly one state; anything else is a bug that must not pass in silence.
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

    private static TimeSpan Positive(TimeSpan duration) => duration > TimeSpan.Zero ? duration : TimeSpan.Zero;

    [LoggerMessage(2001, LogLevel.Warning, "Delivery {DispatchId}/{SubscriberId} is {State}: {Reply}")]
    private partial void NotSent(long dispatchId, long subscriberId, string state, string reply);

    [LoggerMessage(2002, LogLevel.Error, "Delivery {DispatchId}/{SubscriberId} cannot be rendered: {Problem}")]
    private partial void CannotRender(long dispatchId, long subscriberId, string problem);

    [LoggerMessage(2005, LogLevel.Information, "Dispatch {DispatchId} is done: {Counts}")]
    private partial void Finished(long dispatchId, string counts);

    [LoggerMessage(2006, LogLevel.Error, "Dispatch {DispatchId} is paused: {Reason}")]
    private partial void Paused(long dispatchId, string reason);

    [LoggerMessage(
        2007,
        LogLevel.Error,
        "Dispatch {DispatchId}: another process has taken the database over; this one sends nothing more"
    )]
    private partial void Replaced(long dispatchId);

    [LoggerMessage(2008, LogLevel.Error, "Delivery {DispatchId}/{SubscriberId}: unplanned failure")]
    private partial void Unplanned(Exception error, long dispatchId, long subscriberId);

    /// <summary>A message, or why there is none.</summary>
    private sealed record Composed(OutgoingMessage? Message, DeliveryOutcome? Outcome);

    private sealed record SendContext(
        Dispatch Dispatch,
        MessageComposer Composer,
        DispatchProgress Progress,
        SendGuard Guard,
        LedgerWriter Writer,
        DueQueue Due,
        ConnectionShare Share,
        WaveCutOffs CutOffs,
        Lanes Lanes
    )
    {
        /// <summary>Somebody was tried and let go again, and is due as before.</summary>
        public bool IsPartial { get; set; }
    }
}
