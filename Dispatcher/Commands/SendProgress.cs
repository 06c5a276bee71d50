using System.Globalization;
using Newsletter.Dispatcher.Delivery;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands;

/// <summary>Shows how far a dispatch is while it is being sent: a live bar on a terminal, plain lines elsewhere.</summary>
internal static class SendProgress
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    /// <summary>Shows <paramref name="progress"/> until <paramref name="work"/> ends; its exceptions come through.</summary>
    public static async Task ShowAsync(Surroundings here, DispatchProgress progress, Task work)
    {
        if (here.Terminal.IsInteractive)
        {
            await here.Terminal.Console.Progress()
                .Columns(
                    new TaskDescriptionColumn { Alignment = Justify.Left },
                    new ProgressBarColumn(),
                    new PercentageColumn(),
                    new RemainingTimeColumn())
                .StartAsync(async bar =>
                {
                    var task = bar.AddTask("Sending", maxValue: 1);
                    await PollAsync(here.Clock, Redraw, work, () =>
                    {
                        task.MaxValue = Math.Max(1, progress.Recipients);
                        task.Value = progress.Settled;
                        task.Description = Markup.Escape(Line(progress));
                    });
                });
        }
        else
        {
            await PollAsync(here.Clock, BetweenLines, work, () => here.Terminal.Line(Line(progress)));
        }

        await work;
    }

    /// <summary>One line: counts, and what is waited for.</summary>
    public static string Line(DispatchProgress progress)
    {
        var parts = new List<string> { $"{Number(progress.SettledBefore + progress.Sent)} of {Number(progress.Recipients)} sent" };
        Add(progress.Deferred, "deferred");
        Add(progress.Failed, "failed");
        Add(progress.Skipped, "skipped");
        Add(progress.Uncertain, "uncertain");
        if (progress.Waiting is { } waiting)
        {
            parts.Add($"waiting: {waiting}");
        }

        return string.Join(", ", parts);

        void Add(long count, string word)
        {
            if (count > 0)
            {
                parts.Add($"{Number(count)} {word}");
            }
        }
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static async Task PollAsync(TimeProvider clock, TimeSpan interval, Task work, Action show)
    {
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(interval, clock, CancellationToken.None));
            show();
        }
    }
}
