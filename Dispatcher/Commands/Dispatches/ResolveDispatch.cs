using System.CommandLine;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Tokens;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary><c>dispatch resolve ID [ADDRESS…]</c>: settles deliveries whose outcome was lost.</summary>
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
        var command = DispatchCall.Verb(
            context,
            "resolve",
            "Settle deliveries whose outcome was lost.",
            (parsed, call, cancellationToken) =>
            {
                var asked = new Asked(parsed.GetValue(sent), parsed.GetValue(resend), parsed.GetValue(logs) ?? []);
                if (asked.IsSent == (asked.IsResend || asked.Logs.Count > 0))
                {
                    context.Terminal.Error(
                        "Say what became of them: --sent, --resend, or --from-log FILE, also together with --resend."
                    );
                    return Task.FromResult(CommandContext.WrongUsage);
                }

                return RunAsync(call, parsed.GetValue(addresses) ?? [], asked, cancellationToken);
            }
        );
        command.Arguments.Add(addresses);
        command.Options.Add(sent);
        command.Options.Add(resend);
        command.Options.Add(logs);
        return command;
    }

    private static async Task<int> RunAsync(
        DispatchCall call,
        IReadOnlyList<string> addresses,
        Asked asked,
        CancellationToken cancellationToken
    )
    {
        var uncertain = new UncertainDeliveries(call.Database, call.Context.Clock);
        if (Choose(call, await uncertain.ListAsync(call.Dispatch.Id, cancellationToken), addresses) is not { } chosen)
        {
            return CommandContext.Failed;
        }

        if (chosen.Count == 0)
        {
            return call.Answer($"{call.Name} has no uncertain deliveries.");
        }

        if (asked.IsResend && !UncertainDeliveries.MayResend(call.Dispatch, call.Context.Clock.GetUtcNow()))
        {
            return call.Fail(
                call.Context.Clock.GetUtcNow() >= call.Dispatch.CutOffAt
                    ? $"{call.Name} is stale since {call.Local(call.Dispatch.CutOffAt)}; nothing more of it is sent. "
                        + "Settle them with --sent or --from-log."
                    : $"{call.Name} is {call.Dispatch.State.Word()}; nothing more of it is sent. Settle them with --sent "
                        + "or --from-log."
            );
        }

        List<(UncertainDelivery Delivery, SettledDelivery? Settled)> settled;
        if (asked.Logs.Count == 0)
        {
            settled =
            [
                .. chosen.Select(one =>
                    (
                        one,
                        (SettledDelivery?)
                            new SettledDelivery(
                                one.SubscriberId,
                                asked.IsResend,
                                asked.IsResend ? "sent again by an operator" : "arrived, says an operator"
                            )
                    )
                ),
            ];
        }
        else if (await FromLogAsync(call, chosen, asked, cancellationToken) is { } fromLog)
        {
            settled = fromLog;
        }
        else
        {
            return CommandContext.Failed;
        }

        var changes = settled.Select(one => one.Settled).OfType<SettledDelivery>().ToList();
        if (changes.Count > 0 && await uncertain.SettleAsync(call.Dispatch.Id, changes, cancellationToken) is null)
        {
            return call.Fail($"{call.Name} ended meanwhile; nothing was changed.");
        }

        Show(call, settled);
        if (!call.IsJson && changes.Any(one => one.IsResend))
        {
            call.Context.Terminal.Line(await call.WhoSendsAsync(cancellationToken));
        }

        return CommandContext.Done;
    }

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

    /// <returns>Null with an error when the logs cannot be read or do not tell enough.</returns>
    private static async Task<List<(UncertainDelivery Delivery, SettledDelivery? Settled)>?> FromLogAsync(
        DispatchCall call,
        List<UncertainDelivery> chosen,
        Asked asked,
        CancellationToken cancellationToken
    )
    {
        var tokens = new SignedToken(KeyFile.ReadOrCreate(call.Settings.Storage.KeyFile));
        var messages = chosen.ToDictionary(
            one => one.SubscriberId,
            one =>
                MessageIds.LocalPart(call.Dispatch.IssueSlug!, tokens.DeliveryName(call.Dispatch.Id, one.SubscriberId))
        );
        var log = new PostfixLog(
            [.. messages.Values],
            call.Context.Clock.GetUtcNow(),
            call.Context.Clock.LocalTimeZone
        );
        foreach (var file in asked.Logs)
        {
            await PostfixLogFile.ReadAsync(file == "-" ? file : Path.GetFullPath(file), log, cancellationToken);
        }

        if (log.Last is null)
        {
            call.Context.Terminal.Error(
                $"{string.Join(", ", asked.Logs)}: holds no line with a time, so it is no log of Postfix; nothing was "
                    + "changed."
            );
            return null;
        }

        // Who is not in the log was not taken, if the log was written from before the first attempt until after the
        // last.
        var missing = chosen.Where(one => !log.Taken.ContainsKey(messages[one.SubscriberId])).ToList();
        var (from, until) = (
            call.Dispatch.StartedAt ?? call.Dispatch.SlotAt,
            missing.Select(one => one.UpdatedAt).DefaultIfEmpty(DateTimeOffset.MinValue).Max()
        );
        if (asked.IsResend && missing.Count > 0 && (log.First > from || log.Last <= until))
        {
            call.Context.Terminal.Error(
                $"The log goes from {log.First:yyyy-MM-dd HH:mm:ss zzz} to {log.Last:yyyy-MM-dd HH:mm:ss zzz}, but to "
                    + $"know that a message was never taken it has to begin before {from:yyyy-MM-dd HH:mm:ss zzz} and "
                    + "end "
                    + $"after {until:yyyy-MM-dd HH:mm:ss zzz}; give all the files of that time. Nothing was changed."
            );
            return null;
        }

        return
        [
            .. chosen.Select(one =>
                (
                    one,
                    log.Taken.TryGetValue(messages[one.SubscriberId], out var queueId)
                        ? new SettledDelivery(
                            one.SubscriberId,
                            IsResend: false,
                            $"queued as {queueId}, says the relay's log"
                        )
                    : asked.IsResend
                        ? new SettledDelivery(one.SubscriberId, IsResend: true, "not in the relay's log; sent again")
                    : null
                )
            ),
        ];
    }

    private static void Show(DispatchCall call, List<(UncertainDelivery Delivery, SettledDelivery? Settled)> settled)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Address", "Now", "Because");
        foreach (var (delivery, one) in settled)
        {
            var now = (
                one is null ? DeliveryState.Uncertain
                : one.IsResend ? DeliveryState.Pending
                : DeliveryState.Sent
            ).Word();
            var because = one?.Reply ?? "not in the log";
            if (call.IsJson)
            {
                call.Context.Terminal.Json(
                    new
                    {
                        Dispatch = call.Dispatch.Id,
                        delivery.Email,
                        State = now,
                        Because = because,
                    }
                );
            }
            else
            {
                table.AddRow(Markup.Escape(delivery.Email), now, because);
            }
        }

        if (!call.IsJson)
        {
            call.Context.Terminal.Console.Write(table);
        }
    }

    /// <summary>What an operator says became of them.</summary>
    private sealed record Asked(bool IsSent, bool IsResend, IReadOnlyList<string> Logs);
}
