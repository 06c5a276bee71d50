using Newsletter.Dispatcher.Services;

namespace Newsletter.Dispatcher.Health;

/// <summary>Tells the operator when the pages cannot be reached. Tests: TakenPortTests.</summary>
internal sealed class PagesAlertService(PagesState state, PagesAlerts decide, Alerts alerts, TimeProvider clock)
    : LoopService(clock)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override Task RunAsync(CancellationToken stoppingToken) =>
        RepeatAsync(Interval, atOnce: false, LookAsync, stoppingToken);

    /// <summary>Nothing of a look can fail: <see cref="Alerts"/> logs ways that do not take an alert.</summary>
    protected override void LogTrouble(string trouble) { }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (decide.Decide(state.Trouble, Clock.GetUtcNow()) is { } alert)
        {
            await alerts.TellAsync(alert, cancellationToken);
        }
    }
}
