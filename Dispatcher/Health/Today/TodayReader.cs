using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscriptions.SignUp;

namespace Newsletter.Dispatcher.Health.Today;

/// <summary>Reads all that <see cref="TodayStand"/> is put together from. Writes nothing.</summary>
internal sealed class TodayReader(
    Database database,
    QueueReader queues,
    IApprovalState approval,
    RunningDispatches running,
    HealthTable health,
    TodayNumbers numbers,
    TimeProvider clock
)
{
    private const int LooksShown = 3;

    private readonly DispatchStore _dispatches = new(database, clock);
    private readonly WaveStore _waves = new(database, clock);

    public async Task<TodayStand> ReadAsync(CancellationToken cancellationToken)
    {
        var queue = await queues.ReadAsync(cancellationToken);
        var (calendar, now) = (queue.Calendar, queue.Now);
        return TodayStand.Of(
            new(
                queue,
                await approval.OfAsync(
                    [.. queue.Waiting.Where(one => one.Issue.Status is IssueStatus.Ready)],
                    cancellationToken
                ),
                await RunningAsync(queue, cancellationToken),
                await health.LatestAsync(LooksShown, cancellationToken),
                await numbers.OfAsync(DaySpan.Today(calendar, now), cancellationToken),
                await numbers.OfAsync(DaySpan.SinceLastSlot(calendar, now), cancellationToken),
                await numbers.UncertainAsync(cancellationToken),
                await SignUpQueue.ReadAsync(database, cancellationToken)
            )
        );
    }

    private async Task<IReadOnlyList<RunningStand>> RunningAsync(QueueNow queue, CancellationToken cancellationToken)
    {
        List<RunningStand> stands = [];
        foreach (var dispatch in await _dispatches.OpenAsync(cancellationToken))
        {
            var (progress, waves) = (
                running.ProgressOf(dispatch.Id),
                await _waves.ReadAsync(dispatch.Id, cancellationToken)
            );
            stands.Add(
                new(
                    dispatch,
                    progress?.Read() is { Recipients: > 0 } counts
                        ? counts
                        : ProgressCounts.Of(dispatch, await numbers.CountsAsync(dispatch.Id, cancellationToken)),
                    progress?.Outlook,
                    progress?.Deadline ?? DispatchDeadline.Of(queue.Calendar, dispatch, waves),
                    progress?.Waiting,
                    waves.FirstOrDefault(wave => wave.IsToCome)?.At
                )
            );
        }

        return stands;
    }
}
