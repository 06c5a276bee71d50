using System.Globalization;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>
/// <c>status --watch</c>: how far the dispatches under way are, read from the ledger, no matter which process sends
/// them.
/// Tests: StatusCommandTests.
/// </summary>
internal sealed class StatusWatch(CommandContext context, DispatcherSettings settings, Database database, bool json)
{
    private static readonly TimeSpan LiveInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Counting a million rows takes a good part of a second: it may cost a tenth of the time at most.
    /// </summary>
    private const int IntervalsPerCost = 10;

    private readonly DispatchStore _dispatches = new(database, context.Clock);
    private readonly SendForecasts _forecasts = new(database, settings.Newsletter, context.Clock);

    /// <summary>Watches until nothing that is watched is open, or until Ctrl-C.</summary>
    /// <param name="only">One dispatch; null for each that is under way.</param>
    public async Task RunAsync(long? only, CancellationToken cancellationToken)
    {
        using var stop = new StopSignal(cancellationToken);
        try
        {
            if (context.Terminal.IsInteractive && !json)
            {
                await context
                    .Terminal.Console.Live(new Spectre.Console.Text(""))
                    .StartAsync(live =>
                        WatchAsync(only, LiveInterval, views => live.UpdateTarget(Live(views)), stop.Token)
                    );
            }
            else
            {
                await WatchAsync(only, LineInterval, Print, stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return;
        }

        await EndAsync(only);
    }

    private async Task WatchAsync(
        long? only,
        TimeSpan interval,
        Action<IReadOnlyList<(Dispatch Dispatch, ProgressView View)>> show,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var begin = context.Clock.GetTimestamp();
            List<(Dispatch Dispatch, ProgressView View)> views = [];
            var owner = await Ownership.CurrentAsync(database, context.Clock, cancellationToken);
            foreach (var open in await _dispatches.OpenAsync(cancellationToken))
            {
                if (only is null || open.Id == only)
                {
                    views.Add((open, await LookAsync(open, Interruption.Is(open, owner), cancellationToken)));
                }
            }

            if (views.Count == 0)
            {
                return;
            }

            show(views);
            var cost = context.Clock.GetElapsedTime(begin);
            var pause = cost * IntervalsPerCost;
            await Task.Delay(pause > interval ? pause : interval, context.Clock, cancellationToken);
        }
    }

    private async Task<ProgressView> LookAsync(
        Dispatch dispatch,
        bool isInterrupted,
        CancellationToken cancellationToken
    )
    {
        var (_, _, counts, outlook) = await _forecasts.ReadAsync(dispatch, isInterrupted, cancellationToken);
        if (isInterrupted)
        {
            return new ProgressView(
                dispatch.Id,
                counts,
                outlook,
                Interrupted: $"no process sends it now; {Interruption.GoesOnWith(dispatch)}"
            );
        }

        return dispatch.State is DispatchState.Paused
            ? new ProgressView(dispatch.Id, counts, outlook, Paused: dispatch.Reason ?? "by an operator")
            : new ProgressView(dispatch.Id, counts, outlook, Waiting: dispatch.Reason, FoundPace: dispatch.FoundPace);
    }

    private void Print(IReadOnlyList<(Dispatch Dispatch, ProgressView View)> views)
    {
        foreach (var (_, view) in views)
        {
            SendProgress.Print(context, view, settings.Newsletter.TimeZone, json, context.Clock.GetUtcNow());
        }
    }

    private Rows Live(IReadOnlyList<(Dispatch Dispatch, ProgressView View)> views) =>
        new(
            views.SelectMany(one =>
                new IRenderable[]
                {
                    new Spectre.Console.Text(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"Dispatch {one.Dispatch.Id}, \"{one.Dispatch.Title}\""
                        )
                    ),
                    one.View.Live(settings.Newsletter.TimeZone),
                }
            )
        );

    /// <summary>What became of the dispatches that were watched.</summary>
    private async Task EndAsync(long? only)
    {
        List<long> watched = only is { } one ? [one] : [.. _forecasts.Known.Order()];
        foreach (var id in watched)
        {
            var ended = (await _dispatches.FindAsync(id, CancellationToken.None))!;
            await DispatchView.ShowAsync(context, database, ended, isInterrupted: false, json, CancellationToken.None);
        }

        if (watched.Count == 0 && !json)
        {
            context.Terminal.Line("Nothing is being sent now. See what comes next with: dispatcher queue");
        }
    }
}
