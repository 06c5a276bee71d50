using System.Threading.Channels;

namespace Newsletter.Dispatcher.Services;

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

    /// <summary>
    /// Takes a request. The outcome says nothing about the list, and is as fast for everybody who asks.
    /// </summary>
    /// <returns>
    /// False when the request cannot be kept, because too many wait: the person has to ask again later.
    /// </returns>
    public Task<bool> RequestAsync(TRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var isTaken = TryReserve(request);
        if (isTaken && !_waiting.Writer.TryWrite(request))
        {
            isTaken = false;
            Release(request);
        }

        if (!isTaken)
        {
            // It is never said to be over: a flood that comes and goes would fill the log.
            Say(Flood, "too many wait, so people are asked to come back later");
        }

        return Task.FromResult(isTaken);
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
        using var timer = new PeriodicTimer(BetweenLooks, Clock);
        var (asked, look) = (AskedAsync(stoppingToken), NextLookAsync(timer, stoppingToken));
        while (true)
        {
            await Task.WhenAny(asked, look);
            if (look.IsCompleted)
            {
                await look;
                await TryAsync(LookAsync, stoppingToken);
                look = NextLookAsync(timer, stoppingToken);
            }

            if (asked.IsCompleted)
            {
                await asked;
                for (
                    var done = 0;
                    done < MostWaiting
                        && !stoppingToken.IsCancellationRequested
                        && _waiting.Reader.TryRead(out var request);
                    done++
                )
                {
                    await TryAsync(request);
                }

                asked = AskedAsync(stoppingToken);
            }
        }
    }

    /// <summary>How often <see cref="LookAsync"/> is called.</summary>
    protected virtual TimeSpan BetweenLooks => TimeSpan.FromHours(1);

    /// <summary>What is done beside the requests, never at the same time as one of them.</summary>
    protected virtual Task LookAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Sets aside what the limits allow for a request, so that what was promised is not dropped behind the answer. It
    /// is called by several threads at a time.
    /// </summary>
    /// <returns>False when a limit is reached.</returns>
    protected virtual bool TryReserve(TRequest request) => true;

    /// <summary>The request was done, or could not wait: gives back what was set aside for it and not used.</summary>
    protected virtual void Release(TRequest request) { }

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
        finally
        {
            Release(request);
        }
    }

    private async Task AskedAsync(CancellationToken stoppingToken)
    {
        await _waiting.Reader.WaitToReadAsync(stoppingToken);
        await Task.Delay(Gathering, Clock, stoppingToken);
    }

    private static async Task NextLookAsync(PeriodicTimer timer, CancellationToken stoppingToken) =>
        await timer.WaitForNextTickAsync(stoppingToken);
}
