using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// The work of one connection, for issues and for mails to one person: wait for an item that is due, keep to the pace,
/// commit the intent, hand the message to a relay, and settle the outcome. The <see cref="IOutbox{TItem}"/> has the
/// ledger and the rules.
/// </summary>
/// <remarks>
/// A failure of one message does not affect others: the work goes on, the ledger has the outcome, and the log has the
/// trace. Must run on a <see cref="ConnectionThread"/>, because the sockets block.
/// </remarks>
internal sealed class ConnectionWork<TItem>(IOutbox<TItem> outbox, RelayLease lease, Pace pace)
    where TItem : class
{
    /// <summary>Sends until the outbox has nothing more for this connection.</summary>
    /// <param name="stop">When cancelled, no new message is handed over; the one in transfer is finished and
    /// settled.</param>
    /// <exception cref="OperationCanceledException">Stopped while waiting.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        Func<TItem, ClaimedMessage<TItem>> make = Make;
        while (await outbox.WaitForWorkAsync())
        {
            await KeepPaceAsync(stop);
            if (await outbox.ClaimAsync(make) is { } claimed)
            {
                // The intent is committed, so the ledger must get an outcome, even after an exception.
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

    /// <returns>Null when nothing was sent: no relay accepted a connection in time, or the work stops.</returns>
    private async ValueTask<DeliveryOutcome?> HandOverAsync(ClaimedMessage<TItem> claimed, CancellationToken stop)
    {
        // The stop came while the intent was being committed.
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
