using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary><c>issue check</c>: every problem on a line of its own, then how many. Tests: IssueCommandTests.</summary>
internal static class CheckIssues
{
    /// <param name="files">As the editor named them; none means all of <c>issues/</c>.</param>
    /// <returns>Exit status: failed when there is an error, done with warnings only.</returns>
    public static async Task<int> RunAsync(
        CommandContext context,
        IReadOnlyList<string> files,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var settings = context.Settings();
        var folder = new IssueFolder(context.Folder.Issues);
        var readings = files.Count == 0 ? folder.Read() : [.. files.Select(folder.ReadOne)];
        var database = await DatabaseAsync(settings, cancellationToken);
        var known = database is null ? KnownToCheck.Nothing : await KnownToCheck.ReadAsync(database, cancellationToken);
        var ofAudiences = database is null
            ? []
            : await AudienceChecks.OfAsync(
                readings,
                hasTerms: settings.Newsletter.AnnualPrice is not null,
                database,
                cancellationToken
            );
        var now = context.Clock.GetUtcNow();
        var today = new SlotCalendar(settings.Newsletter).Today(now);
        var packages = new IssuePackageReader(context.Folder, settings.Newsletter);
        var checks = IssueChecks.Of(
            settings.Newsletter,
            one => TriedIssue.Of(one, packages, settings.Newsletter, one.Issue.Date ?? today),
            folder.Candidates(),
            known,
            ofAudiences,
            now
        );

        // The mails beside the issues share their templates; a fault there keeps no issue from being sent.
        IEnumerable<Problem> ofMails =
            files.Count == 0 ? MailTemplates.Check(context.Folder.Templates, settings.Newsletter) : [];
        IReadOnlyList<Problem> problems =
        [
            .. checks.Run(readings),
            .. await OfApprovalsAsync(context, settings, database, readings, known, cancellationToken),
            .. files.Count == 0 ? OtherFiles.In(context.Folder.Issues) : [],
            .. ofMails.Select(problem => problem with { Severity = Severity.Warning }),
            .. (files.Count == 0 ? settings.Newsletter.Look.Faint : []).Select(faint =>
                Findings.LookContrast.At("appsettings.json", 0, 0, faint)
            ),
        ];
        foreach (var problem in problems)
        {
            if (json)
            {
                context.Terminal.Json(problem);
            }
            else
            {
                context.Terminal.Line(problem.ToString());
            }
        }

        if (!json)
        {
            context.Terminal.Line(Summary(readings.Count, problems));
        }

        return problems.Any(problem => problem.Severity is Severity.Error)
            ? CommandContext.Failed
            : CommandContext.Done;
    }

    /// <summary>A warning for each ready issue that would not go out, because it is not approved.</summary>
    private static async Task<IReadOnlyList<Problem>> OfApprovalsAsync(
        CommandContext context,
        DispatcherSettings settings,
        Database? database,
        IReadOnlyList<IssueReading> readings,
        KnownToCheck known,
        CancellationToken cancellationToken
    )
    {
        var sent = known.Dispatched.Select(row => row.IssueSlug).ToHashSet(StringComparer.Ordinal);
        return database is null
            ? []
            : await IssueApprovals
                .Of(context.Folder, settings.Newsletter, database)
                .ProblemsAsync(
                    readings
                        .Select(reading => reading.Candidate)
                        .OfType<IssueCandidate>()
                        .Where(one => !sent.Contains(one.Issue.Slug)),
                    cancellationToken
                );
    }

    /// <summary>The database; null where there is none yet, because a check makes none.</summary>
    public static async Task<Database?> DatabaseAsync(
        DispatcherSettings settings,
        CancellationToken cancellationToken
    ) =>
        File.Exists(new Database(settings.Storage.ConnectionString).Path)
            ? await CommandContext.OpenDatabaseAsync(settings, cancellationToken)
            : null;

    private static string Summary(int issues, IReadOnlyList<Problem> problems)
    {
        if (issues == 0)
        {
            return "There are no issues in issues/. Make one: dispatcher issue new \"A title\"";
        }

        var counts = new[] { Severity.Error, Severity.Warning, Severity.Hint }
            .Select(severity => problems.Count(problem => problem.Severity == severity))
            .ToList();
        var hints = counts[2] == 0 ? "" : $", {Count(counts[2], "hint")}";
        return counts switch
        {
            [0, 0, 0] => $"{Count(issues, "issue")} checked, nothing to fix.",
            [0, var warnings, _] =>
                $"{Count(issues, "issue")} checked: {Count(warnings, "warning")}{hints}, no errors.",
            [var errors, var warnings, _] =>
                $"{Count(issues, "issue")} checked: {Count(errors, "error")}, {Count(warnings, "warning")}{hints}. An "
                    + "issue with an error is not sent.",
            _ => "",
        };
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
}
