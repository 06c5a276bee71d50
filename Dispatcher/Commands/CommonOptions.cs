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

    /// <summary>For programs, which cannot be asked before what cannot be undone.</summary>
    public static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Do not ask." };

    /// <summary>Why somebody changes something; it stands in the audit.</summary>
    public static readonly Option<string?> Reason = new("--reason")
    {
        Description = "Why; it stands in the audit. Email addresses are left out of it.",
        HelpName = "TEXT",
    };
}
