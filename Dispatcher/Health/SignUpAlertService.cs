using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscriptions.SignUp;

namespace Newsletter.Dispatcher.Health;

/// <summary>Tells the operator when sign-ups wait because the hour is full. Tests: SignUpQueueTests.</summary>
internal sealed partial class SignUpAlertService(
    Database database,
    OptIns optIns,
    SignUpAlerts decide,
    Alerts alerts,
    TimeProvider clock,
    ILogger<SignUpAlertService> logger
) : LoopService(clock)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override Task RunAsync(CancellationToken stoppingToken) =>
        RepeatAsync(Interval, atOnce: false, LookAsync, stoppingToken);

    protected override void LogTrouble(string trouble) => NotLooked(trouble);

    /// <summary>One look.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var queued = await SignUpQueue.ReadAsync(database, cancellationToken);
        if (decide.Decide(queued, optIns.IsHourFull, Clock.GetUtcNow()) is { } alert)
        {
            await alerts.TellAsync(alert, cancellationToken);
        }
    }

    [LoggerMessage(8030, LogLevel.Error, "The sign-ups that wait cannot be looked at: {Trouble}")]
    private partial void NotLooked(string trouble);
}
