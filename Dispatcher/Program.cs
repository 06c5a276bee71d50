using System.CommandLine;
using Newsletter.Dispatcher.Commands;
using Newsletter.Dispatcher.Settings;

#pragma warning disable RS0030 // The one place that names the system clock.
var context = new CommandContext(SettingsFiles.FindRoot(), TimeProvider.System, Terminal.OfProcess());
#pragma warning restore RS0030
var parsed = Cli.Build(context).Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        context.Terminal.Error($"{error.Message} See dispatcher --help.");
    }

    return CommandContext.WrongUsage;
}

// The host, not the command line, decides how long a stop may take: a message whose DATA is under way is finished.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
