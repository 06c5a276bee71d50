using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>Begins the runs of open dispatches and does not wait for them.</summary>
internal sealed class SendingDispatches(
    SlotCalendar calendar,
    WaveStore waveStore,
    DispatchControl control,
    IssueDispatcher dispatcher,
    RunningDispatches running,
    DueWorkLog log,
    TimeProvider clock
)
{
    /// <summary>What runs say, by dispatch.</summary>
    private readonly SayOnce _said = new();

    /// <summary>Sends whatever of a dispatch is due and is not being sent.</summary>
    /// <param name="hasNewWave">True when a wave of it has begun or ended just now.</param>
    public void Start(Dispatch open, bool hasNewWave)
    {
        // Who reads a correction should have the issue; it waits while the issue is being sent.
        var mustWait = open.CorrectsId is { } corrected && running.IsRunning(corrected);
        if (!mustWait && (hasNewWave || dispatcher.IsDue(open)))
        {
            running.Start(open.Id, stop => SendAsync(open, stop));
        }
    }

    /// <summary>
    /// One run of a dispatch. One that cannot be rendered any more is paused, so that it stands in no other's way.
    /// </summary>
    private async Task SendAsync(Dispatch open, CancellationToken stop)
    {
        var about = FormattableString.Invariant($"dispatch {open.Id}");
        try
        {
            RunResult result;
            do
            {
                var waves = await waveStore.ReadAsync(open.Id, stop);
                var progress = new DispatchProgress { Deadline = DispatchDeadline.Of(calendar, open, waves) };
                running.Show(open.Id, progress);
                result = await dispatcher.ContinueAsync(open, progress, stop);
            } while (result.GoesOn);
            _said.IsOver(about);
        }
        catch (BrokenDispatchException e)
        {
            await control.PauseAsync(open.Id, e.Message, CancellationToken.None);
            log.CannotSend(e.Message);
        }
        catch (Exception e) when (TickObstacles.IsOfStorage(e))
        {
            if (_said.IsNews(about, e.Message, clock.GetUtcNow()))
            {
                log.CannotSend(e.Message);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was in flight is written down; the next start goes on.
        }
    }
}
