using Microsoft.Extensions.Logging.Console;
using Newsletter.Dispatcher.Archive;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Backups;
using Newsletter.Dispatcher.Bounces;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Desk;
using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Payments;
using Newsletter.Dispatcher.Readers;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions;
using Newsletter.Dispatcher.Text;
using Newsletter.Dispatcher.Tokens;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher;

/// <summary>
/// Puts the steps together, in the order in which an issue travels. The service, the commands and the tests all start
/// here, so a test never runs a program that users do not have.
/// </summary>
internal static class App
{
    /// <summary>
    /// A stop waits this long for replies from the relay; what is still open then is uncertain at the next start.
    /// </summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(60);

    /// <summary>What the service and <c>send</c> share.</summary>
    public static IServiceCollection AddDispatcher(
        this IServiceCollection services,
        NewsletterFolder folder,
        TimeProvider clock,
        DispatcherSettings settings,
        Database database,
        Ownership ownership
    ) =>
        services
            .AddSingleton(clock)
            .AddSingleton(settings)
            .AddSingleton(settings.Newsletter)
            .AddSingleton(settings.Delivery)
            .AddSingleton(database)
            .AddSingleton(ownership)
            .AddSingleton(_ => new SignedToken(KeyFile.ReadOrCreate(settings.Storage.KeyFile)))
            .AddReturnPath(settings.Bounces)
            .AddSingleton(folder)
            .AddSingleton<IssuePackageReader>()
            .AddSingleton<AuditBook>()
            .AddSingleton<AuditTrail>()
            .AddDelivery()
            .AddLogging();

    private static IServiceCollection AddReturnPath(this IServiceCollection services, BouncesSettings bounces) =>
        bounces.ReturnPath is { } form
            ? services.AddSingleton(provider => provider.GetRequiredService<SignedToken>().ReturnPath(form))
            : services;

    /// <summary>
    /// The service: the schedule and whatever it finds to do, and the public pages unless they are switched off.
    /// </summary>
    public static IHost BuildService(
        NewsletterFolder folder,
        TimeProvider clock,
        DispatcherSettings settings,
        Database database,
        Ownership ownership
    )
    {
        if (settings.Web.Listen is null)
        {
            var plain = Host.CreateEmptyApplicationBuilder(
                new HostApplicationBuilderSettings { ContentRootPath = folder.Root }
            );
            AddService(plain, folder, clock, settings, database, ownership);
            return plain.Build();
        }

        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions
            {
                ApplicationName = typeof(App).Assembly.GetName().Name,
                ContentRootPath = folder.Root,
            }
        );
        AddService(builder, folder, clock, settings, database, ownership);
        builder.AddWeb(settings.Web);
        builder.AddDesk(settings);
        var app = builder.Build();
        app.UseEdge(edge => edge.UseDeskErrors(settings));
        app.UseDeskGate(settings.Desk);
        app.UseTurns();
        app.UseDeskForms(settings.Desk);
        app.MapWeb();
        app.MapDesk(settings.Desk);
        return app;
    }

    private static LogLevel Louder(LogLevel one, LogLevel other) => one > other ? one : other;

    private static void AddService(
        IHostApplicationBuilder builder,
        NewsletterFolder folder,
        TimeProvider clock,
        DispatcherSettings settings,
        Database database,
        Ownership ownership
    )
    {
        builder
            .Logging.AddConsole(console => console.FormatterName = LogForm.OfProcess(settings.Logging.Json))
            .AddConsoleFormatter<LogLines, ConsoleFormatterOptions>()
            .AddConsoleFormatter<JournalLines, ConsoleFormatterOptions>()
            .AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>();
        builder
            .Logging.SetMinimumLevel(settings.Logging.Level)
            // At the level debug, too, only our own parts talk.
            .AddFilter("Microsoft", Louder(settings.Logging.Level, LogLevel.Information))
            .AddFilter("Quartz", Louder(settings.Logging.Level, LogLevel.Information))
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            // UnplannedFailures says it, once.
            .AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder
            .Services.AddDispatcher(folder, clock, settings, database, ownership)
            .AddSingleton(settings.Web)
            .AddSingleton<PagesState>()
            .AddSingleton<RunningDispatches>()
            .AddHostedService(provider => provider.GetRequiredService<RunningDispatches>())
            .AddDueWork()
            .AddSchedule()
            .AddHostedService<RetentionService>()
            .AddSubscribers()
            .AddSubscriptions()
            .AddPayments(settings.Stripe)
            .AddBounces(settings.Bounces)
            .AddArchive()
            .AddEditing(settings)
            .AddReaders()
            .AddHostedService<ControlService>()
            .AddMails()
            .AddHealth(settings)
            .AddBackups(settings)
            .Configure<HostOptions>(host => host.ShutdownTimeout = LongestStop);
    }
}
