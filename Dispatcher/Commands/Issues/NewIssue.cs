using System.Globalization;
using System.Text;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Issues.Writing;
using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary><c>issue new</c>: a file to write into, with a word about each key. Tests: IssueCommandTests.</summary>
internal static class NewIssue
{
    /// <returns>Exit status. Writes one new file; an existing one is never touched.</returns>
    public static async Task<int> MakeAsync(
        CommandContext context,
        string title,
        DayWish wish,
        CancellationToken cancellationToken
    )
    {
        var (date, refusal) = (await DaysAsync(context, cancellationToken)).Choose(wish);
        if (refusal is not null)
        {
            context.Terminal.Error($"Nothing was made: {refusal}");
            return CommandContext.Failed;
        }

        var day = date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var name = $"{(day is null ? "" : day + "-")}{Slug.From(title)}.md";
        var content = Encoding.UTF8.GetBytes(NewIssueText.Of(title, day));
        var wrong = IssueFile
            .Read($"issues/{name}", content)
            .Problems.Where(problem => problem.Severity is Severity.Error)
            .ToList();
        if (wrong.Count > 0)
        {
            foreach (var problem in wrong)
            {
                context.Terminal.Error($"This title cannot be used: {problem.Message}");
            }

            return CommandContext.WrongUsage;
        }

        Directory.CreateDirectory(context.Folder.Issues);
        var path = Path.Combine(context.Folder.Issues, name);
        if (Path.Exists(path) || new FileInfo(path).LinkTarget is not null)
        {
            context.Terminal.Error($"issues/{name} is there already; give another title or --date, or edit that file.");
            return CommandContext.Failed;
        }

        // CreateNew: what another program made since the look above is not overwritten either.
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
        {
            file.Write(content);
        }

        if (await CheckIssues.DatabaseAsync(context.Settings(), cancellationToken) is { } database)
        {
            await TerminalAudit.RecordAsync(
                context,
                database,
                "issue.new",
                $"issue:{Path.GetFileNameWithoutExtension(name)}",
                details: null,
                reason: null,
                cancellationToken
            );
        }

        context.Terminal.Line($"Made issues/{name}. Write it, then: dispatcher issue check {name}");
        return CommandContext.Done;
    }

    /// <summary>The queue, as <c>dispatcher queue</c> would show it.</summary>
    private static async Task<NewIssueDay> DaysAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var settings = context.Settings();
        var database = await CheckIssues.DatabaseAsync(settings, cancellationToken);
        var calendar = new SlotCalendar(settings.Newsletter);
        return new(
            await new QueueReader(database, calendar, context.Folder, context.Clock).ReadAsync(cancellationToken)
        );
    }
}
