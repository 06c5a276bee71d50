using System.CommandLine;

namespace Newsletter.Dispatcher.Commands;

/// <summary>All verbs, in the order in which they are met.</summary>
internal static class Cli
{
    public static RootCommand Build(Surroundings here)
    {
        var root = new RootCommand("Newsletter Dispatcher: a daily email newsletter, in every inbox each weekday morning.")
        {
            CommonOptions.Json,
        };
        root.SetAction((_, _) => here.RunAsync(() => Task.FromResult(Surroundings.Done)));
        return root;
    }
}
