using System.CommandLine;
using Newsletter.Dispatcher.Commands.Bench;
using Newsletter.Dispatcher.Commands.Dispatches;
using Newsletter.Dispatcher.Commands.Issues;
using Newsletter.Dispatcher.Commands.Service;
using Newsletter.Dispatcher.Commands.Subscribers;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Commands;

/// <summary>All verbs, in the order in which they are met.</summary>
internal static class Cli
{
    public static RootCommand Build(Surroundings here)
    {
        var root = new RootCommand("Newsletter Dispatcher: a daily email newsletter, in every inbox each weekday morning.")
        {
            CommonOptions.Json,
            RunCommand.Build(here),
            DemoCommand.Build(here),
            IssueCommand.Build(here),
            QueueCommand.Build(here, () => [.. new IssueFolder(here.IssuesFolder).Read().Select(reading => reading.Issue).OfType<Issue>()]),
            SendCommand.Build(here),
            StatusCommand.Build(here),
            DoctorCommand.Build(here),
            DispatchCommand.Build(here),
            DkimCommand.Build(here),
            BenchCommand.Build(here),
            SubscriberCommand.Build(here),
            SubscribersCommand.Build(here),
            SuppressionCommand.Build(here),
            MailCommand.Build(here),
            BounceCommand.Build(here),
        };
        root.SetAction((_, cancellationToken) => RunCommand.RunAsync(here, new RunOptions(), cancellationToken));
        return root;
    }
}
