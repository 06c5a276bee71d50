using System.CommandLine;
using Newsletter.Dispatcher.Bounces.Inboxes;
using Newsletter.Dispatcher.Bounces.Report;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Subscribers;

/// <summary><c>bounce read|process</c>: what mails that came back say, and what follows from it.</summary>
internal static class BounceCommand
{
    public static Command Build(CommandContext context) =>
        new("bounce", "Mail that came back: read, process.")
        {
            BuildRead(context),
            BounceProcessCommand.Build(context),
        };

    private static Command BuildRead(CommandContext context)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Mails, one a file; a folder with such files; or - for one mail on standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("read", "Say what mails that came back mean. Nothing is changed.") { files };
        command.SetAction(
            (parsed, _) =>
                context.RunAsync(() =>
                {
                    var isJson = parsed.GetValue(CommonOptions.Json);
                    var table = new Table()
                        .Border(TableBorder.Simple)
                        .AddColumns("File", "Kind", "Recipient", "Status", "Reason", "Dead", "Reply");
                    var areAllRead = true;
                    foreach (var reading in MailFiles.Read(context.Root, parsed.GetValue(files)!))
                    {
                        if (reading.Mail is not { } mail)
                        {
                            context.Terminal.Error(reading.Problem ?? "");
                            areAllRead = false;
                            continue;
                        }

                        var report = BounceMessage.Read(mail);
                        if (report.IsCut)
                        {
                            context.Terminal.Error($"{reading.Name} is larger than 1 MiB; only its start was read.");
                        }

                        if (isJson)
                        {
                            context.Terminal.Json(Line(reading.Name, report));
                        }
                        else
                        {
                            AddRows(table, reading.Name, report);
                        }
                    }

                    if (!isJson && table.Rows.Count > 0)
                    {
                        context.Terminal.Console.Write(table);
                    }

                    return Task.FromResult(areAllRead ? CommandContext.Done : CommandContext.Failed);
                })
        );
        return command;
    }

    private static void AddRows(Table table, string name, BounceReport report)
    {
        if (report.Results.Count == 0)
        {
            table.AddRow(Markup.Escape(name), report.Kind.Word(), "", "", "", "", "");
        }

        foreach (var result in report.Results)
        {
            table.AddRow(
                Markup.Escape(name),
                report.Kind.Word(),
                Markup.Escape(result.Recipient ?? ""),
                result.Status ?? "",
                result.Reason.Word(),
                result.IsHard ? "yes" : "",
                Markup.Escape(result.Reply)
            );
        }
    }

    /// <summary>One line of JSON; its names are part of what other programs read.</summary>
    private static object Line(string name, BounceReport report) =>
        new
        {
            File = name,
            Kind = report.Kind.Word(),
            Results = report.Results.Select(result => new
            {
                result.Recipient,
                result.Status,
                result.Reply,
                Reason = result.Reason.Word(),
                Hard = result.IsHard,
            }),
            report.MessageId,
            report.OriginalMessageId,
            report.SentTo,
        };
}
