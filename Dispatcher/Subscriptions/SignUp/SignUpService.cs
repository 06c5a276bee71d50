using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscribers;

namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>
/// Double opt-in, first half. Everybody gets the same answer at once; what comes of it is decided behind it, so that
/// neither the answer nor its time says anything about the list.
/// </summary>
internal sealed partial class SignUpService(OptIns optIns, TimeProvider clock, ILogger<SignUpService> logger)
    : AnsweredFirstService<SignUpRequest>(clock)
{
    /// <summary>
    /// How often the sign-ups that wait for the limits are looked at; a confirm mail that comes some seconds later is
    /// no loss.
    /// </summary>
    protected override TimeSpan BetweenLooks => TimeSpan.FromSeconds(15);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await TryAsync(optIns.OpenAsync, stoppingToken);
        await base.RunAsync(stoppingToken);
    }

    protected override Task LookAsync(CancellationToken cancellationToken) => optIns.MailQueuedAsync(cancellationToken);

    protected override bool HasRoom(SignUpRequest request) => optIns.Room.HasRoom(request.Network);

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
        Lost(EmailAddress.TryParse(request.Email, out var address, out _) ? address.Shortened : "?", error.Message);

    [LoggerMessage(4101, LogLevel.Warning, "Sign-ups: {Trouble}")]
    private partial void Troubled(string trouble);

    [LoggerMessage(4102, LogLevel.Error, "The sign-up of {Email} was lost, the person has to ask again: {Reason}")]
    private partial void Lost(string email, string reason);
}
