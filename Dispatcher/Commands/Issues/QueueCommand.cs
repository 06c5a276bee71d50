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
        var approvals = await IssueApprovals
            .Of(context.Folder, settings.Newsletter, database)
            .OfAsync(plan.Slots.Select(queued => queued.Candidate).OfType<IssueCandidate>(), cancellationToken);
        var rows = await RowsAsync(plan, waves, drafts, new Audiences(database), approvals, cancellationToken);
        if (json)
        {
            QueueJson.Write(context.Terminal, rows, drafts);
        }
        else
        {
            PrintTable(context.Terminal, rows, drafts);
        }

        PrintProblems(context.Terminal, [.. plan.Problems, .. Nobody(rows)], plan, days);
        return CommandContext.Done;
    }

    /// <summary>The slots in order, each with the readers whom its issue has now.</summary>
    private static async Task<List<QueueRow>> RowsAsync(
        QueuePlan plan,
        Waves waves,
        List<Issue> drafts,
        Audiences audiences,
        IReadOnlyDictionary<string, ApprovalStatus> approvals,
        CancellationToken cancellationToken
    )
    {
        var looks = new Dictionary<string, AudienceLook>(StringComparer.Ordinal);
        List<QueueRow> rows = [];
        foreach (var queued in plan.Slots)
        {
            var (slot, issue) = (queued.Slot, queued.Issue);
            if (issue is not null && !looks.ContainsKey(issue.Audience))
            {
                looks[issue.Audience] = await audiences.LookAsync(issue.Audience, cancellationToken);
            }

            rows.Add(
                new(
                    slot,
                    issue,
                    issue is null ? drafts.Find(draft => draft.Date == slot.Date) : null,
                    issue is null ? null : looks[issue.Audience],
                    waves.Calendar.ToLocal(waves.Of(slot)[0].At),
                    issue is null ? null : approvals.GetValueOrDefault(issue.Slug)?.WhyNot
                )
            );
        }

        return rows;
    }

    private static void PrintTable(Terminal terminal, List<QueueRow> rows, List<Issue> drafts)
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

    /// <summary>
    /// Issues that would reach nobody; each would stay in the queue at its send time. An empty list is named once.
    /// </summary>
    private static IEnumerable<Problem> Nobody(List<QueueRow> rows) =>
        rows.Where(row => row is { Issue: not null, Audience.Nobody: not null })
            .DistinctBy(row => row.Audience!.Audience == "all" ? "" : row.Issue!.File)
            .Select(row =>
                (row.Audience!.IsUnknown ? Findings.AudienceUnknown : Findings.AudienceNobody).At(
                    row.Issue!.File,
                    row.Issue.KeyLines.GetValueOrDefault("audience"),
                    0,
                    row.Audience.Nobody!
                )
            );

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
