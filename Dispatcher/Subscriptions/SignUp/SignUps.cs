using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>
/// Double opt-in, first half. Whoever asks gets the same answer at once; what comes of it is decided behind it, so that
/// neither the answer nor its time says anything about the list.
/// </summary>
internal sealed partial class SignUps(OptIns optIns, TimeProvider clock, ILogger<SignUps> logger) : BackgroundService
{
    /// <summary>Requests that wait; more than these are a flood.</summary>
    private const int MostWaiting = 1000;

    /// <summary>
    /// Work begins so long after the first request: who is new makes more of it than who is known, and on a small
    /// machine that would slow down the very answer that it came with.
    /// </summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(300);

    private readonly SayOnce _said = new();

    private readonly Channel<SignUpRequest> _waiting = Channel.CreateBounded<SignUpRequest>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );

    /// <summary>
    /// How often those who wait for the limits are looked at; a confirm mail that comes some seconds later is no loss.
    /// </summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>
    /// Takes a wish to sign up. The outcome says nothing about the list, and is as fast for everybody who asks.
    /// </summary>
    /// <returns>False when it cannot be kept, because too many wait: the person has to ask again later.</returns>
    public Task<bool> RequestAsync(SignUpRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var isTaken = optIns.Room.HasRoom(request.Network) && _waiting.Writer.TryWrite(request);
        if (!isTaken && _said.IsNews("refused", "", clock.GetUtcNow()))
        {
            Refused();
        }

        return Task.FromResult(isTaken);
    }

    /// <summary>Whoever was answered before the stop is still looked after.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _waiting.Writer.TryComplete();
        while (!cancellationToken.IsCancellationRequested && _waiting.Reader.TryRead(out var request))
        {
            await AskAsync(request);
        }
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TryAsync(() => optIns.OpenAsync(stoppingToken));
        await Task.WhenAll(TakeAsync(stoppingToken), MailQueuedAsync(stoppingToken));
    }

    private async Task MailQueuedAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(BetweenLooks, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryAsync(async () => await optIns.MailQueuedAsync(stoppingToken));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // They wait in the database until the next start.
        }
    }

    /// <summary>One at a time; what goes wrong is said, and tried again at the next look.</summary>
    private async Task TryAsync(Func<Task> work)
    {
        await _turn.WaitAsync();
        try
        {
            await work();
            _said.IsOver("queue");
        }
        catch (Exception e) when (e is SqliteException or StorageException)
        {
            if (_said.IsNews("queue", e.Message, clock.GetUtcNow()))
            {
                QueueFailed(e.Message);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task TakeAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                await Task.Delay(Gathering, clock, stoppingToken);
                while (!stoppingToken.IsCancellationRequested && _waiting.Reader.TryRead(out var request))
                {
                    await AskAsync(request);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The stop does the rest.
        }
    }

    private async Task AskAsync(SignUpRequest request)
    {
        if (request.LooksAutomated || !EmailAddress.TryParse(request.Email, out var address, out _))
        {
            return;
        }

        await _turn.WaitAsync();
        try
        {
            await optIns.AskAsync(
                address,
                SubscriberFields.TimeZone(request.TimeZone).Value,
                request.Network,
                CancellationToken.None
            );
        }
        catch (Exception e) when (e is SqliteException or StorageException)
        {
            Failed(address.Shortened, e.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    [LoggerMessage(
        4101,
        LogLevel.Warning,
        "Sign-ups are refused, and people are asked to come back later: too many wait, of all or of one network"
    )]
    private partial void Refused();

    [LoggerMessage(4106, LogLevel.Error, "Sign-ups that wait cannot be looked at, and wait on: {Problem}")]
    private partial void QueueFailed(string problem);

    [LoggerMessage(4102, LogLevel.Error, "The sign-up of {Email} was lost, the person has to ask again: {Reason}")]
    private partial void Failed(string email, string reason);
}
