using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>Starts the runs of open dispatches and does not wait for their end. Tests: DueWorkTests.</summary>
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
    /// <summary>What the runs logged, by dispatch.</summary>
    private readonly SayOnce _said = new();

    /// <summary>Starts a run if something of the dispatch is due and no run sends it.</summary>
    /// <param name="hasNewWave">True when a wave of this dispatch has just begun or ended.</param>
    public void Start(Dispatch open, bool hasNewWave)
    {
        // A reader should get the issue before its correction, so the correction waits while the issue is being sent.
        var mustWait = open.CorrectsId is { } corrected && running.IsRunning(corrected);
        if (!mustWait && (hasNewWave || dispatcher.IsDue(open)))
        {
            running.Start(open.Id, stop => SendAsync(open, stop));
        }
    }

    /// <summary>
    /// One run of a dispatch. A dispatch that cannot be rendered any more is paused, so that it does not block others.
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
            // The outcomes of what had begun are written; the next start of the service continues.
        }
    }
}
