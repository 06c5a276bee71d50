using System.CommandLine;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Accounts.Sessions;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Commands.Service;

/// <summary><c>run</c>: the service. Tests: UnplannedFailureTests.</summary>
internal static class RunCommand
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private static readonly Option<bool> TrustClock = new("--trust-clock")
    {
        Description = "Believe the clock although it is far from when the service last ran.",
    };

    private static readonly Option<bool> AcceptRestored = new("--accept-restored")
    {
        Description =
            "Go on with a database that was restored from a backup; what may have been sent since waits for your "
            + "word.",
    };

    private static readonly Option<bool> NotSent = new("--not-sent")
    {
        Description =
            "With --accept-restored: you know that nothing was sent since the backup or copy was made; everything "
            + "goes on.",
    };

    private static readonly Option<bool> Wait = new("--wait")
    {
        Description =
            "When another dispatcher sends from the database, wait until it has ended, as at a container's restart.",
    };

    public static Command Build(CommandContext context)
    {
        var command = new Command("run", "The service: sends each issue at its time.")
        {
            TrustClock,
            AcceptRestored,
            NotSent,
            Wait,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    context,
                    new RunOptions(
                        parsed.GetValue(TrustClock),
                        parsed.GetValue(AcceptRestored),
                        parsed.GetValue(Wait),
                        parsed.GetValue(NotSent)
                    ),
                    cancellationToken
                )
        );
        return command;
    }

    /// <summary>Runs until it is told to stop.</summary>
    public static Task<int> RunAsync(CommandContext context, RunOptions options, CancellationToken cancellationToken) =>
        context.RunAsync(async () =>
        {
            if (options.NotSent && !options.AcceptRestored)
            {
                context.Terminal.Error("--not-sent says something about a restored database; add --accept-restored.");
                return CommandContext.WrongUsage;
            }

            var settings = context.Settings();
            using var stop = new StopSignal(cancellationToken);
            var database = new Database(settings.Storage.ConnectionString);
            await UpgradeAsync(context, database, options, stop.Token);
            await using var ownership = await TakeAsync(context, settings, database, options, stop.Token);
            if (ownership.WasRestored)
            {
                await RestoreReport.PrintAsync(context, database, options.NotSent, stop.Token);
            }

            await new Ledger(database, context.Clock).CloseEndedAsync(stop.Token);
            if (options.TrustClock)
            {
                await new WatchTable(database).TrustAsync(context.Clock.GetUtcNow(), stop.Token);
            }

            Announce(context, settings, database);
            using var host = App.BuildService(context.Folder, context.Clock, settings, database, ownership);

            // What cannot be built, a damaged key file above all, says so here and not inside the scheduler.
            _ = host.Services.GetRequiredService<DispatchDue>();
            var serviceManager = new ServiceManager(Environment.GetEnvironmentVariable(ServiceManager.Variable));
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, ownership.Lost);
            var failure = await HostRun.RunAsync(
                host,
                context.Clock,
                started: () =>
                {
                    SayPages(context, settings, host);
                    serviceManager.Tell(ServiceManager.Ready);
                },
                stopping: () =>
                {
                    serviceManager.Tell(ServiceManager.Stopping);
                    context.Terminal.Line("Stopping: finishing what is in flight.");
                },
                end.Token
            );
            if (failure is not null)
            {
                context.Terminal.Error(failure);
                return CommandContext.Failed;
            }

            if (ownership.Lost.IsCancellationRequested)
            {
                context.Terminal.Error(
                    "Another process has taken the database over, because this one gave no sign of life for minutes; "
                        + "see which of the two should run."
                );
                return CommandContext.Failed;
            }

            return CommandContext.Done;
        });

    private static void SayPages(CommandContext context, DispatcherSettings settings, IHost host)
    {
        if (settings.Web.Listen is null)
        {
            return;
        }

        if (host.Services.GetRequiredService<PagesState>().Trouble is { } trouble)
        {
            context.Terminal.Error($"No pages: {trouble} Issues are sent all the same, and the port is tried again.");
        }
        else
        {
            context.Terminal.Line($"Pages: {WebServices.Address(host)}, linked as {settings.Newsletter.BaseUrl}");
        }
    }

    /// <summary>An older database is brought to this version, after a copy; nobody else may send meanwhile.</summary>
    private static async Task UpgradeAsync(
        CommandContext context,
        Database database,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        for (var isSaid = false; ; )
        {
            try
            {
                await new DatabaseUpgrade(database, context.Clock, say: context.Terminal.Line).RunAsync(
                    copies: true,
                    cancellationToken
                );
                return;
            }
            catch (DatabaseOwnedException e) when (options.Wait)
            {
                if (!isSaid)
                {
                    context.Terminal.Line($"{e.Message} Waiting for it.");
                    isSaid = true;
                }
            }

            await Task.Delay(AskAgain, context.Clock, cancellationToken);
        }
    }

    private static async Task<Ownership> TakeAsync(
        CommandContext context,
        DispatcherSettings settings,
        Database database,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        var acceptance = options.AcceptRestored
            ? await AcceptanceAsync(context, settings, database, options, cancellationToken)
            : null;
        var obstacles = new WatchTable(database).Obstacles;
        for (DateTimeOffset? since = null; ; )
        {
            try
            {
                var ownership = await Ownership.TakeAsync(database, context.Clock, cancellationToken, acceptance);
                await obstacles.NoteHeldAsync(since, context.Clock.GetUtcNow(), cancellationToken);
                return ownership;
            }
            catch (DatabaseOwnedException e)
            {
                var now = context.Clock.GetUtcNow();
                if (since is null)
                {
                    since = now;
                    await obstacles.NoteHeldAsync(since, now, cancellationToken);
                    if (options.Wait)
                    {
                        context.Terminal.Line($"{e.Message} Waiting for it.");
                    }
                }

                if (!options.Wait)
                {
                    throw;
                }
            }

            await Task.Delay(AskAgain, context.Clock, cancellationToken);
        }
    }

    private static async Task AcceptAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        IReadOnlyList<SentIssue> sent,
        IReadOnlyList<DoubtfulSlot> doubtful,
        DateTimeOffset now
    )
    {
        await Restoration.AcceptAsync(connection, transaction, sent, doubtful, now);
        await RestoredSessions.EndAsync(connection, transaction, now);
    }

    private static async Task<RestoreAcceptance> AcceptanceAsync(
        CommandContext context,
        DispatcherSettings settings,
        Database database,
        RunOptions options,
        CancellationToken cancellationToken
    )
    {
        return new RestoreAcceptance(
            AcceptAsync,
            options.NotSent,
            await RestoredSlots.ReadAsync(
                database,
                new SlotCalendar(settings.Newsletter),
                new IssueFolder(context.Folder.Issues).Candidates(),
                context.Clock.GetUtcNow(),
                cancellationToken
            )
        );
    }

    /// <summary>The settings that matter, without any secret.</summary>
    private static void Announce(CommandContext context, DispatcherSettings settings, Database database)
    {
        var newsletter = settings.Newsletter;
        var calendar = new SlotCalendar(newsletter);
        context.Terminal.Line(
            $"{newsletter.Name} <{newsletter.From}>, {newsletter.SendAt:HH\\:mm} {newsletter.TimeZone.Id}, caught up "
                + $"until {newsletter.CatchUpUntil:HH\\:mm}"
        );
        context.Terminal.Line($"Subscribers and ledger: {database.Path}");
        context.Terminal.Line(
            settings.Delivery.Method is DeliveryMethod.Smtp
                ? $"Relay: {settings.Relays[0]}, {settings.Relays[0].Security.ToString().ToLowerInvariant()}, "
                    + $"{settings.Delivery.Connections} connections"
                : $"Pickup folder: {settings.Delivery.PickupDirectory}"
        );
        context.Terminal.Line(
            calendar.Next(context.Clock.GetUtcNow()) is { } next
                ? $"Next slot: {calendar.ToLocal(next.At):dddd, yyyy-MM-dd HH:mm}. Stop with Ctrl-C."
                : SlotCalendar.NoSlot
        );
    }
}
