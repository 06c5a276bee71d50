using System.CommandLine;
using Newsletter.Dispatcher.Subscribers.Import;
using Newsletter.Dispatcher.Subscribers.Import.Columns;
using Newsletter.Dispatcher.Subscribers.Import.Forms;
using Newsletter.Dispatcher.Tokens;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Subscribers;

/// <summary>
/// <c>subscribers import</c>: people from a CSV file, of ours or of another product.
/// Tests: SubscribersCommandTests.
/// </summary>
internal static class ImportSubscribers
{
    private static readonly IReadOnlyList<string> Formats =
    [
        CsvHeader.OwnForm,
        .. ForeignForms.All.Select(form => form.Word),
    ];

    public static Command Build(CommandContext context)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "CSV with a column email, or another product's export; see docs/subscribers.md.",
        };
        var format = new Option<string>("--format")
        {
            Description = $"Whose export it is, where its headers do not tell: {string.Join(", ", Formats)}.",
            HelpName = "NAME",
        };
        var departed = Several(
            "--departed",
            "COLUMN",
            "A column whose filled cell (other than no, false, 0) means that the person has left; "
                + "COLUMN=bounced says how. Or how everybody in the file has left: unsubscribed, bounced or complained."
        );
        var status = Several(
            "--status",
            "COLUMN=…",
            "A column with a word for how the person stands: COLUMN, "
                + "or COLUMN=active:Subscribed,unsubscribed:Opted-out|Gone."
        );
        var termEnds = Several("--term-ends", "COLUMN", "A column with the day until which the person has paid.");
        var ignore = Several("--ignore", "COLUMN", "A column to pass over, though its name says that it may matter.");
        const string Purpose = "Add and update people from a CSV file; refused rows go to FILE.rejected.csv.";
        var command = new Command("import", Purpose) { file, format, departed, status, termEnds, ignore };
        command.SetAction(
            (parse, cancellationToken) =>
                context.RunAsync(async () =>
                {
                    var form = parse.GetValue(format)?.Trim().ToLowerInvariant();
                    if (form is not null && !Formats.Contains(form))
                    {
                        context.Terminal.Error($"{format.Name} {form} is not known; use {string.Join(", ", Formats)}.");
                        return CommandContext.WrongUsage;
                    }

                    var choices = new ColumnChoices
                    {
                        Departed = parse.GetValue(departed) ?? [],
                        Status = parse.GetValue(status) ?? [],
                        TermEnds = parse.GetValue(termEnds) ?? [],
                        Ignored = parse.GetValue(ignore) ?? [],
                    };
                    var isJson = parse.GetValue(CommonOptions.Json);
                    return await ImportAsync(
                        context,
                        parse.GetRequiredValue(file),
                        form,
                        choices,
                        isJson,
                        cancellationToken
                    );
                })
        );
        return command;
    }

    /// <summary>An option that may be given several times, each time with one value.</summary>
    private static Option<string[]> Several(string name, string value, string description) =>
        new(name)
        {
            Description = description,
            HelpName = value,
            Arity = ArgumentArity.OneOrMore,
        };

    private static async Task<int> ImportAsync(
        CommandContext context,
        string file,
        string? format,
        ColumnChoices choices,
        bool isJson,
        CancellationToken cancellationToken
    )
    {
        if (!File.Exists(file))
        {
            context.Terminal.Error($"{file} is not there; check the path.");
            return CommandContext.Failed;
        }

        using var stop = new StopSignal(cancellationToken);
        var settings = context.Settings();
        var database = await CommandContext.OpenDatabaseAsync(settings, cancellationToken);
        var import = new CsvImport(database, context.Clock, KeyFile.ReadOrCreate(settings.Storage.KeyFile)[0])
        {
            Format = format,
            Choices = choices,
            OwnAddresses = CsvImport.AddressesOf(settings.Newsletter),
        };
        var result = await ShowProgressAsync(
            context.Terminal,
            isJson,
            progress => import.RunAsync(file, progress, stop.Token)
        );
        if (result.Problem is not null)
        {
            context.Terminal.Error($"{file} {result.Problem}.");
            return result.NeedsAnswer ? CommandContext.WrongUsage : CommandContext.Failed;
        }

        await TerminalAudit.RecordAsync(
            context,
            database,
            "readers.import",
            "readers",
            FormattableString.Invariant(
                $"{result.Added} added, {result.Updated} updated, {result.Kept} kept away, {result.Refused} refused"
            ),
            reason: null,
            cancellationToken
        );
        if (isJson)
        {
            context.Terminal.Json(result);
        }
        else
        {
            foreach (var line in ImportSummary.Lines(result))
            {
                context.Terminal.Line(line);
            }
        }

        return Complain(context.Terminal, file, result);
    }

    /// <summary>A bar where it can redraw itself, otherwise a line now and then, for programs nothing.</summary>
    private static async Task<ImportResult> ShowProgressAsync(
        Terminal terminal,
        bool isJson,
        Func<IProgress<ImportProgress>, Task<ImportResult>> import
    )
    {
        if (isJson || !terminal.IsInteractive)
        {
            const int RowsPerLine = 100_000;
            var shown = 0L;
            return await import(
                new Reporter(at =>
                {
                    if (!isJson && at.Rows / RowsPerLine > shown)
                    {
                        shown = at.Rows / RowsPerLine;
                        terminal.Line($"{ImportSummary.Rows(at.Rows)}, {Percent(at):0} % of the file");
                    }
                })
            );
        }

        return await terminal
            .Console.Progress()
            .AutoClear(true)
            .StartAsync(context =>
            {
                var bar = context.AddTask("Importing", maxValue: 100);
                return Task.Run(() =>
                    import(
                        new Reporter(at =>
                        {
                            bar.Description = ImportSummary.Rows(at.Rows);
                            bar.Value = Percent(at);
                        })
                    )
                );
            });
    }

    /// <summary>Says what was not done; the exit status follows from it.</summary>
    private static int Complain(Terminal terminal, string file, ImportResult result)
    {
        if (result.RejectedFile is not null)
        {
            terminal.Error(
                $"{ImportSummary.Rows(result.Refused)} refused; {result.RejectedFile} says why. "
                    + $"Correct them in {file} and import it again."
            );
        }

        if (result.IsStopped)
        {
            terminal.Error(
                $"Stopped after {ImportSummary.Rows(result.Rows)}; those are done. " + $"Import {file} again to go on."
            );
        }

        return result.Refused > 0 || result.IsStopped ? CommandContext.Failed : CommandContext.Done;
    }

    private static double Percent(ImportProgress at) => at.AllBytes == 0 ? 100 : 100.0 * at.Bytes / at.AllBytes;

    /// <summary>Not <see cref="Progress{T}"/>, which would tell another thread, some time.</summary>
    private sealed class Reporter(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value);
    }
}
