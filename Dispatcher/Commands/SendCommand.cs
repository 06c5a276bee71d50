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
            await using var services = new ServiceCollection().AddDispatcher(here, settings, database).BuildServiceProvider();
            if (Check(here, settings, words.GetRequiredValue(file)) is not { } checkedIssue)
            {
                return Surroundings.Failed;
            }

            var counts = await new SubscriberList(database, here.Clock).CountsAsync(cancellationToken);
            var active = counts.Where(row => row.Status == SubscriberStatus.Active).Sum(row => row.Count);
            var (package, issue) = checkedIssue;
            here.Terminal.Line($"\"{issue.Issue.Title}\" to {active} active subscribers (audience: {issue.Issue.Audience}) by {services.GetRequiredService<ITransport>().Name}");
            if (words.GetValue(dryRun))
            {
                return Surroundings.Done;
            }

            if (!words.GetValue(yes) && !Confirm(here))
            {
                here.Terminal.Error("Nothing was sent. Add --yes to send without being asked.");
                return Surroundings.WrongUsage;
            }

            using var @lock = DispatcherLock.Take(database, Environment.ProcessId);
            return await SendAsync(here, services, settings, package, words.GetValue(CommonOptions.Json), cancellationToken);
        }));
        return command;
    }

    /// <summary>Begins a dispatch for today's slot and sends it until it is over or the program is stopped.</summary>
    public static async Task<int> SendAsync(
        Surroundings here, IServiceProvider services, DispatcherSettings settings, IssuePackage package, bool json, CancellationToken cancellationToken)
    {
        var dispatcher = services.GetRequiredService<IssueDispatcher>();
        var now = here.Clock.GetUtcNow();
        var today = new SlotCalendar(settings.Newsletter).Today(now);
        var (result, problems) = await dispatcher.BeginAsync(
            package, today, now, now + settings.Delivery.Retry.GiveUpAfter, takeOverMissed: true, cancellationToken);
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
        var progress = new DispatchProgress();
        try
        {
            await SendProgress.ShowAsync(here, progress, UntilOverAsync(here, dispatcher, dispatch, progress, stop.Token));
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            here.Terminal.Line("Stopped. What was in flight is recorded; dispatcher run goes on where this stopped.");
        }

        await StatusCommand.ShowOneAsync(here, services.GetRequiredService<Ledger>(), (await dispatches.FindAsync(dispatch.Id, CancellationToken.None))!, json, CancellationToken.None);
        return Surroundings.Done;
    }

    private static async Task UntilOverAsync(
        Surroundings here, IssueDispatcher dispatcher, Dispatch dispatch, DispatchProgress progress, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await dispatcher.ContinueAsync(dispatch, progress, cancellationToken);
            if (result.IsOver)
            {
                return;
            }

            if (result.NextDue is { } next && next - here.Clock.GetUtcNow() is var wait && wait > TimeSpan.Zero)
            {
                progress.Waiting = $"the next try is at {TimeZoneInfo.ConvertTime(next, here.Clock.LocalTimeZone):HH:mm:ss}";
                await Task.Delay(wait, here.Clock, cancellationToken);
                progress.Waiting = null;
            }
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
