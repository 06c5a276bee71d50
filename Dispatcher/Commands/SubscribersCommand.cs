using System.CommandLine;
using System.Globalization;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscribers.Forms;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands;

/// <summary><c>subscribers import|export|list</c>: everybody.</summary>
internal static class SubscribersCommand
{
    /// <summary>The file name that stands for standard output.</summary>
    private const string StandardOutput = "-";

    /// <summary>More than this nobody reads through.</summary>
    private const int MaxTableRows = 200;

    private static readonly IReadOnlyList<string> Formats = [CsvHeader.OwnForm, .. ForeignForms.All.Select(form => form.Word)];

    public static Command Build(Surroundings here) => new("subscribers", "The whole list: import, export, list.")
    {
        BuildImport(here),
        BuildExport(here),
        BuildList(here),
    };

    private static Command BuildImport(Surroundings here)
    {
        var file = new Argument<string>("FILE") { Description = "CSV with a column email, or another product's export; see docs/subscribers.md." };
        var format = new Option<string>("--format")
        {
            Description = $"Whose export it is, where its headers do not tell: {string.Join(", ", Formats)}.",
            HelpName = "NAME",
        };
        var departed = new Option<string>("--departed")
        {
            Description = "How everybody in the file has left, where it does not say: unsubscribed, bounced or complained.",
            HelpName = "STATUS",
        };
        var command = new Command("import", "Add and update people from a CSV file; refused rows go to FILE.rejected.csv.") { file, format, departed };
        command.SetAction((parse, cancellationToken) => here.RunAsync(async () =>
        {
            var (form, left) = (parse.GetValue(format)?.Trim().ToLowerInvariant(), SubscriberFields.Status(parse.GetValue(departed)));
            var problem = form is not null && !Formats.Contains(form) ? $"{format.Name} {form} is not known; use {string.Join(", ", Formats)}."
                : left.Problem is not null || (left.Value is { } status && !SubscriberMerge.IsDeparture(status))
                    ? $"{departed.Name} is no way to leave; use unsubscribed, bounced or complained."
                : null;
            if (problem is not null)
            {
                here.Terminal.Error(problem);
                return Surroundings.WrongUsage;
            }

            return await ImportAsync(
                here,
                parse.GetRequiredValue(file),
                (settings, database, oldestKey) => new CsvImport(database, here.Clock, oldestKey)
                {
                    Format = form,
                    Departure = left.Value,
                    OwnAddresses = [settings.Newsletter.From, .. settings.Newsletter.ReplyTo is { } replyTo ? [replyTo] : Array.Empty<EmailAddress>()],
                },
                parse.GetValue(CommonOptions.Json),
                cancellationToken);
        }));
        return command;
    }

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

    private static async Task<int> ImportAsync(
        Surroundings here, string file, Func<DispatcherSettings, Database, SigningKey, CsvImport> create, bool isJson, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            here.Terminal.Error($"{file} is not there; check the path.");
            return Surroundings.Failed;
        }

        using var stop = new StopSignal(cancellationToken);
        var settings = here.Settings();
        var database = await Surroundings.OpenDatabaseAsync(settings, cancellationToken);
        var import = create(settings, database, KeyFile.ReadOrCreate(settings.Storage.KeyFile)[0]);
        var result = await ShowProgressAsync(here.Terminal, isJson, progress => import.RunAsync(file, progress, stop.Token));
        if (result.Problem is not null)
        {
            here.Terminal.Error($"{file} {result.Problem}.");
            return Surroundings.Failed;
        }

        if (isJson)
        {
            here.Terminal.Json(result);
        }
        else
        {
            Summarize(here.Terminal, result);
        }

        return Complain(here.Terminal, file, result);
    }

    /// <summary>A bar where it can redraw itself, otherwise a line now and then, for programs nothing.</summary>
    private static async Task<ImportResult> ShowProgressAsync(
        Terminal terminal, bool isJson, Func<IProgress<ImportProgress>, Task<ImportResult>> import)
    {
        if (isJson || !terminal.IsInteractive)
        {
            const int RowsPerLine = 100_000;
            var shown = 0L;
            return await import(new Reporter(at =>
            {
                if (!isJson && at.Rows / RowsPerLine > shown)
                {
                    shown = at.Rows / RowsPerLine;
                    terminal.Line($"{Rows(at.Rows)}, {Percent(at):0} % of the file");
                }
            }));
        }

        return await terminal.Console.Progress().AutoClear(true).StartAsync(context =>
        {
            var bar = context.AddTask("Importing", maxValue: 100);
            return Task.Run(() => import(new Reporter(at =>
            {
                bar.Description = Rows(at.Rows);
                bar.Value = Percent(at);
            })));
        });
    }

    private static void Summarize(Terminal terminal, ImportResult result)
    {
        terminal.Line($"{Rows(result.Rows)}: {Number(result.Added)} added, {Number(result.Updated)} updated, "
            + $"{Number(result.Unchanged)} unchanged, {Number(result.Kept)} kept, {Number(result.Refused)} refused.");
        if (result.Kept > 0)
        {
            terminal.Line("Kept: these people have unsubscribed, bounced, complained, or are suppressed; an import does not bring them back.");
        }

        if (result.LeftOut.Count > 0)
        {
            terminal.Line($"Left out, as no good here: {string.Join(", ", result.LeftOut.Select(column => $"{Number(column.Value)} in {column.Key}"))}.");
        }

        if (result.Product is not null)
        {
            terminal.Line($"It is {result.Product}'s export, {result.Columns} columns{NotUsed(result)}.");
        }
        else if (result.IgnoredColumns.Count > 0)
        {
            terminal.Line($"Ignored columns: {string.Join(", ", result.IgnoredColumns)}.");
        }
    }

    private static string NotUsed(ImportResult result) =>
        result.IgnoredColumns.Count == 0 ? "" : $"; {result.IgnoredColumns.Count} not used: {string.Join(", ", result.IgnoredColumns)}";

    /// <summary>Says what was not done; the exit status follows from it.</summary>
    private static int Complain(Terminal terminal, string file, ImportResult result)
    {
        if (result.RejectedFile is not null)
        {
            terminal.Error($"{Rows(result.Refused)} refused; {result.RejectedFile} says why. Mend them in {file} and import it again.");
        }

        if (result.IsStopped)
        {
            terminal.Error($"Stopped after {Rows(result.Rows)}; those are done. Import {file} again to go on.");
        }

        return result.Refused > 0 || result.IsStopped ? Surroundings.Failed : Surroundings.Done;
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
            here.Terminal.Line($"{file} has {Number(rows)} subscribers now.");
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
        var counts = (await list.CountsAsync(cancellationToken)).Where(c => c.Count > 0).Select(c => $"{Number(c.Count)} {c.Status}").ToList();
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

            table.AddRow(Cells(subscriber).Select(cell => new Text(cell)));
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

    private static double Percent(ImportProgress at) => at.AllBytes == 0 ? 100 : 100.0 * at.Bytes / at.AllBytes;

    private static string Rows(long number) => number == 1 ? "1 row" : $"{Number(number)} rows";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Not <see cref="Progress{T}"/>, which would tell another thread, some time.</summary>
    private sealed class Reporter(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value);
    }
}
