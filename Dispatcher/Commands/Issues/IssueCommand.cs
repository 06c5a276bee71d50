using System.CommandLine;
using Newsletter.Dispatcher.Commands.Issues.Watch;
using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary><c>issue …</c>: what editors do with one issue before it is sent.</summary>
internal static class IssueCommand
{
    public static Command Build(CommandContext context) =>
        new("issue", "Write, check and look at issues.")
        {
            New(context),
            Check(context),
            PreviewCommand.Build(context),
            WatchCommand.Build(context),
            TestCommand.Build(context),
            ApproveCommand.Build(context),
        };

    private static Command New(CommandContext context)
    {
        var title = new Argument<string[]>("TITLE")
        {
            Description = "The headline; the file is named after it.",
            Arity = ArgumentArity.OneOrMore,
        };
        var date = new Option<DayWish>("--date")
        {
            Description = "Its day: 2026-11-24, mon, or any for whichever is free later; the next free day by default.",
            HelpName = "D",
            DefaultValueFactory = _ => DayWish.Next,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (DayWish.Read(text) is { } wish)
                {
                    return wish;
                }

                result.AddError(
                    $"--date {text} is no day; write year-month-day, for example 2026-11-24, a weekday (mon), or any."
                );
                return DayWish.Next;
            },
        };
        var command = new Command("new", "Make a file in issues/.") { title, date };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.RunAsync(() =>
                    NewIssue.MakeAsync(
                        context,
                        string.Join(' ', parsed.GetRequiredValue(title)),
                        parsed.GetRequiredValue(date),
                        cancellationToken
                    )
                )
        );
        return command;
    }

    private static Command Check(CommandContext context)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Issue files; all of issues/ by default.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("check", "Find what is wrong in issues before subscribers do.") { files };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.RunAsync(() =>
                    CheckIssues.RunAsync(
                        context,
                        parsed.GetValue(files) ?? [],
                        parsed.GetValue(CommonOptions.Json),
                        cancellationToken
                    )
                )
        );
        return command;
    }
}
