using Quartz;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Fires at the send time, at each wave and at every tick, never twice at once; all the work is in
/// <see cref="DispatchDue"/>.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class DispatchDueJob(DispatchDue dispatchDue) : IJob
{
    public static readonly JobKey Key = new("dispatch-due");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (await dispatchDue(cancellationToken) is { } at)
        {
            await Timetable.AskAtAsync(context.Scheduler, at, cancellationToken);
        }
    }
}
