using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Newsletter.Dispatcher.Commands.Demo;
using Newsletter.Dispatcher.Commands.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscribers.Import;
using Newsletter.Dispatcher.Tokens;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Service;

/// <summary>
/// <c>demo</c>: 200 invented subscribers and a sample issue, sent now into <c>./outbox</c>, then the pages, where one
/// can sign up and find the mail to confirm in the outbox, and the desk with a week behind it. Touches nothing else.
/// </summary>
internal static class DemoCommand
{
    private static readonly Option<bool?> Serve = new("--serve")
    {
        Description = "Show the pages afterwards, until Ctrl-C. At a terminal this is the default.",
    };

    private const string Sample = "Newsletter.Dispatcher.Commands.Demo.sample-subscribers.csv";

    public static Command Build(CommandContext context)
    {
        var command = new Command(
            "demo",
            "Send a sample issue to 200 invented subscribers, into ./outbox, then show the pages."
        )
        {
            Serve,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.RunAsync(async () =>
                {
                    var scratch = Directory.CreateTempSubdirectory("newsletter-demo-");
                    try
                    {
                        var json = parsed.GetValue(CommonOptions.Json);
                        var serves = parsed.GetValue(Serve) ?? (context.Terminal.IsInteractive && !json);
                        var settings = DemoSettings.Of(context.Settings(), scratch.FullName, context.Root, FreePort());
                        var week = serves ? scratch.FullName : null;
                        var status = await SendAsync(context, settings, week, json, cancellationToken);
                        return serves && status is CommandContext.Done
                            ? await ServeAsync(context, settings, scratch.FullName, cancellationToken)
                            : status;
                    }
                    finally
                    {
                        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
                        scratch.Delete(recursive: true);
                    }
                })
        );
        return command;
    }

    /// <param name="week">The folder in which the week before is lived through first; null for none.</param>
    private static async Task<int> SendAsync(
        CommandContext context,
        DispatcherSettings settings,
        string? week,
        bool json,
        CancellationToken cancellationToken
    )
    {
        if (FirstIssue(context) is not { } file)
        {
            context.Terminal.Error(
                $"{context.Folder.Issues} has no issue to show; make one with: dispatcher issue new \"A title\""
            );
            return CommandContext.Failed;
        }

        var database = await CommandContext.OpenDatabaseAsync(settings, cancellationToken);
        await ImportSampleAsync(context, database, settings, cancellationToken);
        if (week is not null)
        {
            var days = await new DemoWeek(database, DemoSettings.OfPast(settings, week), week, context.Clock).LiveAsync(
                cancellationToken
            );
            context.Terminal.Line($"{days} mornings before today, with what came back and who left.");
        }

        await using var ownership = await Ownership.TakeAsync(database, context.Clock, cancellationToken);
        await using var services = new ServiceCollection()
            .AddDispatcher(context.Folder, context.Clock, settings, database, ownership)
            .BuildServiceProvider();
        var (package, problems) = services.GetRequiredService<IssuePackageReader>().Read(file);
        if (package is null)
        {
            problems.ToList().ForEach(problem => context.Terminal.Error(problem.ToString()));
            return CommandContext.Failed;
        }

        EmptyOutbox(settings.Delivery.PickupDirectory);
        var status = await SendCommand.SendAsync(context, services, settings, package, json, cancellationToken);
        if (!json)
        {
            await ExplainSkippedAsync(context, database, cancellationToken);
            PointOut(context, settings.Delivery.PickupDirectory);
        }

        return status;
    }

