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

    /// <summary>A person does not read through more rows than this.</summary>
    private const int MaxTableRows = 200;

    public static Command Build(CommandContext context) =>
        new("subscribers", "The whole list: import, export, list.")
        {
            ImportSubscribers.Build(context),
            BuildExport(context),
            BuildList(context),
        };

    private static Command BuildExport(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "CSV file to write, or - for standard output." };
        var command = new Command("export", "Write everybody to a CSV file that import reads back.") { file };
        command.SetAction(
            (parse, cancellationToken) =>
                context.RunAsync(() =>
                    ExportAsync(
                        context,
                        parse.GetRequiredValue(file),
                        parse.GetValue(CommonOptions.Json),
                        cancellationToken
                    )
                )
        );
        return command;
    }

    private static Command BuildList(CommandContext context)
    {
        var status = new Option<string>("--status")
        {
            Description = $"Only people who are {string.Join(", ", SubscriberStatuses.Words.All)}.",
        };
        var tag = new Option<string>("--tag") { Description = "Only people with this tag." };
        var command = new Command("list", "Show who is on the list.") { status, tag };
        command.SetAction(
            (parse, cancellationToken) =>
                context.RunAsync(async () =>
                {
                    var wanted = SubscriberFields.Status(parse.GetValue(status));
                    if (wanted.Problem is not null)
                    {
                        context.Terminal.Error($"{status.Name} {wanted.Problem}.");
                        return CommandContext.WrongUsage;
                    }

                    var filter = new SubscriberFilter(wanted.Value, parse.GetValue(tag)?.Trim().ToLowerInvariant());
                    return await ListAsync(context, filter, parse.GetValue(CommonOptions.Json), cancellationToken);
                })
        );
        return command;
    }

    private static async Task<int> ExportAsync(
        CommandContext context,
        string file,
        bool isJson,
        CancellationToken cancellationToken
    )
    {
        var database = await CommandContext.OpenDatabaseAsync(context.Settings(), cancellationToken);
        var export = new CsvExport(new SubscriberList(database, context.Clock));
        if (file == StandardOutput)
        {
            await RecordAsync(await export.WriteAsync(context.Terminal.Output, cancellationToken));
            return CommandContext.Done;
        }

        using var written = new WholeFile(file);
        var rows = await export.WriteAsync(written.Text, cancellationToken);
        written.Keep();
        await RecordAsync(rows);
        if (isJson)
        {
            context.Terminal.Json(new { file, rows });
        }
        else
        {
            context.Terminal.Line($"{file} has {ImportSummary.Number(rows)} subscribers now.");
        }

        return CommandContext.Done;

        Task RecordAsync(long count) =>
            TerminalAudit.RecordAsync(
                context,
                database,
                "readers.export",
                "readers",
                FormattableString.Invariant($"{count} rows"),
                reason: null,
                cancellationToken
            );
    }

    private static async Task<int> ListAsync(
        CommandContext context,
        SubscriberFilter filter,
        bool isJson,
        CancellationToken cancellationToken
    )
    {
        var database = await CommandContext.OpenDatabaseAsync(context.Settings(), cancellationToken);
        var list = new SubscriberList(database, context.Clock);
        var rows = list.ReadAsync(filter, cancellationToken);
        if (isJson)
        {
            await foreach (var subscriber in rows)
            {
                context.Terminal.Json(subscriber);
            }

            return CommandContext.Done;
        }

        if (!context.Terminal.IsInteractive)
        {
            await foreach (var subscriber in rows)
            {
                context.Terminal.Line(string.Join('\t', Cells(subscriber)));
            }

            return CommandContext.Done;
        }

        await ShowTableAsync(context.Terminal, rows);
        var counts = (await list.CountsAsync(cancellationToken))
            .Where(c => c.Count > 0)
            .Select(c => $"{ImportSummary.Number(c.Count)} {c.Status.Word()}")
            .ToList();
        context.Terminal.Line($"On the list: {(counts.Count == 0 ? "nobody yet" : string.Join(", ", counts))}.");
        return CommandContext.Done;
    }

    private static string[] Cells(Subscriber subscriber) =>
        [
            subscriber.Email,
            $"{subscriber.FirstName} {subscriber.LastName}".Trim(),
            subscriber.Status.Word(),
            string.Join(", ", subscriber.Tags),
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
            terminal.Line(
                $"These are the first {MaxTableRows}; for all of them: dispatcher subscribers export FILE.csv"
            );
        }
    }
}
