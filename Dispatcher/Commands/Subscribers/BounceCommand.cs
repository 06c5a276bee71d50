using System.CommandLine;
using Newsletter.Dispatcher.Bounces.Inboxes;
using Newsletter.Dispatcher.Bounces.Report;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Subscribers;

/// <summary><c>bounce read|process</c>: what mails that came back say, and what follows from it.</summary>
internal static class BounceCommand
{
    public static Command Build(Surroundings here) => new("bounce", "Mail that came back: read, process.")
    {
        BuildRead(here),
        BounceProcessCommand.Build(here),
    };

    private static Command BuildRead(Surroundings here)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Mails, one a file; a folder with such files; or - for one mail on standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("read", "Say what mails that came back mean. Nothing is changed.") { files };
        command.SetAction((words, _) => here.RunAsync(() =>
        {
            var isJson = words.GetValue(CommonOptions.Json);
            var table = new Table().Border(TableBorder.Simple).AddColumns("File", "Kind", "Recipient", "Status", "Reason", "Dead", "Reply");
            var areAllRead = true;
            foreach (var reading in MailFiles.Read(here.Root, words.GetValue(files)!))
            {
                if (reading.Mail is not { } mail)
                {
                    here.Terminal.Error(reading.Problem ?? "");
                    areAllRead = false;
                    continue;
                }

                var report = BounceMessage.Read(mail);
                if (report.IsCut)
                {
                    here.Terminal.Error($"{reading.Name} is larger than 1 MiB; only its start was read.");
                }

                if (isJson)
                {
                    here.Terminal.Json(Line(reading.Name, report));
                }
                else
                {
                    AddRows(table, reading.Name, report);
                }
            }

            if (!isJson && table.Rows.Count > 0)
            {
                here.Terminal.Console.Write(table);
            }

            return Task.FromResult(areAllRead ? Surroundings.Done : Surroundings.Failed);
        }));
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
                Markup.Escape(result.Reply));
        }
    }

    /// <summary>One line of JSON; its names are part of what other programs read.</summary>
    private static object Line(string name, BounceReport report) => new
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
