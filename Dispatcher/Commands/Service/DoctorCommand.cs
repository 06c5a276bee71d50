using System.CommandLine;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Service;

/// <summary>
/// <c>doctor</c>: one page that says whether the next issue will go out and arrive, and what to do where it will not.
/// </summary>
internal static class DoctorCommand
{
    public static Command Build(CommandContext context)
    {
        var command = new Command(
            "doctor",
            "Will the next issue go out? Looks at everything that it needs, and says what to do."
        );
        command.SetAction(
            (parsed, cancellationToken) =>
                context.RunAsync(async () =>
                {
                    var checks = await LookAsync(context, cancellationToken);
                    if (parsed.GetValue(CommonOptions.Json))
                    {
                        checks.ToList().ForEach(context.Terminal.Json);
                    }
                    else
                    {
                        Show(context.Terminal, checks);
                    }

                    return checks.Any(check => check.State is CheckState.Red)
                        ? CommandContext.Failed
                        : CommandContext.Done;
                })
        );
        return command;
    }

    private static async Task<IReadOnlyList<Check>> LookAsync(
        CommandContext context,
        CancellationToken cancellationToken
    )
    {
        DispatcherSettings settings;
        try
        {
            settings = context.Settings();
        }
        catch (SettingsException e)
        {
            return Doctor.OfSettings(e);
        }

        using var http = BaseUrlCheck.Client();
        return await new Doctor(
            settings,
            context.Folder,
            new Database(settings.Storage.ConnectionString),
            context.Clock,
            http
        ).RunAsync(cancellationToken);
    }

    private static void Show(Terminal terminal, IReadOnlyList<Check> checks)
    {
        var width = checks.Max(check => check.Name.Length);
        foreach (var check in checks)
        {
            var (word, colour) = check.State switch
            {
                CheckState.Green => ("green ", "green"),
                CheckState.Yellow => ("yellow", "yellow"),
                _ => ("RED   ", "red bold"),
            };
            var says = $"{check.Name.PadRight(width)}  {check.Says}";
            if (terminal.IsInteractive)
            {
                terminal.Console.MarkupLine($"[{colour}]{word}[/]  {Markup.Escape(says)}");
            }
            else
            {
                terminal.Line($"{word}  {says}");
            }

            if (check.Do is { } advice)
            {
                terminal.Line($"        {new string(' ', width)}  → {advice}");
            }
        }

        terminal.Line(DoctorWords.Summary(checks));
    }
}
