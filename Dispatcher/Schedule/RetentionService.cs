using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Sums up the deliveries of old dispatches in small steps. Before each step it looks whether a dispatch runs or is
/// due, and then waits until that is over. Quiet unless <c>Retention:DeliveryMonths</c> is set.
/// </summary>
internal sealed partial class RetentionService(
    Database database,
    DispatcherSettings settings,
    SlotCalendar calendar,
    TimeProvider clock,
    ILogger<RetentionService> logger
) : LoopService(clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>The most that one round takes; the next one goes on.</summary>
    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(20);

    private readonly DeliveryRetention _retention = new(database, clock);
    private readonly DispatchStore _dispatches = new(database, clock);
    private readonly TimeProvider _clock = clock;

    protected override Task RunAsync(CancellationToken stoppingToken) =>
        settings.Retention.DeliveryMonths is null
            ? Task.CompletedTask
            : RepeatAsync(Interval, atOnce: false, RoundAsync, stoppingToken);

    protected override void LogTrouble(string trouble) => Failed(trouble);

    /// <summary>Steps until nothing is left, a dispatch needs the database, or the round took long enough.</summary>
    /// <returns>How many deliveries were summed up.</returns>
    public async Task<long> RoundAsync(int months, CancellationToken cancellationToken)
    {
        var (began, size, summed) = (_clock.GetTimestamp(), StepSize.First, 0L);
        DatabaseUse? before = null;
        while (_clock.GetElapsedTime(began) < LongestRound && await MayWorkAsync(cancellationToken))
        {
            var endedBefore = RetentionRule.EndedBefore(months, _clock.GetUtcNow());
            if (await _retention.NextAsync(endedBefore, cancellationToken) is not { } dispatchId)
            {
                break;
            }

            before ??= await DatabaseUse.ReadAsync(database, cancellationToken);
            var step = _clock.GetTimestamp();
            summed += await _retention.StepAsync(dispatchId, size, cancellationToken);
            size = StepSize.After(size, _clock.GetElapsedTime(step));
        }

        if (before is not null && summed > 0)
        {
            await _retention.RecordAsync(summed, before.Used, cancellationToken);
            LogRound(summed);
        }

        return summed;
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        if (settings.Retention.DeliveryMonths is { } months)
        {
            await RoundAsync(months, cancellationToken);
        }
    }

    private async Task<bool> MayWorkAsync(CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        var open = await _dispatches.OpenAsync(cancellationToken);
        return RetentionRule.MayWork(open.Count > 0, calendar.Next(now - RetentionRule.AfterSlot)?.At, now);
    }

    [LoggerMessage(3031, LogLevel.Information, "{Deliveries} deliveries of old dispatches became counts")]
    private partial void LogRound(long deliveries);

    [LoggerMessage(3032, LogLevel.Warning, "Old deliveries cannot be summed up: {Problem}")]
    private partial void Failed(string problem);
}
