using System.CommandLine;
using System.Globalization;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary>
/// <c>issue approve FILE [--comment TEXT]</c>, <c>--send-back</c>, <c>--take-back</c>, and <c>--list</c>: says that an
/// issue may be sent exactly as it is.
/// </summary>
internal static class ApproveCommand
{
    public static Command Build(CommandContext context)
    {
        var file = new Argument<string?>("FILE") { Description = "The issue file.", Arity = ArgumentArity.ZeroOrOne };
        var comment = new Option<string?>("--comment")
        {
            Description = "What the author and the others should know.",
            HelpName = "TEXT",
        };
        var sendBack = new Option<bool>("--send-back")
        {
            Description = "Say that it must not be sent as it is, with --comment.",
        };
        var takeBack = new Option<bool>("--take-back") { Description = "Take your own decision back." };
        var list = new Option<bool>("--list") { Description = "Show how each ready issue stands." };
        var command = new Command("approve", "Say that an issue may be sent exactly as it is.")
        {
            file,
            comment,
            sendBack,
            takeBack,
            list,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.RunAsync(() =>
                {
                    var isJson = parsed.GetValue(CommonOptions.Json);
                    var (named, text) = (parsed.GetValue(file), parsed.GetValue(comment));
                    var wishes = (parsed.GetValue(list), parsed.GetValue(sendBack), parsed.GetValue(takeBack));
                    return (named, wishes) switch
                    {
                        (null, (true, false, false)) when text is null => ListAsync(context, isJson, cancellationToken),
                        (not null, (false, false, true)) when text is null => TakeBackAsync(
                            context,
                            named,
                            isJson,
                            cancellationToken
                        ),
                        (not null, (false, var isBack, false)) => DecideAsync(
                            context,
                            named,
                            isBack,
                            text,
                            isJson,
                            cancellationToken
                        ),
                        _ => Task.FromResult(Usage(context)),
                    };
                })
        );
        return command;
    }

    private static int Usage(CommandContext context)
    {
        context.Terminal.Error(
            "Name one issue, and one of --comment TEXT, --send-back with --comment TEXT, and --take-back; or see all: "
                + "dispatcher issue approve --list"
        );
        return CommandContext.WrongUsage;
    }

    private static async Task<int> DecideAsync(
        CommandContext context,
        string file,
        bool isSendBack,
        string? comment,
        bool isJson,
        CancellationToken cancellationToken
    )
    {
        var settings = context.Settings();
        if (Package(context, settings, file) is not { } package)
        {
            return CommandContext.Failed;
        }

        var database = await CommandContext.OpenDatabaseAsync(settings, cancellationToken);
        if (await SentAsync(database, package.Reading.Issue!.Slug, cancellationToken) is { } sent)
        {
            context.Terminal.Line($"Note: {sent} A decision now is about its correction.");
        }

        var desk = new ApprovalDesk(database, settings.Newsletter, context.Clock);
        var result = isSendBack
            ? await desk.SendBackAsync(package, seen: null, TerminalPerson.Here, comment, cancellationToken)
            : await desk.ApproveAsync(package, seen: null, TerminalPerson.Here, comment, cancellationToken);
        if (result is ApprovalResult.Refused refused)
        {
            context.Terminal.Error(refused.Why);
            return CommandContext.Failed;
        }

        var status = ((ApprovalResult.Done)result).Status;
        if (isJson)
        {
            context.Terminal.Json(ApprovalJson.Of(package.Reading.Issue!, status));
        }
        else
        {
            context.Terminal.Line($"{package.File} {status.InWords}.");
        }

        return CommandContext.Done;
    }

