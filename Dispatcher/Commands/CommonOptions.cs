using System.CommandLine;

namespace Newsletter.Dispatcher.Commands;

/// <summary>Options that every command knows.</summary>
internal static class CommonOptions
{
    /// <summary>Output for programs instead of people.</summary>
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print JSON for programs, one object a line.",
        Recursive = true,
    };
}
