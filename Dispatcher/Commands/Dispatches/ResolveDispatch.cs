using System.CommandLine;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Dispatches;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>
/// <c>dispatch resolve ID [ADDRESS…]</c>: settles deliveries whose outcome was lost.
/// Tests: DispatchCommandTests.
/// </summary>
internal static class ResolveDispatch
{
    public static Command Build(CommandContext context)
    {
        var addresses = new Argument<string[]>("ADDRESS")
        {
            Description = "Only these; without any, all uncertain ones.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var sent = new Option<bool>("--sent") { Description = "They arrived." };
        var resend = new Option<bool>("--resend")
        {
            Description = "Send them again; with --from-log, those that the relay never took.",
        };
        var logs = new Option<string[]>("--from-log")
        {
            Description = "Postfix logs of the relay, plain or .gz, or - for standard input: what it took has arrived.",
            HelpName = "FILE",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = DispatchCall.Build(
            context,
            "resolve",
            "Settle deliveries whose outcome was lost.",
            (parsed, call, cancellationToken) =>
            {
                var request = new ResolveRequest(
                    parsed.GetValue(sent),
                    parsed.GetValue(resend),
                    parsed.GetValue(logs) ?? []
                );
                if (!request.IsClear)
                {
                    context.Terminal.Error(
                        "Say what became of them: --sent, --resend, or --from-log FILE, also together with --resend."
                    );
                    return Task.FromResult(CommandContext.WrongUsage);
                }

                return RunAsync(call, parsed.GetValue(addresses) ?? [], request, cancellationToken);
            }
        );
        command.Arguments.Add(addresses);
        command.Options.Add(sent);
        command.Options.Add(resend);
        command.Options.Add(logs);
        command.Options.Add(CommonOptions.Reason);
        return command;
    }

    private static async Task<int> RunAsync(
        DispatchCall call,
        IReadOnlyList<string> addresses,
        ResolveRequest request,
        CancellationToken cancellationToken
    )
    {
        var uncertain = new UncertainDeliveries(call.Database, call.Context.Clock, call.Audited);
        if (Choose(call, await uncertain.ListAsync(call.Dispatch.Id, cancellationToken), addresses) is not { } chosen)
        {
            return CommandContext.Failed;
        }

        if (chosen.Count == 0)
        {
            return call.Answer($"{call.Name} has no uncertain deliveries.");
        }

        var now = call.Context.Clock.GetUtcNow();
        if (request.IsResend && call.Refusals.OfResend(call.Dispatch, now) is { } why)
        {
            return call.Fail($"{why} Settle them with --sent or --from-log.");
        }

        var resolved =
            request.Logs.Count == 0
                ? Believe(chosen, request.IsResend)
                : await RelayLogEvidence.ReadAsync(call, chosen, request, cancellationToken);
        if (resolved is null)
        {
            return CommandContext.Failed;
        }

        var changes = resolved.Select(one => one.Settled).OfType<SettledDelivery>().ToList();
        if (changes.Count > 0 && await uncertain.SettleAsync(call.Dispatch.Id, changes, cancellationToken) is null)
        {
            return call.Fail($"{call.Name} ended meanwhile; nothing was changed.");
        }

        Show(call, resolved);
        if (!call.IsJson && changes.Any(one => one.IsResend))
        {
            call.Context.Terminal.Line(await call.WhoSendsAsync(cancellationToken));
        }

        return CommandContext.Done;
    }

    /// <summary>What an operator says became of all of them.</summary>
    private static IReadOnlyList<ResolvedDelivery> Believe(IReadOnlyList<UncertainDelivery> chosen, bool isResend) =>
        [.. chosen.Select(one => new ResolvedDelivery(one, SettledDelivery.ByOperator(one.SubscriberId, isResend)))];

    /// <returns>Null with an error for an address that is not among the uncertain ones.</returns>
    private static List<UncertainDelivery>? Choose(
        DispatchCall call,
        IReadOnlyList<UncertainDelivery> all,
        IReadOnlyList<string> addresses
    )
    {
        if (addresses.Count == 0)
        {
            return [.. all];
        }

        var byKey = all.ToLookup(one => Key(one.Email), StringComparer.Ordinal);
        var unknown = addresses.Where(address => !byKey.Contains(Key(address))).ToList();
        unknown.ForEach(address =>
            call.Context.Terminal.Error(
                $"{address} is not among the uncertain deliveries of dispatch {call.Dispatch.Id}; nothing was "
                    + $"changed. See: dispatcher status --dispatch {call.Dispatch.Id}"
            )
        );
        return unknown.Count > 0
            ? null
            : [.. addresses.Select(Key).Distinct(StringComparer.Ordinal).SelectMany(key => byKey[key])];

        static string Key(string address) =>
            EmailAddress.TryParse(address, out var parsed, out _) ? parsed.Key : address;
    }

    private static void Show(DispatchCall call, IReadOnlyList<ResolvedDelivery> resolved)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Address", "Now", "Because");
        foreach (var one in resolved)
        {
            var now = one.State.Word();
            if (call.IsJson)
            {
                call.Context.Terminal.Json(
                    new
                    {
                        Dispatch = call.Dispatch.Id,
                        one.Delivery.Email,
                        State = now,
                        one.Because,
                    }
                );
            }
            else
            {
                table.AddRow(Markup.Escape(one.Delivery.Email), now, one.Because);
            }
        }

        if (!call.IsJson)
        {
            call.Context.Terminal.Console.Write(table);
        }
    }
}
