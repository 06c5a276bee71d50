using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Sends to all recipients of a dispatch who are due, with one reader, one writer of the ledger, one watch, and one
/// thread for each connection.
/// Tests: DispatchRunTests.
/// </summary>
internal sealed class DispatchSending(
    Ownership ownership,
    DispatchStore dispatches,
    Ledger ledger,
    WaveStore waves,
    DeliverySettings settings,
    RelayPool relays,
    Pace pace,
    TimeProvider clock,
    ILoggerFactory loggers
)
{
    private readonly ConnectionShares _shares = new(relays.Sessions);
    private readonly Settlement _settlement = new(new RetryPolicy(settings.Retry, Random.Shared.NextDouble), clock);
    private readonly ILogger<DispatchOutbox> _outboxLogger = loggers.CreateLogger<DispatchOutbox>();

    /// <summary>Sends until no recipient is due any more, or until something stops the run.</summary>
    /// <param name="givenBack">Runs as long as the run goes on.</param>
    /// <param name="cancellationToken">When cancelled, no new recipient is taken; messages in transfer are finished and
    /// recorded.</param>
    /// <returns>Why the ledger allows no more messages, or null; and true when a recipient was claimed and released
    /// again.</returns>
    public async Task<(LedgerHalt? Halt, bool IsPartial)> RunAsync(
        Dispatch dispatch,
        MessageComposer composer,
        DispatchProgress progress,
        SendGuard guard,
        AttemptsGivenBack givenBack,
        CancellationToken cancellationToken
    )
    {
        // The cut-off also ends the wait for a relay, because the issue is stale then.
        using var cutOff = new CancellationTokenSource(Positive(dispatch.CutOffAt - clock.GetUtcNow()), clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, cutOff.Token);

        using var share = _shares.Enter();
        using var cutOffs = new WaveCutOffs(dispatch.CutOffAt, clock, stop.Token);
        await using var writer = ledger.OpenWriter(
            new LedgerScope(dispatch.Id, dispatch.Revision, ownership.Token),
            relays.Sessions,
            loggers.CreateLogger<LedgerWriter>(),
            stop.Token
        );
        var due = new DueQueue(pace.QueueLength);
        var lanes = pace.Lanes.With(pace.Slow.Names);
        var slowdown = new DomainSlowdown(pace.Slow, lanes);
        var tally = new RelayTally(relays.Names);
        var run = new RunContext(dispatch, composer, progress, guard, writer, due, share, cutOffs, slowdown, tally);

        var figures = new RelayFigures(ledger.OfRelays, tally, dispatch.Id, clock);
        var watching = Task.WhenAll(
            Watch(run).RunAsync(stop),
            givenBack.RunAsync(stop.Token),
            figures.RunAsync(stop.Token)
        );
        var reading = new DueFeed(ledger, waves, lanes, pace, clock).FillAsync(dispatch.Id, due, stop.Token);
        var connections = Enumerable
            .Range(0, relays.Sessions)
            .Select(number => ConnectionThread.RunAsync($"connection {number}", () => ConnectAsync(run, number, stop)))
            .ToList();
        try
        {
            await Task.WhenAll([reading, .. connections]);
        }
        finally
        {
            await stop.CancelAsync();
            await watching;
            await figures.FlushAsync();
        }

        return (writer.Halt, run.IsPartial);
    }

    private RunWatch Watch(RunContext run) =>
        new(
            run.Dispatch,
            dispatches,
            run.Progress,
            run.Writer,
            relays,
            pace.Slow,
            run.Guard,
            clock,
            loggers.CreateLogger<RunWatch>()
        );

    /// <summary>One connection, from its first message to its last.</summary>
    /// <param name="number">The number of the connection in its run, from 0.</param>
    private async Task ConnectAsync(RunContext run, int number, CancellationTokenSource stop)
    {
        await using var lease = new RelayLease(relays);
        lease.Take();
        var outbox = new DispatchOutbox(run, number, lease, _settlement, clock, stop, _outboxLogger);
        try
        {
            await new ConnectionWork<DueRecipient>(outbox, lease, pace).RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run stopped while the ledger could not be written; at the next start the message in transfer counts
            // as uncertain.
        }
        catch
        {
            // Stop the run, so that the reader does not wait for a connection that has ended.
            await stop.CancelAsync();
            throw;
        }
    }

    private static TimeSpan Positive(TimeSpan duration) => duration > TimeSpan.Zero ? duration : TimeSpan.Zero;
}
