namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Feeds the connections with whoever is due, by key and in pages. Each of the <see cref="Lanes"/> has a reader of its
/// own that waits for the lane's permit, so a slow domain holds up nobody else, and memory does not grow with the list.
/// </summary>
internal sealed class DueFeed(Ledger ledger, Lanes lanes, Pace pace, TimeProvider clock)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private int _busyLanes;

    /// <summary>Reads until nobody is due, then completes <paramref name="due"/>; a stop completes it at once.</summary>
    public async Task FillAsync(long dispatchId, DueQueue due, CancellationToken stop)
    {
        using var anyFault = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            _busyLanes = lanes.Count;
            await Task.WhenAll(Enumerable.Range(0, lanes.Count).Select(lane => FillLaneAsync(dispatchId, lane, due, anyFault)));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Whoever was not read stays due.
        }
        finally
        {
            due.Complete();
        }
    }

    private async Task FillLaneAsync(long dispatchId, int lane, DueQueue due, CancellationTokenSource anyFault)
    {
        var reader = new LaneReader(dispatchId, lanes.Condition(lane, Ledger.RecipientDomain), pace.PageSize(lane));
        try
        {
            // A lane that has nobody left looks again while others are busy: who was put off in it falls due meanwhile.
            for (var isBusy = true; ;)
            {
                var page = await reader.NextAsync(ledger, clock.GetUtcNow(), anyFault.Token);
                var wasBusy = isBusy;
                isBusy = page.Count > 0;
                if (isBusy != wasBusy)
                {
                    Interlocked.Add(ref _busyLanes, isBusy ? 1 : -1);
                }

                if (!isBusy)
                {
                    if (Volatile.Read(ref _busyLanes) == 0)
                    {
                        return;
                    }

                    await Task.Delay(LookAgain, clock, anyFault.Token);
                    continue;
                }

                foreach (var recipient in page)
                {
                    await pace.WaitAsync(lane, anyFault.Token);
                    await due.WaitForRoomAsync(anyFault.Token);
                    due.Add(recipient);
                }
            }
        }
        catch
        {
            // One lane that cannot be read must not stay unread until the others have ended.
            await anyFault.CancelAsync();
            throw;
        }
    }

    /// <summary>Reads one lane, page by page.</summary>
    /// <remarks>
    /// Both cursors only move forward, so nobody is read twice: a pending one is passed by key, and one that is deferred
    /// again is due later than any that was read.
    /// </remarks>
    private sealed class LaneReader(long dispatchId, string inLane, int pageSize)
    {
        private long _pending;
        private DeferredCursor _deferred = DeferredCursor.Start;

        /// <summary>Whoever was put off and is due again, then whoever was not tried yet; empty when there is nobody just now.</summary>
        public async Task<IReadOnlyList<DueRecipient>> NextAsync(Ledger ledger, DateTimeOffset now, CancellationToken cancellationToken)
        {
            // Page by page, so that greylisting is over in minutes in a long run, too.
            var again = await ledger.DeferredAsync(dispatchId, _deferred, now, pageSize, inLane, cancellationToken);
            _deferred = again is [.., var lastAgain] ? DeferredCursor.After(lastAgain) : _deferred;
            var fresh = await ledger.PendingAsync(dispatchId, _pending, pageSize, inLane, cancellationToken);
            _pending = fresh is [.., var lastFresh] ? lastFresh.SubscriberId : _pending;
            return [.. again, .. fresh];
        }
    }
}

/// <summary>How far the deferred ones were read: by due time, then by key.</summary>
internal sealed record DeferredCursor(DateTimeOffset DueAt, long SubscriberId)
{
    public static readonly DeferredCursor Start = new(DateTimeOffset.UnixEpoch, 0);

    public static DeferredCursor After(DueRecipient recipient) => new(recipient.DueAt ?? DateTimeOffset.UnixEpoch, recipient.SubscriberId);
}
