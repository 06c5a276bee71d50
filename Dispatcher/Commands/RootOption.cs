using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace Newsletter.Dispatcher.Commands;

/// <summary>
/// <c>--root</c>: the folder of the newsletter. It is read before the verbs are built, because they begin with that
/// folder. Tests: OutsideTests.
/// </summary>
internal static class RootOption
{
    public static readonly Option<string?> Root = new("--root")
    {
        Description = "The newsletter's folder; without it NEWSLETTER_ROOT, the current folder, or the installed one.",
        HelpName = "FOLDER",
        Recursive = true,
    };

    /// <summary>Verbs that need no newsletter, bring one, or say themselves what is missing.</summary>
    private static readonly string[] WithoutNewsletter = ["dkim", "bench", "restore", "config"];

    /// <summary>What the words of the command line say; null without the option.</summary>
    public static string? Of(IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count && words[i] != "--"; i++)
        {
            if (words[i].StartsWith("--root=", StringComparison.Ordinal))
            {
                return words[i]["--root=".Length..];
            }

            if (words[i] == "--root" && i + 1 < words.Count)
            {
                return words[i + 1];
            }
        }

        return null;
    }

    /// <summary>Whether the verb works with a newsletter: not help, not the bare program.</summary>
    public static bool IsNeeded(ParseResult parsed) =>
        parsed.Action is not HelpAction && Verb(parsed) is { } verb && !WithoutNewsletter.Contains(verb);

    /// <summary>The first word of the verb; null for the bare program.</summary>
    private static string? Verb(ParseResult parsed)
    {
        string? verb = null;
        for (
            SymbolResult? at = parsed.CommandResult;
            at is CommandResult { Command: not RootCommand } command;
            at = at.Parent
        )
        {
            verb = command.Command.Name;
        }

        return verb;
    }
}
