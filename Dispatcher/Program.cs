using System.CommandLine;
using Newsletter.Dispatcher.Commands;
using Newsletter.Dispatcher.Settings;

#pragma warning disable RS0030 // The one place that names the system clock.
var here = new Surroundings(SettingsFiles.FindRoot(), TimeProvider.System, Terminal.OfProcess());
#pragma warning restore RS0030
var words = Cli.Build(here).Parse(args);
if (words.Errors.Count > 0)
{
    foreach (var error in words.Errors)
    {
        here.Terminal.Error($"{error.Message} See dispatcher --help.");
    }

    return Surroundings.WrongUsage;
}

// The host, not the command line, decides how long a stop may take: a message whose DATA is under way is finished.
return await words.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
