using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>
/// Double opt-in, first half. Everybody gets the same answer at once; what comes of it is decided behind it, so that
/// neither the answer nor its time says anything about the list.
/// Tests: OptInTests.
/// </summary>
internal sealed partial class SignUpService(OptIns optIns, TimeProvider clock, ILogger<SignUpService> logger)
    : AnsweredFirstService<SignUpRequest>(clock)
{
    /// <summary>
    /// How often the sign-ups that wait for the limits are looked at. A confirm mail may come some seconds later.
    /// </summary>
    protected override TimeSpan BetweenLooks => TimeSpan.FromSeconds(15);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await TryAsync(optIns.OpenAsync, stoppingToken);
        await base.RunAsync(stoppingToken);
    }

    protected override Task LookAsync(CancellationToken cancellationToken) => optIns.MailQueuedAsync(cancellationToken);

    protected override bool TryReserve(SignUpRequest request) => optIns.Room.TryReserve(request.Network);

    protected override void Release(SignUpRequest request) => optIns.Room.Release(request.Network);

    protected override async Task DoAsync(SignUpRequest request)
    {
        if (!request.LooksAutomated && EmailAddress.TryParse(request.Email, out var address, out _))
        {
            await optIns.AskAsync(
                address,
                SubscriberFields.TimeZone(request.TimeZone).Value,
                request.Network,
                CancellationToken.None
            );
        }
    }

    protected override void LogTrouble(string trouble) => Troubled(trouble);

    protected override void Failed(SignUpRequest request, Exception error) =>
        Lost(EmailAddress.Shorten(request.Email), error.Message);

    [LoggerMessage(4101, LogLevel.Warning, "Sign-ups: {Trouble}")]
    private partial void Troubled(string trouble);

    [LoggerMessage(4102, LogLevel.Error, "The sign-up of {Email} was lost, the person has to ask again: {Reason}")]
    private partial void Lost(string email, string reason);
}