    /// <summary>The real service, on the demo's database.</summary>
    private static async Task<int> ServeAsync(
        CommandContext context,
        DispatcherSettings settings,
        string scratch,
        CancellationToken cancellationToken
    )
    {
        using var stop = new StopSignal(cancellationToken);
        var database = await CommandContext.OpenDatabaseAsync(settings, stop.Token);
        await using var ownership = await Ownership.TakeAsync(database, context.Clock, stop.Token);
        var folder = context.Folder with { Issues = Path.Combine(scratch, "issues") };
        DemoIssues.Write(DemoIssues.Names[^1], folder.Issues);
        DemoIssues.Copy(context.Folder.Issues, folder.Issues);
        var link = await DemoOwner.AddAsync(database, settings.Newsletter, context.Clock, stop.Token);
        using var host = App.BuildService(folder, context.Clock, DemoSettings.OfPages(settings), database, ownership);
        var failure = await HostRun.RunAsync(
            host,
            context.Clock,
            started: () =>
            {
                context.Terminal.Line(
                    $"The pages are at {settings.Newsletter.BaseUrl} now. Sign up there, and the mail to confirm is in "
                        + "the outbox. Stop with Ctrl-C."
                );
                context.Terminal.Line($"The desk, for you as its owner (once, within 15 minutes): {link}");
            },
            stopping: () => { },
            stop.Token
        );
        if (failure is not null)
        {
            context.Terminal.Error(failure);
            return CommandContext.Failed;
        }

        return CommandContext.Done;
    }

    /// <summary>The same import as everybody's, from a file beside the throw-away database.</summary>
    private static async Task ImportSampleAsync(
        CommandContext context,
        Database database,
        DispatcherSettings settings,
        CancellationToken cancellationToken
    )
    {
        var file = Path.Combine(Path.GetDirectoryName(database.Path)!, "sample-subscribers.csv");
        await using (var sample = typeof(DemoCommand).Assembly.GetManifestResourceStream(Sample)!)
        await using (var copy = PrivateFiles.Open(file, FileMode.Create, FileAccess.Write))
        {
            await sample.CopyToAsync(copy, cancellationToken);
        }

        var result = await new CsvImport(
            database,
            context.Clock,
            KeyFile.ReadOrCreate(settings.Storage.KeyFile)[0]
        ).RunAsync(file, new Progress<ImportProgress>(), cancellationToken);
        context.Terminal.Line($"{result.Added} invented subscribers.");
    }

    /// <summary>
    /// The usual port, or another where that one is taken. Links in the mails need it before anything listens.
    /// </summary>
    private static int FreePort()
    {
        try
        {
            return Listen(8080);
        }
        catch (SocketException)
        {
            return Listen(0);
        }

        static int Listen(int port)
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }

    /// <summary>
    /// The first issue by name that is ready, or the first draft where none is; null where there is none.
    /// </summary>
    private static string? FirstIssue(CommandContext context) =>
        new IssueFolder(context.Folder.Issues)
            .Candidates()
            .Select(candidate => candidate.Issue)
            .OrderBy(issue => issue.Status is IssueStatus.Draft)
            .Select(issue => Path.Combine(context.Folder.Issues, $"{issue.Slug}.md"))
            .FirstOrDefault();

    private static void EmptyOutbox(string outbox)
    {
        if (Directory.Exists(outbox))
        {
            foreach (var old in Directory.EnumerateFiles(outbox, "*.eml"))
            {
                File.Delete(old);
            }
        }
    }

    private static async Task ExplainSkippedAsync(
        CommandContext context,
        Database database,
        CancellationToken cancellationToken
    )
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Who got nothing", "Why");
        foreach (var row in await new SubscriberList(database, context.Clock).CountsAsync(cancellationToken))
        {
            var why = row.Status switch
            {
                SubscriberStatus.Paused => "on holiday from the newsletter",
                SubscriberStatus.Expired => "trial or paid year over",
                SubscriberStatus.Unsubscribed => "left the list",
                SubscriberStatus.Pending => "signed up, has not confirmed yet",
                _ => null,
            };
            if (why is not null)
            {
                table.AddRow($"{row.Count} {row.Status.Word()}", why);
            }
        }

        context.Terminal.Console.Write(table);
    }

    private static void PointOut(CommandContext context, string outbox)
    {
        var files = Directory.EnumerateFiles(outbox, "*.eml").Order(StringComparer.Ordinal).ToList();
        context.Terminal.Line(
            $"{files.Count} mails are in {Path.GetRelativePath(context.Root, outbox)}. Open one with your mail "
                + "program, for example:"
        );
        foreach (var file in files.Where((_, at) => at % Math.Max(1, files.Count / 3) == 0).Take(3))
        {
            context.Terminal.Line($"  {Path.GetRelativePath(context.Root, file)}");
        }
    }
}
