using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary><c>status [--dispatch ID] [--watch]</c>: dispatches and what became of their deliveries.</summary>
internal static class StatusCommand
{
    public static Command Build(CommandContext context)
    {
        var id = new Option<long?>("--dispatch")
        {
            Description = "One dispatch, with everybody who did not get it.",
            HelpName = "ID",
            CustomParser = ReadId,
        };
        var watch = new Option<bool>("--watch", "-w")
        {
            Description = "Stay, and show how far it is until nothing is being sent.",
        };
        var command = new Command("status", "Show dispatches and their counts.") { id, watch };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.RunAsync(async () =>
                {
                    var settings = context.Settings();
                    var database = await CommandContext.OpenDatabaseAsync(settings, cancellationToken);
                    var json = parsed.GetValue(CommonOptions.Json);

                    // Read before the dispatch: one that ends between the two does not look interrupted.
                    var owner = await Ownership.CurrentAsync(database, context.Clock, cancellationToken);
                    var wanted = parsed.GetValue(id);
                    Dispatch? dispatch = null;
                    if (wanted is { } number)
                    {
                        dispatch = await new DispatchStore(database, context.Clock).FindAsync(
                            number,
                            cancellationToken
                        );
                        if (dispatch is null)
                        {
                            context.Terminal.Error(DispatchCall.Unknown(number));
                            return CommandContext.Failed;
                        }
                    }

                    await (
                        parsed.GetValue(watch)
                            ? new StatusWatch(context, settings, database, json).RunAsync(wanted, cancellationToken)
                        : dispatch is null
                            ? new StatusList(context, settings, database, json).ShowAsync(owner, cancellationToken)
                        : ShowOneAsync(
                            new(context, settings, database, dispatch, "status", Reason: null, json),
                            owner,
                            cancellationToken
                        )
                    );
                    return CommandContext.Done;
                })
        );
        return command;
    }

    /// <summary>Reads the number after <c>--dispatch</c>; what is none becomes an error of the command line.</summary>
    private static long? ReadId(ArgumentResult result)
    {
        if (long.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        result.AddError(
            $"--dispatch is \"{result.Tokens[0].Value}\", but takes the number of a dispatch; see them with: "
                + "dispatcher status"
        );
        return null;
    }

    private static async Task ShowOneAsync(DispatchCall call, OwnerRow? owner, CancellationToken cancellationToken)
    {
        var (context, dispatch) = (call.Context, call.Dispatch);
        await DispatchView.ShowAsync(
            context,
            call.Database,
            dispatch,
            Interruption.Is(dispatch, owner),
            call.IsJson,
            cancellationToken
        );
        WavesView.Show(
            context.Terminal,
            call.Settings.Newsletter.TimeZone,
            await new WaveStore(call.Database, context.Clock).CountsAsync(dispatch.Id, cancellationToken),
            call.IsJson
        );
    }
}
