using System.CommandLine;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Commands.Service;

/// <summary><c>config check</c>: the settings as the service would read them, with every fault at once.</summary>
internal static class ConfigCommand
{
    private const string File = "appsettings.json";

    public static Command Build(CommandContext context)
    {
        var all = new Option<bool>("--all") { Description = "Also show each setting, and where it came from." };
        var check = new Command("check", "Read the settings as the service would, and name every fault.") { all };
        check.SetAction(
            (parsed, _) =>
                context.RunAsync(() =>
                    Task.FromResult(Check(context, parsed.GetValue(CommonOptions.Json), parsed.GetValue(all)))
                )
        );
        return new Command("config", "The settings: check.") { check };
    }

    private static int Check(CommandContext context, bool json, bool all)
    {
        var terminal = context.Terminal;
        var path = Path.Combine(context.Root, File);
        IReadOnlyList<string> problems = [];
        DispatcherSettings? settings = null;
        try
        {
            settings = context.Settings();
        }
        catch (SettingsException e)
        {
            problems = System.IO.File.Exists(path)
                ? e.Problems
                : [$"There is no {path}; a newsletter begins with one.", .. e.Problems];
        }

        if (json)
        {
            terminal.Json(
                new
                {
                    context.Root,
                    IsWell = settings is not null,
                    Problems = problems,
                    Settings = all
                        ? settings?.InForce.Select(one => new
                        {
                            one.Name,
                            one.Value,
                            one.Source,
                        })
                        : null,
                }
            );
            return settings is null ? CommandContext.WrongUsage : CommandContext.Done;
        }

        problems.ToList().ForEach(terminal.Error);
        foreach (var one in all ? settings?.InForce ?? [] : [])
        {
            var value = one.IsSecret ? (one.IsSet ? "(secret)" : "") : one.Value ?? "";
            terminal.Line($"{one.Name, -36}{value} ({one.Source})");
        }

        if (settings is null)
        {
            return CommandContext.WrongUsage;
        }

        terminal.Line($"The settings in {context.Root} are in order.");
        return CommandContext.Done;
    }
}
