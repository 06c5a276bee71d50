using System.CommandLine;
using System.Globalization;
using Newsletter.Dispatcher.Editing;

namespace Newsletter.Dispatcher.Commands.Issues.Watch;

/// <summary>
/// <c>issue watch FILE [--port N] [--as READER] [--open]</c>: a page on this machine that shows the issue as readers
/// will see it, and changes when the file, an image or a template is saved. Writes nothing.
/// </summary>
internal static class WatchCommand
{
    public static Command Build(CommandContext context)
    {
        var file = new Argument<string>("file") { Description = "The issue file." };
        var reader = IssueOptions.As("The reader at first");
        var port = new Option<int>("--port")
        {
            Description = "The port on this machine; any free one by default.",
            HelpName = "N",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (
                    int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && number is >= 1 and <= 65535
                )
                {
                    return number;
                }

                result.AddError($"--port is \"{text}\", but takes a whole number from 1 to 65535.");
                return 0;
            },
        };
        var open = new Option<bool>("--open") { Description = "Open the page in the browser." };
        var command = new Command("watch", "Show an issue in the browser while you write it.")
        {
            file,
            reader,
            port,
            open,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.RunAsync(() =>
                    RunAsync(
                        context,
                        parsed.GetRequiredValue(file),
                        parsed.GetValue(reader),
                        parsed.GetValue(port),
                        parsed.GetValue(open),
                        cancellationToken
                    )
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context,
        string file,
        string? reader,
        int port,
        bool open,
        CancellationToken cancellationToken
    )
    {
        var settings = context.Settings();
        var (chosen, refusal) = await ChosenReader.FindAsync(reader, settings, context.Clock, cancellationToken);
        if (chosen is null)
        {
            context.Terminal.Error(refusal!);
            return CommandContext.Failed;
        }

        using var stop = new StopSignal(cancellationToken);
        var session = new WatchSession(context, settings, file);
        await session.StartAsync(stop.Token);
        if (session.Current.Now.Issue is null)
        {
            foreach (var finding in session.Current.Now.Findings)
            {
                context.Terminal.Error(finding.ToString());
            }

            return CommandContext.Failed;
        }

        var pages = new WatchPages(session, chosen, settings.Newsletter, context.Clock, stop.Token);
        await using var server = await WatchServer.StartAsync(pages, port, stop.Token);
        context.Terminal.Line($"Watching {session.Current.Now.File}. Open {server.Address} (Ctrl-C ends it).");
        if (open && Opener.Open(server.Address.ToString()) is { } fault)
        {
            context.Terminal.Error(fault);
        }

        try
        {
            await session.FollowAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            // Ctrl-C is how a watch ends.
        }

        return CommandContext.Done;
    }
}
