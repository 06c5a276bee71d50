using Quartz;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>Does whatever is due now: records missed slots, begins the dispatch of the slot that is due, goes on with open ones.</summary>
/// <param name="cancellationToken">Cancelled when the service begins to stop: take no new work, finish what is in flight.</param>
internal delegate Task DispatchDue(CancellationToken cancellationToken);

/// <summary>Fires at the send time, at each wave and at every tick, never twice at once; all the work is in <see cref="DispatchDue"/>.</summary>
[DisallowConcurrentExecution]
internal sealed class DispatchDueJob(DispatchDue dispatchDue, NextDue next) : IJob
{
    public static readonly JobKey Key = new("dispatch-due");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await dispatchDue(cancellationToken);
        if (next.At is { } at)
        {
            await Timetable.AskAtAsync(context.Scheduler, at, cancellationToken);
        }
    }
}
