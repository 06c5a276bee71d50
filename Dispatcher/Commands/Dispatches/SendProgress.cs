using Newsletter.Dispatcher.Delivery;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>
/// Shows how far a dispatch is while it is being sent: a live bar on a terminal, plain lines elsewhere, objects for
/// programs.
/// Tests: StatusCommandTests.
/// </summary>
internal static class SendProgress
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    /// <summary>Between two plain lines; one that has something new to say comes at once.</summary>
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Shows <paramref name="progress"/> until <paramref name="work"/> ends; its exceptions come through. Where it
    /// cannot be shown, on a full disk for example, the work goes on all the same.
    /// </summary>
    /// <param name="zone">The newsletter's.</param>
    public static async Task ShowAsync(
        CommandContext context,
        DispatchProgress progress,
        TimeZoneInfo zone,
        bool json,
        Task work
    )
    {
        try
        {
            await ShowUntilEndAsync(context, progress, zone, json, work);
        }
        catch (IOException) when (!work.IsFaulted)
        {
            // Only the showing failed.
        }

        await work;
    }

    private static async Task ShowUntilEndAsync(
        CommandContext context,
        DispatchProgress progress,
        TimeZoneInfo zone,
        bool json,
        Task work
    )
    {
        var forecast = new Forecast(progress.Deadline);
        if (context.Terminal.IsInteractive && !json)
        {
            await context
                .Terminal.Console.Live(new Spectre.Console.Text(""))
                .StartAsync(live => PollAsync(context.Clock, Redraw, work, () => live.UpdateTarget(View().Live(zone))));
        }
        else
        {
            (DateTimeOffset At, string Words)? last = null;
            await PollAsync(
                context.Clock,
                BetweenLooks,
                work,
                () =>
                {
                    var (now, view) = (context.Clock.GetUtcNow(), View());
                    var words = string.Join(", ", view.Words());
                    if (
                        work.IsCompleted
                        || last is not { } said
                        || said.Words != words
                        || now - said.At >= BetweenLines
                    )
                    {
                        last = (now, words);
                        Print(context, view, zone, json, now);
                    }
                }
            );
        }

        ProgressView View() => Look(progress, forecast, context.Clock.GetUtcNow());
    }

    /// <summary>How far it is at this moment; the forecast learns from it.</summary>
    private static ProgressView Look(DispatchProgress progress, Forecast forecast, DateTimeOffset now)
    {
        var counts = progress.Read();
        var isHeld = progress.Paused is not null || (progress.Waiting is not null && progress.NextTry is null);
        var outlook = forecast.Add(now, counts.Settled, counts.Open, progress.NextTry, isHeld);
        return new ProgressView(
            null,
            counts,
            outlook,
            progress.Paused,
            progress.Waiting,
            progress.Notice,
            FoundPace: progress.Pace
        );
    }

    /// <summary>One plain line, or one object.</summary>
    public static void Print(
        CommandContext context,
        ProgressView view,
        TimeZoneInfo zone,
        bool json,
        DateTimeOffset now
    )
    {
        if (json)
        {
            context.Terminal.Json(view.Json(now));
        }
        else
        {
            context.Terminal.Line($"{(view.DispatchId is { } id ? $"Dispatch {id}: " : "")}{view.Line(zone)}");
        }
    }

    private static async Task PollAsync(TimeProvider clock, TimeSpan interval, Task work, Action show)
    {
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(interval, clock, CancellationToken.None));
            show();
        }
    }
}