    private static async Task<int> TakeBackAsync(
        CommandContext context,
        string file,
        bool isJson,
        CancellationToken cancellationToken
    )
    {
        var settings = context.Settings();
        if (new IssueFolder(context.Folder.Issues).SlugOf(file) is not { } slug)
        {
            context.Terminal.Error($"{file} is no issue of issues/; name a file there, for example issues/river.md");
            return CommandContext.Failed;
        }

        var database = await CommandContext.OpenDatabaseAsync(settings, cancellationToken);
        var by = TerminalPerson.Here;
        if (
            !await new ApprovalDesk(database, settings.Newsletter, context.Clock).TakeBackAsync(
                slug,
                by,
                cancellationToken
            )
        )
        {
            context.Terminal.Error(
                $"{by.Name} has decided nothing about issues/{slug}.md that counts; see: "
                    + "dispatcher issue approve --list"
            );
            return CommandContext.Failed;
        }

        if (isJson)
        {
            context.Terminal.Json(new { Slug = slug, TakenBack = true });
        }
        else
        {
            context.Terminal.Line($"What {by.Name} decided about issues/{slug}.md does not count any more.");
            if (await SentAsync(database, slug, cancellationToken) is { } sent)
            {
                context.Terminal.Line($"Note: {sent} To stop it: dispatcher dispatch stop");
            }
        }

        return CommandContext.Done;
    }

    private static async Task<int> ListAsync(CommandContext context, bool isJson, CancellationToken cancellationToken)
    {
        var settings = context.Settings();
        var database = await CommandContext.OpenDatabaseAsync(settings, cancellationToken);
        if (settings.Newsletter.Approval is ApprovalMode.None)
        {
            context.Terminal.Line("Newsletter:Approval is none: a ready issue goes out without an approval.");
            return CommandContext.Done;
        }

        var sent = (await new DispatchedSlots(database).ReadAsync(cancellationToken))
            .Select(row => row.IssueSlug)
            .ToHashSet(StringComparer.Ordinal);
        var ready = new IssueFolder(context.Folder.Issues)
            .Candidates()
            .Where(one => one.Issue.Status is IssueStatus.Ready && !sent.Contains(one.Issue.Slug))
            .ToList();
        var standing = await IssueApprovals
            .Of(context.Folder, settings.Newsletter, database)
            .OfAsync(ready, cancellationToken);
        var table = new Table().Border(TableBorder.Simple).AddColumns("Issue", "May go out", "");
        foreach (var issue in ready.Select(one => one.Issue))
        {
            var status = standing.GetValueOrDefault(issue.Slug);
            if (isJson)
            {
                context.Terminal.Json(ApprovalJson.Of(issue, status));
                continue;
            }

            table.AddRow(
                Markup.Escape(issue.File),
                status is { IsApproved: true } ? "yes" : "no",
                Markup.Escape(status?.InWords ?? $"cannot be read; see: dispatcher issue check {issue.File}")
            );
        }

        if (!isJson && ready.Count == 0)
        {
            context.Terminal.Line("No ready issue waits.");
        }
        else if (!isJson)
        {
            context.Terminal.Console.Write(table);
        }

        return CommandContext.Done;
    }

    /// <summary>The files of an issue that can be sent as it is; what is wrong stands on standard error.</summary>
    private static IssuePackage? Package(CommandContext context, DispatcherSettings settings, string file)
    {
        var (package, problems) = new IssuePackageReader(context.Folder, settings.Newsletter).Read(file);
        CompiledIssue? issue = null;
        if (package is not null)
        {
            (issue, problems) = SendableIssue.Compile(
                package,
                settings.Newsletter,
                package.Reading.Issue?.Date ?? new SlotCalendar(settings.Newsletter).Today(context.Clock.GetUtcNow())
            );
        }

        foreach (var problem in problems.Where(problem => issue is null && problem.Severity is Severity.Error))
        {
            context.Terminal.Error(problem.ToString());
        }

        return issue is null ? null : package;
    }

    private static async Task<string?> SentAsync(Database database, string slug, CancellationToken cancellationToken) =>
        (await new DispatchedSlots(database).ReadAsync(cancellationToken)).FirstOrDefault(row => row.IssueSlug == slug)
            is { } row
            ? string.Create(CultureInfo.InvariantCulture, $"its dispatch of {row.SlotDate:yyyy-MM-dd} has begun.")
            : null;
}
