using Newsletter.Dispatcher.Services;
using Quartz;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Fires at the send time, at each wave and at every tick, and never runs twice at the same time.
/// <see cref="DispatchDue"/> does all the work.
/// Tests: TimetableTests.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class DispatchDueJob(DispatchDue dispatchDue, UnplannedFailure failure) : IJob
{
    public static readonly JobKey Key = new("dispatch-due");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            if (await dispatchDue(cancellationToken) is { } at)
            {
                await Timetable.AskAtAsync(context.Scheduler, at, cancellationToken);
            }
        }
        catch (Exception e)
            when (e is SchedulerException or OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            // The service stops: the next start asks anew when something is due.
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Quartz would only log the exception at every tick: the service would seem to run, but nothing would be
            // sent.
            failure.Report("The tick of the schedule", e);
        }
    }
}
