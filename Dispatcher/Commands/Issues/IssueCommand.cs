using System.CommandLine;
using System.Globalization;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary><c>issue …</c>: what editors do with one issue before it is sent.</summary>
internal static class IssueCommand
{
    public static Command Build(Surroundings here) => new("issue", "Write, check and look at issues.")
    {
        New(here),
        Check(here),
        PreviewCommand.BuildPreview(here),
        PreviewCommand.BuildTest(here),
    };

    private static Command New(Surroundings here)
    {
        var title = new Argument<string>("TITLE") { Description = "The headline; the file is named after it." };
        var date = new Option<DateOnly?>("--date")
        {
            Description = "The day it is for, for example 2026-11-24.",
            HelpName = "D",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                {
                    return day;
                }

                result.AddError($"--date {text} is no day; write year-month-day, for example 2026-11-24.");
                return null;
            },
        };
        var command = new Command("new", "Make a file in issues/.") { title, date };
        command.SetAction((words, _) => here.RunAsync(() =>
            Task.FromResult(NewIssue.Make(here, words.GetRequiredValue(title), words.GetValue(date)))));
        return command;
    }

    private static Command Check(Surroundings here)
    {
        var files = new Argument<string[]>("FILE") { Description = "Issue files; all of issues/ by default.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("check", "Find what is wrong in issues before subscribers do.") { files };
        command.SetAction((words, cancellationToken) => here.RunAsync(() =>
            CheckIssues.RunAsync(here, words.GetValue(files) ?? [], words.GetValue(CommonOptions.Json), cancellationToken)));
        return command;
    }
}
