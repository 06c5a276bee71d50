using System.CommandLine;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands;

/// <summary><c>run</c>, also without a verb: the service.</summary>
internal static class RunCommand
{
    private static readonly Option<bool> TrustClock = new("--trust-clock")
    {
        Description = "Believe the clock although it is far from when the service last ran.",
    };

    public static Command Build(Surroundings here)
    {
        var command = new Command("run", "The service: sends each issue at its time.") { TrustClock };
        command.SetAction((words, cancellationToken) => RunAsync(here, words.GetValue(TrustClock), cancellationToken));
        return command;
    }

    /// <summary>Runs until it is told to stop.</summary>
    public static Task<int> RunAsync(Surroundings here, bool trustClock, CancellationToken cancellationToken) => here.RunAsync(async () =>
    {
        var settings = here.Settings();
        using var stop = new StopSignal(cancellationToken);
        var database = await Surroundings.OpenDatabaseAsync(settings, stop.Token);
        using var @lock = DispatcherLock.Take(database, Environment.ProcessId);
        if (trustClock)
        {
            await new Watch(database).TrustAsync(here.Clock.GetUtcNow(), stop.Token);
        }

        Announce(here, settings, database);
        using var host = App.BuildService(here, settings, database);

        // What cannot be built, a damaged key file above all, says so here and not inside the scheduler.
        _ = host.Services.GetRequiredService<DispatchDue>();
        await host.StartAsync(stop.Token);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, here.Clock, stop.Token);
        }
        catch (OperationCanceledException)
        {
            here.Terminal.Line("Stopping: finishing what is in flight.");
        }

        // The host's own limit decides how long this may take; the words of a server that answers late are still written down.
        await host.StopAsync(CancellationToken.None);
        return Surroundings.Done;
    });

    /// <summary>The settings that matter, without any secret.</summary>
    private static void Announce(Surroundings here, DispatcherSettings settings, Database database)
    {
        var newsletter = settings.Newsletter;
        var calendar = new SlotCalendar(newsletter);
        here.Terminal.Line($"{newsletter.Name} <{newsletter.From}>, {newsletter.SendAt:HH\\:mm} {newsletter.TimeZone.Id}, caught up until {newsletter.CatchUpUntil:HH\\:mm}");
        here.Terminal.Line($"Subscribers and ledger: {database.Path}");
        here.Terminal.Line(settings.Delivery.Method is DeliveryMethod.Smtp
            ? $"Relay: {settings.Relays[0]}, {settings.Relays[0].Security.ToString().ToLowerInvariant()}, {settings.Delivery.Connections} connections"
            : $"Pickup folder: {settings.Delivery.PickupDirectory}");
        here.Terminal.Line(calendar.Next(here.Clock.GetUtcNow()) is { } next
            ? $"Next slot: {calendar.ToLocal(next.At):dddd, yyyy-MM-dd HH:mm}. Stop with Ctrl-C."
            : SlotCalendar.NoSlot);
    }
}
