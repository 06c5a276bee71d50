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
    public static RootCommand Build(CommandContext context)
    {
        var root = new RootCommand(
            "Newsletter Dispatcher: a daily email newsletter, in every inbox each weekday morning."
        )
        {
            CommonOptions.Json,
            RootOption.Root,
            RunCommand.Build(context),
            DemoCommand.Build(context),
            IssueCommand.Build(context),
            QueueCommand.Build(context, () => new IssueFolder(context.Folder.Issues).Candidates()),
            SendCommand.Build(context),
            StatusCommand.Build(context),
            DoctorCommand.Build(context),
            DispatchCommand.Build(context),
            DkimCommand.Build(context),
            KeysCommand.Build(context),
            ConfigCommand.Build(context),
            BenchCommand.Build(context),
            SubscriberCommand.Build(context),
            SubscribersCommand.Build(context),
            SuppressionCommand.Build(context),
            UserCommand.Build(context),
            MailCommand.Build(context),
            TemplateCommand.Build(context),
            BounceCommand.Build(context),
            BackupCommand.Build(context),
            RestoreCommand.Build(context),
            UpgradeCommand.Build(context),
        };
        root.SetAction(
            async (_, cancellationToken) =>
            {
                await root.Parse("--help").InvokeAsync(cancellationToken: cancellationToken);
                context.Terminal.Error("A verb is missing; the service is started with: dispatcher run");
                return CommandContext.WrongUsage;
            }
        );
        return root;
    }
}
