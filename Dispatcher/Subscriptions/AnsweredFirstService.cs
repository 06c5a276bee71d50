using System.Threading.Channels;
using Newsletter.Dispatcher.Services;

namespace Newsletter.Dispatcher.Subscriptions;

/// <summary>
/// Takes requests of strangers whose answer must not depend on the list, in words or in time: everybody is answered at
/// once, and the work is done behind the answer, one request after the other. Tests: OptInTests.
/// </summary>
internal abstract class AnsweredFirstService<TRequest>(TimeProvider clock) : LoopService(clock)
{
    /// <summary>Requests that wait; more than these are a flood.</summary>
    private const int MostWaiting = 1000;

    private const string Flood = "flood";

    /// <summary>
    /// Work begins so long after the first request: some requests make more of it than others, and on a small machine
    /// that would slow down the very answer that it came with.
    /// </summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(300);

    private readonly Channel<TRequest> _waiting = Channel.CreateBounded<TRequest>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );

    /// <summary>Takes a request. The outcome is the same for everybody who asks, and as fast.</summary>
    public Task RequestAsync(TRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_waiting.Writer.TryWrite(request))
        {
            Say(Flood, $"more than {MostWaiting} wait, or the service is stopping");
        }

        return Task.CompletedTask;
    }

    /// <summary>Requests that were answered before the stop are still done.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _waiting.Writer.TryComplete();
        while (!cancellationToken.IsCancellationRequested && _waiting.Reader.TryRead(out var request))
        {
            await TryAsync(request);
        }
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            await Task.Delay(Gathering, Clock, stoppingToken);
            while (!stoppingToken.IsCancellationRequested && _waiting.Reader.TryRead(out var request))
            {
                await TryAsync(request);
            }

            Say(Flood, trouble: null);
        }
    }

    /// <summary>Does what was asked for.</summary>
    protected abstract Task DoAsync(TRequest request);

    /// <summary>Says that a request came to nothing because of the disk or the database.</summary>
    protected abstract void Failed(TRequest request, Exception error);

    private async Task TryAsync(TRequest request)
    {
        try
        {
            await DoAsync(request);
        }
        catch (Exception e) when (IsOfMachine(e))
        {
            Failed(request, e);
        }
    }
}
