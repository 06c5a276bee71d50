using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// One connection's work, for issues and for mails to one person: wait for something that is due, keep to the pace,
/// commit the intent, hand the message to a relay, and settle what became of it. The <see cref="IOutbox{TItem}"/> has
/// the ledger and the rules.
/// </summary>
/// <remarks>
/// A bug in one message harms no other: the work goes on, the ledger says it, and the log has the trace. To be run on a
/// <see cref="ConnectionThread"/>, because the sockets block.
/// </remarks>
internal sealed class ConnectionWork<TItem>(IOutbox<TItem> outbox, RelayLease lease, Pace pace)
    where TItem : class
{
    /// <summary>Sends until the outbox has nothing more to do.</summary>
    /// <param name="stop">Hands over no new message; the one on its way is finished and settled.</param>
    /// <exception cref="OperationCanceledException">Stopped while waiting.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        Func<TItem, ClaimedMessage<TItem>> make = Make;
        while (await outbox.WaitForWorkAsync())
        {
            await KeepPaceAsync(stop);
            if (await outbox.ClaimAsync(make) is { } claimed)
            {
                // Whatever happens now, the ledger hears of it: the intent is committed.
                await outbox.SettleAsync(claimed, await HandOverAsync(claimed, stop));
            }
        }

        await outbox.FlushAsync();
    }

    private async ValueTask KeepPaceAsync(CancellationToken stop)
    {
        var permit = pace.WaitOverallAsync(stop);
        if (!permit.IsCompletedSuccessfully)
        {
            await outbox.FlushAsync();
            await permit;
        }
    }

    private ClaimedMessage<TItem> Make(TItem item)
    {
        try
        {
            var message = outbox.Make(item, out var problem);
            return new(item, message, problem);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            outbox.LogUnplanned(e, item);
            return new(item, Message: null, SmtpReply.Clean(e.Message));
        }
    }

    /// <returns>Null when nothing was sent: no relay took it in time, or the work stops.</returns>
    private async ValueTask<DeliveryOutcome?> HandOverAsync(ClaimedMessage<TItem> claimed, CancellationToken stop)
    {
        // Stopped while the intent waited for the ledger.
        if (stop.IsCancellationRequested)
        {
            return null;
        }

        var item = claimed.Item;
        if (claimed.Message is not { } message)
        {
            return new DeliveryOutcome.Rejected($"internal: {claimed.Problem}", RefusalCause.Internal);
        }

        var patience = outbox.PatienceFor(item);
        try
        {
            return await lease.SendAsync(message, (relay, answer) => outbox.Judge(relay, answer, item), patience);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            outbox.LogUnplanned(e, item);
            return new DeliveryOutcome.Uncertain($"internal: {SmtpReply.Clean(e.Message)}");
        }
    }
}
