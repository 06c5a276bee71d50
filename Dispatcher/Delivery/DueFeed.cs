using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Feeds the connections with whoever is due, by key and in pages. Each of the <see cref="Lanes"/> has a reader of its
/// own that waits for the lane's permit, so a slow domain holds up nobody else, and memory does not grow with the list.
/// A wave that begins meanwhile is read, too.
/// </summary>
internal sealed class DueFeed(Ledger ledger, WaveStore waves, Lanes lanes, Pace pace, TimeProvider clock)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private int _busyLanes;

    /// <summary>
    /// Reads until nobody is due, then completes <paramref name="due"/>; a stop completes it at once.
    /// </summary>
    public async Task FillAsync(long dispatchId, DueQueue due, CancellationToken stop)
    {
        using var anyFault = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            _busyLanes = lanes.Count;
            await Task.WhenAll(
                Enumerable.Range(0, lanes.Count).Select(lane => FillLaneAsync(dispatchId, lane, due, anyFault))
            );
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
        var reader = new LaneReader(
            ledger,
            waves,
            dispatchId,
            lanes.Condition(lane, Ledger.RecipientDomain),
            pace.PageSize(lane)
        );
        try
        {
            // A lane that has nobody left looks again while others are busy: who was put off in it falls due meanwhile.
            for (var isBusy = true; ; )
            {
                var page = await reader.NextAsync(clock.GetUtcNow(), anyFault.Token);
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
                    await pace.Slow.WaitAsync(lanes.Name(lane), anyFault.Token);
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
    /// The cursors only move forward, so nobody is read twice: a pending one is passed by key within their wave, and
    /// one that is deferred again is due later than any that was read.
    /// </remarks>
    private sealed class LaneReader(Ledger ledger, WaveStore waves, long dispatchId, string inLane, int pageSize)
    {
        /// <summary>By wave: the key that was read last; null when the wave was read to its end.</summary>
        private readonly Dictionary<DateTimeOffset, long?> _waves = [];
        private long _pending;
        private DeferredCursor _deferred = DeferredCursor.Start;

        /// <summary>
        /// Whoever was put off and is due again, then whoever was not tried yet; empty when there is nobody just now.
        /// </summary>
        public async Task<IReadOnlyList<DueRecipient>> NextAsync(
            DateTimeOffset now,
            CancellationToken cancellationToken
        )
        {
            // Page by page, so that greylisting is over in minutes in a long run, too.
            var again = await ledger.DeferredAsync(dispatchId, _deferred, now, pageSize, inLane, cancellationToken);
            _deferred = again is [.., var lastAgain] ? DeferredCursor.After(lastAgain) : _deferred;
            return [.. again, .. await FreshAsync(now, cancellationToken)];
        }

        private async Task<IReadOnlyList<DueRecipient>> FreshAsync(
            DateTimeOffset now,
            CancellationToken cancellationToken
        )
        {
            var all = await waves.ReadAsync(dispatchId, cancellationToken);
            if (all.Count == 0)
            {
                var page = await ledger.PendingAsync(
                    dispatchId,
                    wave: null,
                    _pending,
                    pageSize,
                    inLane,
                    cancellationToken
                );
                _pending = page is [.., var last] ? last.SubscriberId : _pending;
                return page;
            }

            foreach (var wave in all.Where(wave => wave is { BegunAt: not null, EndedAt: null } && wave.CutOffAt > now))
            {
                if (_waves.GetValueOrDefault(wave.At, 0) is { } after)
                {
                    var page = await ledger.PendingAsync(
                        dispatchId,
                        wave.At,
                        after,
                        pageSize,
                        inLane,
                        cancellationToken
                    );
                    _waves[wave.At] = page.Count < pageSize ? null : page[^1].SubscriberId;
                    if (page.Count > 0)
                    {
                        return page;
                    }
                }
            }

            return [];
        }
    }
}
