using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>
/// Double opt-in, first half. Each request gets the same answer at once; what follows is decided after the answer, so
/// that neither the answer nor its time says anything about the list.
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

    private readonly Channel<SignUpRequest> _waiting = Channel.CreateBounded<SignUpRequest>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );

    /// <summary>Takes a wish to sign up. The outcome is the same for everybody who asks, and as fast.</summary>
    public Task RequestAsync(SignUpRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_waiting.Writer.TryWrite(request))
        {
            Dropped();
        }

        return Task.CompletedTask;
    }

    /// <summary>Requests that were answered before the stop are still processed.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _waiting.Writer.TryComplete();
        while (!cancellationToken.IsCancellationRequested && _waiting.Reader.TryRead(out var request))
        {
            await AskAsync(request);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
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
            // StopAsync processes what is left.
        }
    }

    private async Task AskAsync(SignUpRequest request)
    {
        if (request.LooksAutomated || !EmailAddress.TryParse(request.Email, out var address, out _))
        {
            return;
        }

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
    }

    [LoggerMessage(4101, LogLevel.Warning, "A sign-up was dropped: more than 1000 wait, or the service is stopping")]
    private partial void Dropped();

    [LoggerMessage(4102, LogLevel.Error, "The sign-up of {Email} was lost, the person has to ask again: {Reason}")]
    private partial void Failed(string email, string reason);
}
