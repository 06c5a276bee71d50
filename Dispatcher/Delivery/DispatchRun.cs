using System.Threading.Channels;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// The conductor: takes a dispatch that was begun and sends to everybody who is due now. Reading this file is reading how
/// an issue goes out.
/// </summary>
/// <remarks>
/// Intent before the first byte, outcome after the reply: a message is sent only when its row is committed as
/// <c>sending</c>. So after a crash at most one message a connection has an unknown outcome.
/// </remarks>
internal sealed partial class DispatchRun(
    Database database,
    DispatchStore dispatches,
    Ledger ledger,
    DeliverySettings settings,
    ITransport transport,
    RetryPolicy retry,
    TimeProvider clock,
    ILoggerFactory loggers)
{
    private const int PageSize = 1000;

    private readonly ILogger _logger = loggers.CreateLogger<DispatchRun>();

    /// <summary>
    /// Sends to everybody who is due now, then says what is left. A dispatch whose deliveries are all settled, or whose
    /// cut-off has come, is finished.
    /// </summary>
    /// <param name="composer">Makes the messages of this dispatch, from its frozen files.</param>
    /// <param name="cancellationToken">Takes no new recipient; what is in flight is finished and recorded.</param>
    public async Task<RunResult> RunAsync(
        Dispatch dispatch, MessageComposer composer, DispatchProgress progress, CancellationToken cancellationToken)
    {
        var counts = await ledger.CountsAsync(dispatch.Id, cancellationToken);
        progress.Recipients = dispatch.Recipients;
        progress.SettledBefore = counts.Where(state => IsSettled(state.Key)).Sum(state => state.Value);

        // The cut-off ends the waiting for a relay, too: at noon the morning's issue is stale.
        using var cutOff = new CancellationTokenSource(Positive(dispatch.CutOffAt - clock.GetUtcNow()), clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, cutOff.Token);

        var failures = new RenderFailures(dispatch.Recipients);
        await SendDueAsync(dispatch, composer, progress, failures, stop);
        if (failures.Worst is { } worst)
        {
            await dispatches.StopSendingAsync(dispatch.Id, DispatchState.Paused, worst, CancellationToken.None);
            TooManyBroken(dispatch.Id, worst);
            return new RunResult(IsOver: true, NextDue: null);
        }

        return await FinishAsync(dispatch, cancellationToken);
    }

    private async Task SendDueAsync(
        Dispatch dispatch, MessageComposer composer, DispatchProgress progress, RenderFailures failures, CancellationTokenSource stop)
    {
        await using var writer = new LedgerWriter(database, dispatch.Id, clock, loggers.CreateLogger<LedgerWriter>());
        using var gate = new RelayGate(clock);
        var due = Channel.CreateBounded<DueRecipient>(new BoundedChannelOptions(PageSize) { SingleWriter = true });
        var context = new SendContext(dispatch, composer, progress, failures, writer, gate, due.Reader);

        var watching = WatchTroubleAsync(context, stop.Token);
        var reading = ReadDueAsync(dispatch.Id, due.Writer, stop.Token);
        var workers = Enumerable.Range(0, transport.Sessions).Select(_ => WorkAsync(context, stop)).ToList();
        try
        {
            await Task.WhenAll([reading, .. workers]);
        }
        finally
        {
            await stop.CancelAsync();
            await watching;
        }
    }

    /// <summary>Feeds the connections: first whoever was never tried, in the order of the key, then whoever is due again.</summary>
    private async Task ReadDueAsync(long dispatchId, ChannelWriter<DueRecipient> due, CancellationToken stop)
    {
        try
        {
            // Read before anything is sent, so that nobody stands in both lists.
            var deferred = await ledger.DeferredAsync(dispatchId, limit: 100_000, stop);
            for (var after = 0L; ;)
            {
                var page = await ledger.PendingAsync(dispatchId, after, PageSize, stop);
                if (page.Count == 0)
                {
                    break;
                }

                after = page[^1].SubscriberId;
                await WriteAllAsync(page);
            }

            await WriteAllAsync(deferred);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Whoever was not read stays due.
        }
        finally
        {
            due.TryComplete();
        }

        async Task WriteAllAsync(IReadOnlyList<DueRecipient> recipients)
        {
            foreach (var recipient in recipients)
            {
                await due.WriteAsync(recipient, stop);
            }
        }
    }

    /// <summary>One connection's work: the outcome of the last message and the intent of the next are committed together.</summary>
    private async Task WorkAsync(SendContext context, CancellationTokenSource stop)
    {
        await using var session = transport.Open();
        LedgerOutcome? last = null;
        try
        {
            while (await NextAsync() is { } recipient)
            {
                var mayGo = await context.Writer.WriteAsync(last, recipient.SubscriberId);
                last = null;
                if (!mayGo)
                {
                    context.Progress.Count(DeliveryState.Skipped);
                    continue;
                }

                // Certain from here on whatever happens: the row is in sending, and last tells what became of it.
                last = await SendOneAsync(context, session, recipient, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while the ledger could not be written: what is in flight is uncertain at the next start.
            last = null;
        }
        catch
        {
            // The reader must not go on feeding a worker that is gone.
            await stop.CancelAsync();
            throw;
        }
        finally
        {
            await FlushAsync();
        }

        async Task<DueRecipient?> NextAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                if (context.Due.TryRead(out var recipient))
                {
                    return recipient;
                }

                // Nobody is waiting just now, so the last outcome need not wait for company.
                await FlushAsync();
                if (!await context.Due.WaitToReadAsync(CancellationToken.None))
                {
                    return null;
                }
            }

            return null;
        }

        async Task FlushAsync()
        {
            if (last is { } outcome)
            {
                last = null;
                await context.Writer.WriteAsync(outcome, next: null);
            }
        }
    }

    private async Task<LedgerOutcome> SendOneAsync(
        SendContext context, ITransportSession session, DueRecipient recipient, CancellationTokenSource stop)
    {
        // Stopped while the intent waited for the ledger.
        if (stop.IsCancellationRequested)
        {
            return Release(recipient);
        }

        // Twice, because the time limit counts a stalled machine too, and that is no fault of the reader's data.
        if ((context.Composer.Compose(recipient.ToRecipient(), out var fault)
            ?? context.Composer.Compose(recipient.ToRecipient(), out fault)) is not { } message)
        {
            var problem = fault ?? "no message";
            CannotRender(context.Dispatch.Id, recipient.SubscriberId, problem);
            if (context.Failures.Add(problem))
            {
                await stop.CancelAsync();
            }

            return Settle(context, recipient, new DeliveryOutcome.Rejected($"internal: {problem}"));
        }

        for (var passing = 0; ; passing++)
        {
            DeliveryOutcome outcome;
            try
            {
                outcome = await context.Gate.PassAsync(() => session.SendAsync(message, stop.Token), stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return Release(recipient);
            }

            if (outcome is not DeliveryOutcome.RelayTrouble { Trouble: var trouble })
            {
                return Settle(context, recipient, outcome);
            }

            // A relay that hangs up on this very message three times has said something about the message.
            if (trouble.Kind is TroubleKind.Passing && passing >= 2)
            {
                return Settle(context, recipient, new DeliveryOutcome.Deferred(trouble.Message));
            }

            if (stop.IsCancellationRequested)
            {
                return Release(recipient);
            }
        }
    }

    /// <summary>The whole state machine of a delivery that was tried, on one page.</summary>
    private LedgerOutcome Settle(SendContext context, DueRecipient recipient, DeliveryOutcome outcome)
    {
        var now = clock.GetUtcNow();
        var attempts = (int)recipient.Attempts + 1;
        var (state, due, reply) = outcome switch
        {
            DeliveryOutcome.Accepted accepted => (DeliveryState.Sent, (DateTimeOffset?)null, accepted.Reply),
            DeliveryOutcome.Rejected rejected => (DeliveryState.Failed, null, rejected.Reply),
            DeliveryOutcome.Uncertain uncertain => (DeliveryState.Uncertain, null, uncertain.Reason),
            DeliveryOutcome.Deferred deferred when retry.Next(attempts, now, context.Dispatch.CutOffAt) is { } next =>
                (DeliveryState.Deferred, next, deferred.Reply),
            DeliveryOutcome.Deferred deferred => (DeliveryState.Expired, null, deferred.Reply),
            _ => throw new System.Diagnostics.UnreachableException($"No state for {outcome.GetType().Name}."),
        };
        context.Progress.Count(state);
        if (state is not DeliveryState.Sent)
        {
            NotSent(context.Dispatch.Id, recipient.SubscriberId, state, reply);
        }

        return new LedgerOutcome(recipient.SubscriberId, state, CountsAsAttempt: true, due, reply);
    }

    /// <summary>Nothing was sent and nobody is to blame: the delivery is due as before.</summary>
    private static LedgerOutcome Release(DueRecipient recipient) =>
        new(recipient.SubscriberId, DeliveryState.Pending, CountsAsAttempt: false, DueAt: null, Reply: null);

    /// <summary>Says once what the run waits for, and once that it goes on.</summary>
    private async Task WatchTroubleAsync(SendContext context, CancellationToken stop)
    {
        string? said = null;
        while (!stop.IsCancellationRequested)
        {
            var trouble = context.Writer.Trouble ?? (context.Gate.Trouble is { Kind: not TroubleKind.Passing } relay ? relay.Message : null);
            if (trouble != said)
            {
                said = trouble;
                context.Progress.Waiting = trouble;
                await SayAsync(context.Dispatch.Id, trouble);
            }

            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250), clock, stop);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        if (said is not null && context.Gate.Trouble is null)
        {
            await SayAsync(context.Dispatch.Id, null);
        }
    }

    private async Task SayAsync(long dispatchId, string? trouble)
    {
        if (trouble is null)
        {
            GoesOn(dispatchId);
        }
        else
        {
            Waits(dispatchId, trouble);
        }

        try
        {
            await dispatches.ExplainAsync(dispatchId, trouble, CancellationToken.None);
        }
        catch (Exception e) when (e is Microsoft.Data.Sqlite.SqliteException or StorageException)
        {
            // The ledger's own trouble cannot be written into the ledger; log and progress bar have it.
        }
    }

    private async Task<RunResult> FinishAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        if (clock.GetUtcNow() >= dispatch.CutOffAt)
        {
            var expired = await ledger.ExpireAsync(dispatch.Id, CancellationToken.None);
            var reason = expired > 0 ? $"{expired} not delivered before the cut-off" : null;
            await dispatches.FinishAsync(dispatch.Id, reason, CancellationToken.None);
            Finished(dispatch.Id, reason ?? "everybody settled");
            return new RunResult(IsOver: true, NextDue: null);
        }

        if (settings.OnUncertain is UncertainPolicy.Resend && await ledger.ResendUncertainAsync(dispatch.Id, CancellationToken.None) > 0)
        {
            return new RunResult(IsOver: false, clock.GetUtcNow());
        }

        var counts = await ledger.CountsAsync(dispatch.Id, CancellationToken.None);
        if (counts.Keys.All(IsSettled))
        {
            Conserve(dispatch, counts);
            await dispatches.FinishAsync(dispatch.Id, reason: null, CancellationToken.None);
            Finished(dispatch.Id, string.Join(", ", counts.Select(state => $"{state.Value} {state.Key}")));
            return new RunResult(IsOver: true, NextDue: null);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new RunResult(IsOver: false, await ledger.NextDueAsync(dispatch.Id, CancellationToken.None) ?? clock.GetUtcNow());
    }

    /// <summary>Every frozen recipient is in exactly one state; anything else is a bug that must not pass in silence.</summary>
    private static void Conserve(Dispatch dispatch, IReadOnlyDictionary<string, long> counts)
    {
        if (counts.Values.Sum() != dispatch.Recipients)
        {
            throw new InvalidOperationException(
                $"Dispatch {dispatch.Id}: {dispatch.Recipients} recipients were frozen, but the ledger holds {counts.Values.Sum()}.");
        }
    }

    private static bool IsSettled(string state) =>
        state is not (DeliveryState.Pending or DeliveryState.Sending or DeliveryState.Deferred);

    private static TimeSpan Positive(TimeSpan duration) => duration > TimeSpan.Zero ? duration : TimeSpan.Zero;

    [LoggerMessage(2001, LogLevel.Warning, "Delivery {DispatchId}/{SubscriberId} is {State}: {Reply}")]
    private partial void NotSent(long dispatchId, long subscriberId, string state, string reply);

    [LoggerMessage(2002, LogLevel.Error, "Delivery {DispatchId}/{SubscriberId} cannot be rendered: {Problem}")]
    private partial void CannotRender(long dispatchId, long subscriberId, string problem);

    [LoggerMessage(2003, LogLevel.Error, "Dispatch {DispatchId} waits: {Trouble}")]
    private partial void Waits(long dispatchId, string trouble);

    [LoggerMessage(2004, LogLevel.Information, "Dispatch {DispatchId} goes on")]
    private partial void GoesOn(long dispatchId);

    [LoggerMessage(2005, LogLevel.Information, "Dispatch {DispatchId} is done: {Counts}")]
    private partial void Finished(long dispatchId, string counts);

    [LoggerMessage(2006, LogLevel.Error, "Dispatch {DispatchId} is paused: {Problem}")]
    private partial void TooManyBroken(long dispatchId, string problem);

    private sealed record SendContext(
        Dispatch Dispatch,
        MessageComposer Composer,
        DispatchProgress Progress,
        RenderFailures Failures,
        LedgerWriter Writer,
        RelayGate Gate,
        ChannelReader<DueRecipient> Due);

    /// <summary>One subscriber's data may break a template; when it breaks for more than 1 %, the issue is what is broken.</summary>
    private sealed class RenderFailures(long recipients)
    {
        private readonly long _most = Math.Max(3, recipients / 100);
        private long _count;

        /// <summary>Why the run must stop; null while it may go on.</summary>
        public string? Worst { get; private set; }

        /// <returns>True when that was one too many.</returns>
        public bool Add(string problem)
        {
            if (Interlocked.Increment(ref _count) <= _most)
            {
                return false;
            }

            Worst = $"the issue does not render for {_most + 1} subscribers, the last because: {problem}";
            return true;
        }
    }
}

/// <summary>How a run ended.</summary>
/// <param name="IsOver">True when nothing is left to send.</param>
/// <param name="NextDue">Otherwise when the next delivery is due.</param>
internal sealed record RunResult(bool IsOver, DateTimeOffset? NextDue);
