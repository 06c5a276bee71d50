using System.CommandLine;
using System.Globalization;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>
/// <c>dispatch pause|resume|stop|correct|resolve ID</c>: the editor's hand on a dispatch, from any process.
/// </summary>
internal static class DispatchCommand
{
    public static Command Build(CommandContext context) =>
        new("dispatch", "A dispatch under way: pause, resume, stop, correct, resolve.")
        {
            BuildPause(context),
            BuildResume(context),
            BuildStop(context),
            CorrectDispatch.Build(context),
            ResolveDispatch.Build(context),
        };

    private static Command BuildPause(CommandContext context)
    {
        var reason = Reason();
        var command = DispatchCall.Build(
            context,
            "pause",
            "Let no further message go until it is resumed.",
            async (parsed, call, cancellationToken) =>
                await call.Control.PauseAsync(call.Dispatch.Id, parsed.GetValue(reason)!, cancellationToken)
                is ControlResult.Changed
                    ? call.Answer(
                        $"{call.Name} is paused; what was on the wire is finished. Go on with: dispatcher dispatch "
                            + $"resume {call.Dispatch.Id}"
                    )
                    : call.Refuse("pause")
        );
        command.Options.Add(reason);
        return command;
    }

    private static Command BuildResume(CommandContext context)
    {
        var retry = new Option<bool>("--retry-refused")
        {
            Description = "Also try again the readers who were refused because of the sender or the message.",
        };
        var command = DispatchCall.Build(
            context,
            "resume",
            "Go on with a paused dispatch.",
            async (parsed, call, cancellationToken) =>
            {
                if (Interruption.Is(call.Dispatch, await call.OwnerAsync(cancellationToken)))
                {
                    return call.Fail(
                        $"{call.Name} is not paused, it was interrupted. {await call.WhoSendsAsync(cancellationToken)}"
                    );
                }

                return
                    await call.Control.ResumeAsync(call.Dispatch.Id, parsed.GetValue(retry), cancellationToken)
                    is ControlResult.Changed
                    ? call.Answer($"{call.Name} goes on. {await call.WhoSendsAsync(cancellationToken)}")
                    : call.Refuse("resume");
            }
        );
        command.Options.Add(retry);
        command.Options.Add(CommonOptions.Reason);
        return command;
    }

    private static Command BuildStop(CommandContext context)
    {
        var reason = Reason();
        var command = DispatchCall.Build(
            context,
            "stop",
            "End a dispatch for good: readers who do not have it get nothing.",
            async (parsed, call, cancellationToken) =>
            {
                if (!call.Dispatch.IsOpen)
                {
                    return call.Refuse("stop");
                }

                var counts = await call.Ledger.CountsAsync(call.Dispatch.Id, cancellationToken);
                var left =
                    counts.GetValueOrDefault(DeliveryState.Pending) + counts.GetValueOrDefault(DeliveryState.Deferred);
                var question =
                    $"{call.Name}: {Number(left)} of {Number(call.Dispatch.Recipients)} do not have it and would get "
                    + "nothing, for good. Stop it?";
                if (!Confirmation.IsGiven(context.Terminal, parsed, question))
                {
                    return CommandContext.WrongUsage;
                }

                if (
                    await call.Control.StopAsync(call.Dispatch.Id, parsed.GetValue(reason)!, cancellationToken)
                    is not ControlResult.Changed
                )
                {
                    return call.Refuse("stop");
                }

                counts = await call.Ledger.CountsAsync(call.Dispatch.Id, cancellationToken);
                return call.Answer(
                    $"{call.Name} is stopped: {Number(counts.GetValueOrDefault(DeliveryState.Expired))} get nothing, "
                        + $"{Number(counts.GetValueOrDefault(DeliveryState.Sent))} have it."
                );
            }
        );
        command.Options.Add(reason);
        command.Options.Add(CommonOptions.Yes);
        return command;
    }

    private static Option<string> Reason() =>
        new("--reason")
        {
            Description = "Stands in the status.",
            HelpName = "TEXT",
            DefaultValueFactory = _ => "by an operator",
        };

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
