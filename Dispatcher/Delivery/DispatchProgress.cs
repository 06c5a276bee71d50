namespace Newsletter.Dispatcher.Delivery;

/// <summary>How far a dispatch is, for a progress bar; read from any thread while the run goes on.</summary>
internal sealed class DispatchProgress
{
    private long _sent;
    private long _deferred;
    private long _failed;
    private long _skipped;
    private long _uncertain;

    /// <summary>Rows of the ledger; 0 until the run has begun.</summary>
    public long Recipients { get; set; }

    /// <summary>Rows that were settled before this run, in whatever way.</summary>
    public long SettledBefore { get; set; }

    public long Sent => Interlocked.Read(ref _sent);
    public long Deferred => Interlocked.Read(ref _deferred);
    public long Failed => Interlocked.Read(ref _failed);
    public long Skipped => Interlocked.Read(ref _skipped);
    public long Uncertain => Interlocked.Read(ref _uncertain);

    /// <summary>What the run waits for; null when it goes on.</summary>
    public string? Waiting { get; set; }

    public long Settled => SettledBefore + Sent + Failed + Skipped + Uncertain;

    /// <summary>Counts one delivery that reached a state.</summary>
    public void Count(string state)
    {
        switch (state)
        {
            case DeliveryState.Sent: Interlocked.Increment(ref _sent); break;
            case DeliveryState.Deferred: Interlocked.Increment(ref _deferred); break;
            case DeliveryState.Failed: Interlocked.Increment(ref _failed); break;
            case DeliveryState.Skipped: Interlocked.Increment(ref _skipped); break;
            case DeliveryState.Uncertain: Interlocked.Increment(ref _uncertain); break;
        }
    }
}
