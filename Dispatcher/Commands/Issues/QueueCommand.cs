using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary>
/// <c>queue [--days N]</c>: the next slots and what fills each, gaps shown. <c>queue --waves</c>: when the next one
/// comes where.
/// </summary>
/// <remarks>
/// Exit status 0 even with problems: they are warnings here, said on standard error, since the queue was shown as it
/// is; <c>issue check</c> is the judge of issues.
/// </remarks>
internal static class QueueCommand
{
    /// <param name="readIssues">The issues that can be read; those that cannot are named by <c>issue check</c>.</param>
    public static Command Build(CommandContext context, Func<IReadOnlyList<IssueCandidate>> readIssues)
    {
        var days = new Option<int>("--days")
        {
            Description = "How many send days to show, 1 to 500.",
            DefaultValueFactory = _ => 10,
            CustomParser = ReadDays,
        };
        var waves = new Option<bool>("--waves")
        {
            Description = "Show in which time zone the next slot comes when, and to how many subscribers.",
        };
        var command = new Command("queue", "Show the next send days and which issue fills each.") { days, waves };
        command.SetAction(
            (parse, cancellationToken) =>
                context.RunAsync(() =>
                    parse.GetValue(waves)
                        ? QueueWaves.ShowAsync(context, parse.GetValue(CommonOptions.Json), cancellationToken)
                        : ShowAsync(
                            context,
                            readIssues(),
                            parse.GetValue(days),
                            parse.GetValue(CommonOptions.Json),
                            cancellationToken
                        )
                )
        );
        return command;
    }

    /// <remarks>No validator: those are run even on what is no number, and then reading the value throws.</remarks>
    private static int ReadDays(ArgumentResult argument)
    {
        if (
            int.TryParse(argument.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            && days is >= 1 and <= 500
        )
        {
            return days;
        }

        argument.AddError($"--days is \"{argument.Tokens[0].Value}\", but takes a whole number from 1 to 500.");
        return 0;
    }

    private static async Task<int> ShowAsync(
        CommandContext context,
        IReadOnlyList<IssueCandidate> candidates,
        int days,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var settings = context.Settings();
        var database = await CommandContext.OpenDatabaseAsync(settings, cancellationToken);
        var queue = await new QueueReader(
            database,
            new SlotCalendar(settings.Newsletter),
            context.Folder,
            context.Clock
        ).ReadAsync(candidates, cancellationToken);
        var (plan, drafts) = (queue.Plan(days), queue.Drafts);
        var rows = await new QueueRows(
            new Audiences(database),
            new ApprovalState(IssueApprovals.Of(context.Folder, settings.Newsletter, database))
        ).OfAsync(queue, plan, cancellationToken);
        if (json)
        {
            QueueJson.Write(context.Terminal, rows, drafts);
        }
        else
        {
            PrintTable(context.Terminal, rows, drafts);
        }

        PrintProblems(context.Terminal, [.. plan.Problems, .. QueueRows.Nobody(rows)], plan, days);
        return CommandContext.Done;
    }

    private static void PrintTable(Terminal terminal, IReadOnlyList<QueueRow> rows, IReadOnlyList<Issue> drafts)
    {
        terminal.Console.Write(QueueTable.Of(rows));
        var others = drafts.Except(rows.Select(row => row.Draft).OfType<Issue>()).ToList();
        if (others.Count == 0)
        {
            return;
        }

        terminal.Line("Drafts, waiting for status: ready");
        foreach (var draft in others)
        {
            terminal.Line($"  {draft.File}  {draft.Title}");
        }
    }

    private static void PrintProblems(Terminal terminal, IEnumerable<Problem> problems, QueuePlan plan, int days)
    {
        foreach (var problem in problems)
        {
            terminal.Error(problem.ToString());
        }

        if (plan.Slots.Count < days)
        {
            terminal.Error(SlotCalendar.NoSlot);
        }
    }
}
