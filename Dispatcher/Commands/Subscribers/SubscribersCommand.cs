using System.CommandLine;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscribers.Import;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Subscribers;

/// <summary><c>subscribers import|export|list</c>: everybody.</summary>
internal static class SubscribersCommand
{
    /// <summary>The file name that stands for standard output.</summary>
    private const string StandardOutput = "-";

    /// <summary>More than this nobody reads through.</summary>
    private const int MaxTableRows = 200;

    public static Command Build(Surroundings here) => new("subscribers", "The whole list: import, export, list.")
    {
        ImportSubscribers.Build(here),
        BuildExport(here),
        BuildList(here),
    };

    private static Command BuildExport(Surroundings here)
    {
        var file = new Argument<string>("FILE") { Description = "CSV file to write, or - for standard output." };
        var command = new Command("export", "Write everybody to a CSV file that import reads back.") { file };
        command.SetAction((parse, cancellationToken) => here.RunAsync(
            () => ExportAsync(here, parse.GetRequiredValue(file), parse.GetValue(CommonOptions.Json), cancellationToken)));
        return command;
    }

    private static Command BuildList(Surroundings here)
    {
        var status = new Option<string>("--status") { Description = $"Only people who are {string.Join(", ", SubscriberStatus.All)}." };
        var tag = new Option<string>("--tag") { Description = "Only people with this tag." };
        var command = new Command("list", "Show who is on the list.") { status, tag };
        command.SetAction((parse, cancellationToken) => here.RunAsync(async () =>
        {
            var wanted = SubscriberFields.Status(parse.GetValue(status));
            if (wanted.Problem is not null)
            {
                here.Terminal.Error($"{status.Name} {wanted.Problem}.");
                return Surroundings.WrongUsage;
            }

            var filter = new SubscriberFilter(wanted.Value, parse.GetValue(tag)?.Trim().ToLowerInvariant());
            return await ListAsync(here, filter, parse.GetValue(CommonOptions.Json), cancellationToken);
        }));
        return command;
    }

    private static async Task<int> ExportAsync(Surroundings here, string file, bool isJson, CancellationToken cancellationToken)
    {
        var database = await Surroundings.OpenDatabaseAsync(here.Settings(), cancellationToken);
        var export = new CsvExport(new SubscriberList(database, here.Clock));
        if (file == StandardOutput)
        {
            await export.WriteAsync(here.Terminal.Output, cancellationToken);
            return Surroundings.Done;
        }

        using var written = new WholeFile(file);
        var rows = await export.WriteAsync(written.Text, cancellationToken);
        written.Keep();
        if (isJson)
        {
            here.Terminal.Json(new { file, rows });
        }
        else
        {
            here.Terminal.Line($"{file} has {ImportSummary.Number(rows)} subscribers now.");
        }

        return Surroundings.Done;
    }

    private static async Task<int> ListAsync(
        Surroundings here, SubscriberFilter filter, bool isJson, CancellationToken cancellationToken)
    {
        var database = await Surroundings.OpenDatabaseAsync(here.Settings(), cancellationToken);
        var list = new SubscriberList(database, here.Clock);
        var rows = list.ReadAsync(filter, cancellationToken);
        if (isJson)
        {
            await foreach (var subscriber in rows)
            {
                here.Terminal.Json(subscriber);
            }

            return Surroundings.Done;
        }

        if (!here.Terminal.IsInteractive)
        {
            await foreach (var subscriber in rows)
            {
                here.Terminal.Line(string.Join('\t', Cells(subscriber)));
            }

            return Surroundings.Done;
        }

        await ShowTableAsync(here.Terminal, rows);
        var counts = (await list.CountsAsync(cancellationToken)).Where(c => c.Count > 0).Select(c => $"{ImportSummary.Number(c.Count)} {c.Status}").ToList();
        here.Terminal.Line($"On the list: {(counts.Count == 0 ? "nobody yet" : string.Join(", ", counts))}.");
        return Surroundings.Done;
    }

    private static string[] Cells(Subscriber subscriber) =>
    [
        subscriber.Email, $"{subscriber.FirstName} {subscriber.LastName}".Trim(), subscriber.Status, string.Join(", ", subscriber.Tags),
    ];

    /// <summary>As many rows as can be looked through, and how to get the others.</summary>
    private static async Task ShowTableAsync(Terminal terminal, IAsyncEnumerable<Subscriber> rows)
    {
        var table = new Table().AddColumns("Address", "Name", "Status", "Tags");
        var isCut = false;
        await foreach (var subscriber in rows)
        {
            isCut = table.Rows.Count == MaxTableRows;
            if (isCut)
            {
                break;
            }

            table.AddRow(Cells(subscriber).Select(cell => new Spectre.Console.Text(cell)));
        }

        if (table.Rows.Count > 0)
        {
            terminal.Console.Write(table);
        }

        if (isCut)
        {
            terminal.Line($"These are the first {MaxTableRows}; for all of them: dispatcher subscribers export FILE.csv");
        }
    }
}
