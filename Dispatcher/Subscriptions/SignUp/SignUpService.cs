using System.Threading.Channels;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>
/// Double opt-in, first half. Whoever asks gets the same answer at once; what comes of it is decided behind it, so that
/// neither the answer nor its time says anything about the list.
/// </summary>
internal sealed partial class SignUpService(OptIns optIns, TimeProvider clock, ILogger<SignUpService> logger)
    : LoopService(clock)
{
    /// <summary>Requests that wait; more than these are a flood.</summary>
    private const int MostWaiting = 1000;

    private const string Flood = "flood";

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
            Say(Flood, $"more than {MostWaiting} wait, or the service is stopping");
        }

        return Task.CompletedTask;
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

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            await Task.Delay(Gathering, Clock, stoppingToken);
            while (!stoppingToken.IsCancellationRequested && _waiting.Reader.TryRead(out var request))
            {
                await AskAsync(request);
            }

            Say(Flood, trouble: null);
        }
    }

    protected override void LogTrouble(string trouble) => Dropped(trouble);

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
        catch (Exception e) when (IsOfMachine(e))
        {
            Failed(address.Shortened, e.Message);
        }
    }

    [LoggerMessage(4101, LogLevel.Warning, "Sign-ups are dropped: {Trouble}")]
    private partial void Dropped(string trouble);

    [LoggerMessage(4102, LogLevel.Error, "The sign-up of {Email} was lost, the person has to ask again: {Reason}")]
    private partial void Failed(string email, string reason);
}
