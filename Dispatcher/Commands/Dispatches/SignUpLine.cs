using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>
/// The red line of <c>status</c> about sign-ups that wait for their confirm mail.
/// Tests: StatusCommandTests.
/// </summary>
internal static class SignUpLine
{
    /// <summary>Prints it; nothing when none waits.</summary>
    public static void Show(Terminal terminal, QueuedSignUps queued, DispatcherSettings settings, bool json)
    {
        if (queued.Sentence(settings.Web.SignUpsPerHour, settings.Newsletter.TimeZone) is not { } sentence)
        {
            return;
        }

        if (json)
        {
            terminal.Json(new { SignUps = new { queued.Waiting, queued.OldestAt } });
        }
        else if (terminal.IsInteractive)
        {
            terminal.Console.MarkupLine($"[red]{Markup.Escape(sentence)}[/]");
        }
        else
        {
            terminal.Line(sentence);
        }
    }
}
