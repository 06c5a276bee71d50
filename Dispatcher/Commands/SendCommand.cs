using System.CommandLine;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands;

/// <summary><c>send FILE</c>: dispatches an issue now, and stays until everybody has it or the issue is stale.</summary>
internal static class SendCommand
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    public static Command Build(Surroundings here)
    {
        var file = new Argument<string>("file") { Description = "The issue file." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Check everything and say who would get it; send nothing." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask." };
        var command = new Command("send", "Dispatch an issue now.") { file, dryRun, yes };
        command.SetAction((words, cancellationToken) => here.RunAsync(async () =>
        {
            var settings = here.Settings();
            var database = await Surroundings.OpenDatabaseAsync(settings, cancellationToken);
            if (Check(here, settings, words.GetRequiredValue(file)) is not { } checkedIssue)
            {
                return Surroundings.Failed;
            }

            var counts = await new SubscriberList(database, here.Clock).CountsAsync(cancellationToken);
            var active = counts.Where(row => row.Status == SubscriberStatus.Active).Sum(row => row.Count);
            var (package, issue) = checkedIssue;
            var json = words.GetValue(CommonOptions.Json);
            if (!json)
            {
                here.Terminal.Line($"\"{issue.Issue.Title}\" to {active} active subscribers (audience: {issue.Issue.Audience}) by {DeliveryServices.Pool(settings, here.Clock).Name}");
            }

            if (words.GetValue(dryRun))
            {
                return Surroundings.Done;
            }

            if (!words.GetValue(yes) && !Confirm(here))
            {
                here.Terminal.Error("Nothing was sent. Add --yes to send without being asked.");
                return Surroundings.WrongUsage;
            }

            await using var ownership = await Ownership.TakeAsync(database, here.Clock, cancellationToken);
            await new Ledger(database, here.Clock).CloseEndedAsync(cancellationToken);
            await using var services = new ServiceCollection().AddDispatcher(here, settings, database, ownership).BuildServiceProvider();
            return await SendAsync(here, services, settings, package, json, cancellationToken);
        }));
        return command;
    }

    /// <summary>Begins a dispatch for today's slot and sends it until it is over or the program is stopped.</summary>
    public static async Task<int> SendAsync(
        Surroundings here, IServiceProvider services, DispatcherSettings settings, IssuePackage package, bool json, CancellationToken cancellationToken)
    {
        var dispatcher = services.GetRequiredService<IssueDispatcher>();
        var now = here.Clock.GetUtcNow();
        var calendar = new SlotCalendar(settings.Newsletter);
        var today = calendar.Today(now);
        var (result, problems) = await dispatcher.BeginAsync(
            package, today, now, calendar.CutOff(now, settings.Delivery.Retry.GiveUpAfter), takeOverMissed: true, cancellationToken);
        if (result is null)
        {
            problems.ToList().ForEach(problem => here.Terminal.Error(problem.ToString()));
            return Surroundings.Failed;
        }

        if (result is BeginResult.Refused { By: var rival })
        {
            here.Terminal.Error(
                $"Dispatch {rival.Id} ({rival.State}) already took {(rival.SlotDate == today ? $"the slot of {today:yyyy-MM-dd}" : $"this issue, on {rival.SlotDate:yyyy-MM-dd}")}; nothing is sent twice. See: dispatcher status --dispatch {rival.Id}");
            return Surroundings.Failed;
        }

        using var stop = new StopSignal(cancellationToken);
        var dispatches = services.GetRequiredService<DispatchStore>();
        var dispatch = (await dispatches.FindAsync(((BeginResult.Begun)result).Id, cancellationToken))!;
        var progress = new DispatchProgress { Deadline = DispatchDeadline.Of(calendar, dispatch, waves: []) };
        try
        {
            await SendProgress.ShowAsync(
                here,
                progress,
                settings.Newsletter.TimeZone,
                json,
                UntilOverAsync(here, settings.Newsletter.TimeZone, dispatcher, dispatches, dispatch.Id, progress, stop.Token));
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            here.Terminal.Error("Stopped. What was in flight is recorded; dispatcher run goes on where this stopped.");
        }

        dispatch = (await dispatches.FindAsync(dispatch.Id, CancellationToken.None))!;
        await StatusCommand.ShowOneAsync(here, services.GetRequiredService<Database>(), dispatch, json, CancellationToken.None);
        return dispatch.State is DispatchState.Done ? Surroundings.Done : Surroundings.Failed;
    }

    /// <summary>Sends, waits where there is something to wait for, and follows what other processes do to the dispatch.</summary>
    private static async Task UntilOverAsync(
        Surroundings here,
        TimeZoneInfo zone,
        IssueDispatcher dispatcher,
        DispatchStore dispatches,
        long id,
        DispatchProgress progress,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = (await dispatches.FindAsync(id, cancellationToken))!;
            var result = await dispatcher.ContinueAsync(before, progress, cancellationToken);
            switch (result.End)
            {
                case RunEnd.Corrected or RunEnd.Partial:
                    break;
                case RunEnd.Paused:
                    var paused = await dispatches.FindAsync(id, cancellationToken);
                    progress.Paused = $"{paused?.Reason ?? "by an operator"}; go on with: dispatcher dispatch resume {id}";
                    await UntilChangedAsync(here, dispatches, before, before.CutOffAt, cancellationToken);
                    progress.Paused = null;
                    break;
                case RunEnd.Waiting when result.NextDue is { } next && next > here.Clock.GetUtcNow():
                    progress.Waiting = $"the next try is at {TimeZoneInfo.ConvertTime(next, zone):HH:mm:ss}";
                    progress.NextTry = next;
                    await UntilChangedAsync(here, dispatches, before, next, cancellationToken);
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

    /// <summary>Waits until a time, or until somebody has done something to the dispatch, from wherever.</summary>
    private static async Task UntilChangedAsync(
        Surroundings here, DispatchStore dispatches, Dispatch before, DateTimeOffset until, CancellationToken cancellationToken)
    {
        while (until - here.Clock.GetUtcNow() is var left && left > TimeSpan.Zero
            && await dispatches.FindAsync(before.Id, cancellationToken) is { } now && now.Changes == before.Changes)
        {
            await Task.Delay(left < AskAgain ? left : AskAgain, here.Clock, cancellationToken);
        }
    }

    /// <summary>Reads and checks the issue; what is wrong stands on standard error.</summary>
    private static (IssuePackage Package, CompiledIssue Issue)? Check(Surroundings here, DispatcherSettings settings, string file)
    {
        var (package, problems) = new IssuePackageReader(here.IssuesFolder, here.TemplatesFolder).Read(file);
        CompiledIssue? issue = null;
        if (package is not null)
        {
            (issue, problems) = CompiledIssue.Compile(package, settings.Newsletter, new SlotCalendar(settings.Newsletter).Today(here.Clock.GetUtcNow()));
        }

        foreach (var problem in problems)
        {
            here.Terminal.Error(problem.ToString());
        }

        if (issue?.Issue.Status is IssueStatus.Draft)
        {
            here.Terminal.Error($"{issue.Issue.File} is a draft; set \"status: ready\" in it first.");
            return null;
        }

        return issue is null ? null : (package!, issue);
    }

    private static bool Confirm(Surroundings here) =>
        here.Terminal.IsInteractive && here.Terminal.Console.Confirm("Send it now?", defaultValue: false);
}
