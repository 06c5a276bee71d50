using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Service;

/// <summary>
/// Asks for a new password: twice and unseen on a terminal, or the first line of standard input. It is never an
/// argument, because other users of the machine see those. Tests: UserCommandTests.
/// </summary>
internal sealed class PasswordQuestion(Terminal terminal)
{
    private const int Longest = 1000;

    /// <summary>Says what is wrong where there is no password.</summary>
    public string? Ask() => terminal.IsInteractive ? AskPerson() : ReadLine();

    private string? AskPerson()
    {
        var first = terminal.Console.Prompt(new TextPrompt<string>("New password:").Secret().AllowEmpty());
        if (terminal.Console.Prompt(new TextPrompt<string>("The same again:").Secret().AllowEmpty()) == first)
        {
            return first;
        }

        terminal.Error("The two passwords differ; nothing was changed. Try again.");
        return null;
    }

    private string? ReadLine()
    {
        var line = terminal.Input.ReadLine();
        if (line is { Length: > 0 and <= Longest })
        {
            return line;
        }

        terminal.Error("Standard input has no password; write it there, on one line, or use a terminal.");
        return null;
    }
}
