using System.Globalization;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>
/// Sends a dispatch in this process until it is over or the program is stopped, and shows how far it is.
/// Tests: RealSendTests.
/// </summary>
internal sealed class SendRun(CommandContext context, IServiceProvider services, DispatcherSettings settings, bool json)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private readonly IssueDispatcher _dispatcher = services.GetRequiredService<IssueDispatcher>();
    private readonly DispatchStore _dispatches = services.GetRequiredService<DispatchStore>();
    private readonly WaveStore _waves = services.GetRequiredService<WaveStore>();

    /// <returns>The exit status: done when everybody was settled, failed when it was stopped, is stale or
    /// broken.</returns>
    public async Task<int> RunAsync(long id, CancellationToken stop)
    {
        var dispatch = (await _dispatches.FindAsync(id, CancellationToken.None))!;
        var waves = await _waves.ReadAsync(id, CancellationToken.None);
        var calendar = new SlotCalendar(settings.Newsletter);
        var wasStale = context.Clock.GetUtcNow() >= dispatch.CutOffAt;
        if (wasStale)
        {
            context.Terminal.Error(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Dispatch {id} is stale since {calendar.ToLocal(dispatch.CutOffAt):yyyy-MM-dd HH:mm}; nothing "
                        + $"more of it is sent."
                )
            );
        }

        var progress = new DispatchProgress { Deadline = DispatchDeadline.Of(calendar, dispatch, waves) };
        var wasStopped = false;
        try
        {
            await SendProgress.ShowAsync(
                context,
                progress,
                settings.Newsletter.TimeZone,
                json,
                UntilOverAsync(id, progress, stop)
            );
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            wasStopped = true;
            context.Terminal.Error($"Stopped. What was in flight is recorded; {Interruption.GoesOnWith(dispatch)}.");
        }
        catch (BrokenDispatchException e)
        {
            await services.GetRequiredService<DispatchControl>().PauseAsync(id, e.Message, CancellationToken.None);
            context.Terminal.Error(e.Message);
        }

        dispatch = (await _dispatches.FindAsync(id, CancellationToken.None))!;
        await DispatchView.ShowAsync(
            context,
            services.GetRequiredService<Database>(),
            dispatch,
            wasStopped && dispatch.State is DispatchState.Sending,
            json,
            CancellationToken.None
        );
        return dispatch.State is DispatchState.Done && !wasStale ? CommandContext.Done : CommandContext.Failed;
    }

    /// <summary>
    /// Sends, waits where there is something to wait for, and follows what other processes do to the dispatch.
    /// </summary>
    private async Task UntilOverAsync(long id, DispatchProgress progress, CancellationToken cancellationToken)
    {
        var zone = settings.Newsletter.TimeZone;
        while (true)
        {
            // Of a dispatch that the service began in waves, those go with it whose time has come meanwhile.
            await _waves.AdvanceAsync(id, _ => "no process was sending the dispatch then", cancellationToken);
            var before = (await _dispatches.FindAsync(id, cancellationToken))!;
            var result = await _dispatcher.ContinueAsync(before, progress, cancellationToken);
            switch (result.End)
            {
                case RunEnd.Corrected or RunEnd.Partial:
                    break;
                case RunEnd.Paused:
                    var paused = await _dispatches.FindAsync(id, cancellationToken);
                    progress.Paused =
                        $"{paused?.Reason ?? "by an operator"}; go on with: dispatcher dispatch resume {id}";
                    await UntilChangedAsync(before, before.CutOffAt, cancellationToken);
                    progress.Paused = null;
                    break;
                case RunEnd.Waiting when result.NextDue is { } next && next > context.Clock.GetUtcNow():
                    var isWave = (await _waves.ReadAsync(id, cancellationToken)).Any(wave =>
                        wave.IsToCome && wave.At == next
                    );
                    progress.Waiting =
                        $"the next {(isWave ? "wave" : "try")} is at {TimeZoneInfo.ConvertTime(next, zone):HH:mm:ss}";
                    progress.NextTry = next;
                    await UntilChangedAsync(before, next, cancellationToken);
                    progress.NextTry = null;
                    progress.Waiting = null;
                    break;
                case RunEnd.Waiting:
                    break;
                default:
                    return;
            }
        }
    }

    /// <summary>Waits until a time, or until the dispatch was changed by any process.</summary>
    private async Task UntilChangedAsync(Dispatch before, DateTimeOffset until, CancellationToken cancellationToken)
    {
        while (
            until - context.Clock.GetUtcNow() is var left
            && left > TimeSpan.Zero
            && await _dispatches.FindAsync(before.Id, cancellationToken) is { } now
            && now.Changes == before.Changes
        )
        {
            await Task.Delay(left < AskAgain ? left : AskAgain, context.Clock, cancellationToken);
        }
    }
}
