using System.CommandLine;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands;

/// <summary>Asks before something that cannot be undone; a program says <c>--yes</c>.
/// Tests: ConfirmationTests.</summary>
internal static class Confirmation
{
    /// <summary>True when it may be done; otherwise one line says why nothing was changed.</summary>
    /// <param name="question">What will happen, and a question.</param>
    public static bool IsGiven(Terminal terminal, ParseResult parsed, string question)
    {
        if (parsed.GetValue(CommonOptions.Yes))
        {
            return true;
        }

        if (!terminal.IsInteractive || parsed.GetValue(CommonOptions.Json))
        {
            terminal.Error($"{question} Nothing was changed: without a terminal nobody can be asked; add --yes.");
            return false;
        }

        if (terminal.Console.Confirm(Markup.Escape(question), defaultValue: false))
        {
            return true;
        }

        terminal.Error("Nothing was changed.");
        return false;
    }
}
