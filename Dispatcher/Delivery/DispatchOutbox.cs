using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering.Mime;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// What one connection of a run sends from. It commits the outcome of its last message and the intent of its next one
/// together.
/// Tests: DispatchRunTests.
/// </summary>
/// <param name="number">The number of the connection in its run, from 0.</param>
/// <param name="stop">Cancelled by this class when the run must not go on.</param>
internal sealed partial class DispatchOutbox(
    RunContext run,
    int number,
    RelayLease lease,
    Settlement settlement,
    TimeProvider clock,
    CancellationTokenSource stop,
    ILogger<DispatchOutbox> logger
) : IOutbox<DueRecipient>
{
    private DueRecipient? _next;
    private LedgerOutcome? _last;

    /// <summary>When the hand-over of the message began.</summary>
    private TimeSpan _begun;

    public async ValueTask<bool> WaitForWorkAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            if (!run.Share.Allows(number))
            {
                // Another dispatch has begun, too, so this connection is given up until the share allows it again.
                await FlushAsync();
                await lease.GiveUpAsync();
                await run.Share.WaitAsync(number, run.Due.Completion, stop.Token);
                lease.Take();
                if (run.Due.Completion.IsCompleted)
                {
                    return false;
                }
            }
            else if (run.Due.TryTake(out _next))
            {
                return true;
            }
            else
            {
                // No recipient is due now, so the last outcome is committed at once and not with the next intent.
                await FlushAsync();
                if (!await run.Share.WaitForWorkAsync(run.Due))
                {
                    return false;
                }
            }
        }

        return false;
    }

    public async Task<ClaimedMessage<DueRecipient>?> ClaimAsync(Func<DueRecipient, ClaimedMessage<DueRecipient>> make)
    {
        // Check the clock, too: a timer does not count the time during which the machine was suspended.
        if (clock.GetUtcNow() >= run.Dispatch.CutOffAt)
        {
            await stop.CancelAsync();
            return null;
        }

        if (_next is not { } recipient || !run.CutOffs.IsInTime(recipient))
        {
            return null;
        }

        // The message is made while the commit runs; none of it is sent before the commit is done.
        var granting = run.Writer.WriteAsync(_last, recipient.SubscriberId);
        var claimed = make(recipient);
        _last = null;
        switch (await granting)
        {
            case Grant.Go:
                _begun = run.Slowdown.Now;
                return claimed;
            case Grant.Skipped:
                run.Progress.Count(DeliveryState.Skipped);
                return null;
            default:
                await stop.CancelAsync();
                return null;
        }
    }

    public OutgoingMessage? Make(DueRecipient item, out string problem)
    {
        // Try a second time: the time limit also counts the time of a stalled machine, and then the reader's data are
        // not at fault.
        if (
            (
                run.Composer.Compose(item.ToRecipient(), out var fault)
                ?? run.Composer.Compose(item.ToRecipient(), out fault)
            ) is
            { } message
        )
        {
            problem = "";
            return message;
        }

        problem = fault ?? "no message";
        CannotRender(run.Dispatch.Id, item.SubscriberId, problem);
        return null;
    }

    public CancellationToken PatienceFor(DueRecipient item) => run.CutOffs.TokenFor(item);

    public DeliveryOutcome Judge(int relay, DeliveryOutcome answer, DueRecipient item)
    {
        var outcome = run.Guard.Judge(relay, answer, item);
        run.Tally.Count(relay, outcome);
        return outcome;
    }

    public async Task SettleAsync(ClaimedMessage<DueRecipient> claimed, DeliveryOutcome? outcome)
    {
        var recipient = claimed.Item;
        if (outcome is null)
        {
            _last = Settlement.Release(recipient);
            return;
        }

        run.IsPartial |= outcome is DeliveryOutcome.Throttled or DeliveryOutcome.Ours { IsPutOff: false };
        (outcome, var needsLane) = run.Slowdown.Take(recipient, outcome, _begun);
        if (run.Guard.Add(outcome, recipient) is not null || needsLane)
        {
            await stop.CancelAsync();
        }

        var settled = settlement.Settle(recipient, outcome, recipient.CutOffAt ?? run.Dispatch.CutOffAt);
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

        _last = settled;
    }

    public Task FlushAsync()
    {
        if (_last is not { } outcome)
        {
            return Task.CompletedTask;
        }

        _last = null;
        return run.Writer.WriteAsync(outcome, next: null);
    }

    public void LogUnplanned(Exception error, DueRecipient item) =>
        Unplanned(error, run.Dispatch.Id, item.SubscriberId);

    [LoggerMessage(2001, LogLevel.Debug, "Delivery {DispatchId}/{SubscriberId} is {State}: {Reply}")]
    private partial void NotSent(long dispatchId, long subscriberId, string state, string reply);

    [LoggerMessage(2002, LogLevel.Error, "Delivery {DispatchId}/{SubscriberId} cannot be rendered: {Problem}")]
    private partial void CannotRender(long dispatchId, long subscriberId, string problem);

    [LoggerMessage(2008, LogLevel.Error, "Delivery {DispatchId}/{SubscriberId}: unplanned failure")]
    private partial void Unplanned(Exception error, long dispatchId, long subscriberId);
}
