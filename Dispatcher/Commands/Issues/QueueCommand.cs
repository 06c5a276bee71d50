using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;
using Spectre.Console;

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
    private const string Gap = "– nothing yet";

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
        var dispatched = await new DispatchedSlots(database).ReadAsync(cancellationToken);
        var watch = await new WatchTable(database).ReadAsync(cancellationToken);

        var now = context.Clock.GetUtcNow();
        var waves = new Waves(
            new SlotCalendar(settings.Newsletter),
            await new ReaderZones(database).ReadAsync(cancellationToken)
        );
        var plan = IssueQueue.Plan(waves, now, watch?.SinceAt ?? now, candidates, dispatched, days);
        var sent = dispatched.Select(row => row.IssueSlug).ToHashSet(StringComparer.Ordinal);
        var drafts = candidates
            .Select(candidate => candidate.Issue)
            .Where(issue => issue.Status is IssueStatus.Draft && !sent.Contains(issue.Slug))
            .OrderBy(issue => issue.Slug, StringComparer.Ordinal)
            .ToList();
        if (json)
        {
            PrintJson(context.Terminal, plan, drafts);
        }
        else
        {
            PrintTable(context.Terminal, plan, drafts);
        }

        PrintProblems(context.Terminal, plan, days);
        return CommandContext.Done;
    }

    private static void PrintTable(Terminal terminal, QueuePlan plan, List<Issue> drafts)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Day", "Time", "Issue", "File");
        foreach (var queued in plan.Slots)
        {
            var (slot, issue) = (queued.Slot, queued.Issue);
            table.AddRow(
                slot.Date.ToString("ddd yyyy-MM-dd", CultureInfo.InvariantCulture),
                slot.At.ToString("HH:mm", CultureInfo.InvariantCulture),
                Markup.Escape(issue?.Title ?? Gap),
                Markup.Escape(issue?.File ?? "")
            );
        }

        terminal.Console.Write(table);
        if (drafts.Count == 0)
        {
            return;
        }

        terminal.Line("Drafts, waiting for status: ready");
        foreach (var draft in drafts)
        {
            terminal.Line($"  {draft.File}  {draft.Title}");
        }
    }

    private static void PrintJson(Terminal terminal, QueuePlan plan, List<Issue> drafts)
    {
        foreach (var queued in plan.Slots)
        {
            var (slot, issue) = (queued.Slot, queued.Issue);
            terminal.Json(
                new
                {
                    Kind = "slot",
                    Date = (DateOnly?)slot.Date,
                    SendAt = (DateTimeOffset?)slot.At,
                    issue?.Slug,
                    issue?.Title,
                    issue?.File,
                }
            );
        }

        foreach (var draft in drafts)
        {
            terminal.Json(
                new
                {
                    Kind = "draft",
                    draft.Date,
                    SendAt = (DateTimeOffset?)null,
                    draft.Slug,
                    draft.Title,
                    draft.File,
                }
            );
        }
    }

    private static void PrintProblems(Terminal terminal, QueuePlan plan, int days)
    {
        foreach (var problem in plan.Problems)
        {
            terminal.Error(problem.ToString());
        }

        if (plan.Slots.Count < days)
        {
            terminal.Error(SlotCalendar.NoSlot);
        }
    }
}
