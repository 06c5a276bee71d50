using System.CommandLine;
using Newsletter.Dispatcher.Commands;
using Newsletter.Dispatcher.Settings;

#pragma warning disable RS0030 // The one place that names the system clock.
var current = Directory.GetCurrentDirectory();
var (option, variable) = (RootOption.Of(args), Environment.GetEnvironmentVariable(NewsletterPlace.Variable));
var place = NewsletterPlace.Find(option, variable, current, SettingsFiles.Exist);
var root = place?.Root ?? NewsletterPlace.Wanted(option, variable, current);
var context = new CommandContext(root, TimeProvider.System, Terminal.OfProcess());
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

if (place is null && RootOption.IsNeeded(parsed))
{
    context.Terminal.Error(NewsletterPlace.Missing(option, variable, current));
    return CommandContext.WrongUsage;
}

// The host, not the command line, decides how long a stop may take: a message whose DATA is under way is finished.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
