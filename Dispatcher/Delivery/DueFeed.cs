using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Reads the recipients who are due, by key and in pages, and queues them for the connections. Each of the
/// <see cref="Lanes"/> has its own reader that waits for the lane's permit, so a slow domain does not hold up the
/// others, and memory does not grow with the list. A wave that begins meanwhile is read, too.
/// Tests: DispatchRunTests.
/// </summary>
internal sealed class DueFeed(Ledger ledger, WaveStore waves, Lanes lanes, Pace pace, TimeProvider clock)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private int _busyLanes;

    /// <summary>
    /// Reads until no recipient is due, then completes <paramref name="due"/>; a stop completes it at once.
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
            // Recipients who were not read stay due.
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
            // An empty lane is read again while other lanes are busy, because its deferred recipients may fall due
            // meanwhile.
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
            // If one lane cannot be read, stop the others at once; otherwise its recipients would wait until the others
            // end.
            await anyFault.CancelAsync();
            throw;
        }
    }

    /// <summary>Reads one lane, page by page.</summary>
    /// <remarks>
    /// The cursors only move forward, so no recipient is read twice: the cursor of a wave passes each pending key once,
    /// and a recipient who is deferred again gets a later due time than all that were read.
    /// </remarks>
    private sealed class LaneReader(Ledger ledger, WaveStore waves, long dispatchId, string inLane, int pageSize)
    {
        /// <summary>By wave: the last key that was read; null when the wave was read to its end.</summary>
        private readonly Dictionary<DateTimeOffset, long?> _waves = [];
        private long _pending;
        private DeferredCursor _deferred = DeferredCursor.Start;

        /// <summary>
        /// The deferred recipients who are due again, then those not tried yet; empty when none is due now.
        /// </summary>
        public async Task<IReadOnlyList<DueRecipient>> NextAsync(
            DateTimeOffset now,
            CancellationToken cancellationToken
        )
        {
            // Deferred recipients are read with each page, so that greylisted ones are retried after minutes, even in a
            // long run.
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
