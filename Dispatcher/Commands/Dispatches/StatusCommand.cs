using System.CommandLine;
using System.Globalization;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary><c>status [--dispatch ID]</c>: dispatches and what became of their deliveries.</summary>
internal static class StatusCommand
{
    private const int LatestDispatches = 10;
    private const int MostListed = 50;
    private const int MostDomains = 20;

    /// <summary>What an operator wants to see by name: everything that is neither waiting nor sent.</summary>
    private static readonly DeliveryState[] Noteworthy =
    [
        DeliveryState.Deferred,
        DeliveryState.Failed,
        DeliveryState.Skipped,
        DeliveryState.Expired,
        DeliveryState.Uncertain,
    ];

    public static Command Build(CommandContext context)
    {
        var id = new Option<long?>("--dispatch")
        {
            Description = "One dispatch, with everybody who did not get it.",
            HelpName = "ID",
            CustomParser = result =>
            {
                if (
                    long.TryParse(
                        result.Tokens[0].Value,
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out var number
                    )
                )
                {
                    return number;
                }

                result.AddError(
                    $"--dispatch is \"{result.Tokens[0].Value}\", but takes the number of a dispatch; see them with: "
                        + "dispatcher status"
                );
                return null;
            },
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
                    var dispatches = new DispatchStore(database, context.Clock);
                    var ledger = new Ledger(database, context.Clock);
                    var json = parsed.GetValue(CommonOptions.Json);
                    var owner = await Ownership.CurrentAsync(database, context.Clock, cancellationToken);
                    if (parsed.GetValue(id) is not { } wanted)
                    {
                        if (parsed.GetValue(watch))
                        {
                            await new StatusWatch(context, settings, database, json).RunAsync(
                                only: null,
                                cancellationToken
                            );
                            return CommandContext.Done;
                        }

                        var latest = await dispatches.LatestAsync(LatestDispatches, cancellationToken);
                        await ShowAllAsync(context, ledger, latest, owner, json, cancellationToken);
                        await WarnAsync(
                            context,
                            database,
                            await dispatches.NewestBegunAsync(cancellationToken),
                            json,
                            cancellationToken
                        );
                        ShowMails(
                            context,
                            await MailBacklog.ReadAsync(database, context.Clock.GetUtcNow(), cancellationToken),
                            json
                        );
                        SignUpLine.Show(
                            context.Terminal,
                            await SignUpQueue.ReadAsync(database, cancellationToken),
                            settings,
                            json
                        );
                        return CommandContext.Done;
                    }

                    if (await dispatches.FindAsync(wanted, cancellationToken) is not { } dispatch)
                    {
                        context.Terminal.Error(DispatchCall.Unknown(wanted));
                        return CommandContext.Failed;
                    }

                    if (parsed.GetValue(watch))
                    {
                        await new StatusWatch(context, settings, database, json).RunAsync(wanted, cancellationToken);
                        return CommandContext.Done;
                    }

                    await ShowOneAsync(
                        context,
                        database,
                        dispatch,
                        InterruptedDispatch.Is(dispatch, owner),
                        json,
                        cancellationToken
                    );
                    ShowWaves(
                        context,
                        settings.Newsletter.TimeZone,
                        await new WaveStore(database, context.Clock).CountsAsync(wanted, cancellationToken),
                        json
                    );
                    return CommandContext.Done;
                })
        );
        return command;
    }

    /// <summary>Counts of one dispatch, then by name the readers who did not get it, and why.</summary>
    /// <param name="isInterrupted">No process sends it now.</param>
    public static async Task ShowOneAsync(
        CommandContext context,
        Database database,
        Dispatch dispatch,
        bool isInterrupted,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var goesOnWith = isInterrupted ? InterruptedDispatch.GoesOnWith(dispatch) : null;
        var state = InterruptedDispatch.State(dispatch, isInterrupted);
        var numbers = await DispatchNumbers.ReadAsync(database, dispatch.Id, cancellationToken);
        var rows = await new Ledger(database, context.Clock).InStatesAsync(
            dispatch.Id,
            Noteworthy,
            MostListed,
            cancellationToken
        );
        var domains = numbers.Largest(MostDomains);
        if (json)
        {
            context.Terminal.Json(
                new
                {
                    Dispatch = Json(dispatch, state),
                    GoesOnWith = goesOnWith,
                    Counts = numbers.States,
                    numbers.Failures,
                    Rates = Json(numbers.Rates),
                    Domains = domains.Select(Json),
                    NotSent = rows,
                }
            );
            return;
        }

        context.Terminal.Line(
            $"Dispatch {dispatch.Id}{Kind(dispatch, " (", ")")} of {dispatch.SlotDate:yyyy-MM-dd}, "
                + $"\"{dispatch.Title}\": {state}, {Words(numbers.States)}"
        );
        if (goesOnWith is not null)
        {
            context.Terminal.Line(NoProcessSends(goesOnWith));
        }

        if (dispatch.Reason is { } reason)
        {
            context.Terminal.Line(reason);
        }

        if (dispatch.FoundPace is { } pace)
        {
            context.Terminal.Line($"Slowed by refusals: {pace}");
        }

        if (numbers.Failures.Count > 0)
        {
            context.Terminal.Line(
                $"Failed: {string.Join(", ", numbers.Failures.OrderByDescending(cause => cause.Value).Select(cause => FormattableString.Invariant($"{cause.Value:N0} {cause.Key}")))}."
            );
        }

        foreach (var sentence in numbers.Rates.Sentences())
        {
            context.Terminal.Line(sentence);
        }

        ShowDomains(context, domains);
        if (rows.Count == 0)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("Address", "State", "Attempts", "Last reply");
        foreach (var row in rows)
        {
            table.AddRow(
                Markup.Escape(row.Email),
                row.State.Word(),
                row.Attempts.ToString(CultureInfo.InvariantCulture),
                Markup.Escape(row.Reply ?? "")
            );
        }

        context.Terminal.Console.Write(table);
    }

    /// <summary>How it went at each large domain; nothing where there is only one, or all went well.</summary>
    private static void ShowDomains(CommandContext context, IReadOnlyList<DomainNumbers> domains)
    {
        if (
            domains.Count < 2
            || domains.All(domain => domain is { Deferred: 0, Failed: 0, SoftBounces: 0, Dead: 0, Complaints: 0 })
        )
        {
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumn("Domain");
        foreach (var name in (string[])["Sent", "Deferred", "Failed", "Bounced later", "Dead", "Spam"])
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach (var domain in domains)
        {
            table.AddRow(
                Markup.Escape(domain.Domain),
                Number(domain.Sent),
                Number(domain.Deferred),
                Number(domain.Failed),
                Number(domain.SoftBounces),
                Share(domain.Rates.DeadShare, domain.Rates.DeadVerdict),
                Share(domain.Rates.ComplaintShare, domain.Rates.ComplaintVerdict)
            );
        }

        context.Terminal.Console.Write(table);
    }

    /// <summary>What inboxes would hold against the newest dispatch; nothing where they would not.</summary>
    private static async Task WarnAsync(
        CommandContext context,
        Database database,
        Dispatch? newest,
        bool json,
        CancellationToken cancellationToken
    )
    {
        if (json || newest is null)
        {
            return;
        }

        var rates = (await DispatchNumbers.ReadAsync(database, newest.Id, cancellationToken)).Rates;
        foreach (var sentence in rates.Verdict is RateVerdict.Good ? [] : rates.Sentences())
        {
            context.Terminal.Line($"Of dispatch {newest.Id}, {sentence}");
        }
    }

    private static object Json(InboxRates rates) =>
        new
        {
            rates.Dead,
            rates.DeadShare,
            DeadVerdict = rates.DeadVerdict.Word(),
            rates.Complaints,
            rates.ComplaintShare,
            ComplaintVerdict = rates.ComplaintVerdict.Word(),
        };

    private static object Json(DomainNumbers domain) =>
        new
        {
            domain.Domain,
            domain.Sent,
            domain.Deferred,
            domain.Failed,
            domain.SoftBounces,
            Rates = Json(domain.Rates),
        };

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Share(double share, RateVerdict verdict)
    {
        var text = share == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} %");
        return verdict switch
        {
            RateVerdict.Bad => $"[red]{text}[/]",
            RateVerdict.Warning => $"[yellow]{text}[/]",
            _ => text,
        };
    }

    /// <summary>Mails to one person, such as confirm and welcome, that did not go; nothing where all went.</summary>
    private static void ShowMails(CommandContext context, MailBacklog mails, bool json)
    {
        if (mails.Sentence is not { } sentence)
        {
            return;
        }

        if (json)
        {
            context.Terminal.Json(
                new
                {
                    Mails = new
                    {
                        mails.Waiting,
                        mails.Failed,
                        mails.Reply,
                    },
                }
            );
        }
        else
        {
            context.Terminal.Line(sentence);
        }
    }

    /// <summary>How far each wave is; nothing where everybody was due at once, or in one zone.</summary>
    private static void ShowWaves(CommandContext context, TimeZoneInfo zone, IReadOnlyList<WaveCounts> waves, bool json)
    {
        if (json || waves.Count < 2)
        {
            foreach (var wave in json ? waves : [])
            {
                context.Terminal.Json(
                    new
                    {
                        Wave = wave.At,
                        wave.Recipients,
                        wave.Sent,
                        State = wave.State.Word(),
                        wave.CutOffAt,
                    }
                );
            }

            return;
        }

        var table = new Table()
            .Border(TableBorder.Simple)
            .AddColumns($"Wave ({Markup.Escape(zone.Id)})", "State", "Recipients", "Sent");
        foreach (var wave in waves)
        {
            table.AddRow(
                TimeZoneInfo.ConvertTime(wave.At, zone).ToString("ddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                wave.State.Word(),
                wave.Recipients.ToString("N0", CultureInfo.InvariantCulture),
                wave.Sent.ToString("N0", CultureInfo.InvariantCulture)
            );
        }

        context.Terminal.Console.Write(table);
    }

    private static async Task ShowAllAsync(
        CommandContext context,
        Ledger ledger,
        IReadOnlyList<Dispatch> latest,
        OwnerRow? owner,
        bool json,
        CancellationToken cancellationToken
    )
    {
        if (latest.Count == 0 && !json)
        {
            context.Terminal.Line("No dispatches yet. See what comes next with: dispatcher queue");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("Id", "Slot", "Issue", "State", "Deliveries", "");
        foreach (var dispatch in latest)
        {
            var counts = await ledger.CountsAsync(dispatch.Id, cancellationToken);
            var isInterrupted = InterruptedDispatch.Is(dispatch, owner);
            var state = InterruptedDispatch.State(dispatch, isInterrupted);
            if (json)
            {
                context.Terminal.Json(
                    new
                    {
                        Dispatch = Json(dispatch, state),
                        GoesOnWith = isInterrupted ? InterruptedDispatch.GoesOnWith(dispatch) : null,
                        Counts = counts,
                    }
                );
                continue;
            }

            table.AddRow(
                dispatch.Id.ToString(CultureInfo.InvariantCulture),
                dispatch.SlotDate.ToString("ddd yyyy-MM-dd", CultureInfo.InvariantCulture),
                Markup.Escape($"{Kind(dispatch, "", ": ")}{dispatch.Title ?? "–"}"),
                state,
                Words(counts),
                Markup.Escape(string.Join(' ', new[] { dispatch.Reason, dispatch.FoundPace }.OfType<string>()))
            );
        }

        if (json)
        {
            return;
        }

        context.Terminal.Console.Write(table);
        foreach (var dispatch in latest.Where(dispatch => InterruptedDispatch.Is(dispatch, owner)))
        {
            context.Terminal.Line(
                $"Dispatch {dispatch.Id} was interrupted. {NoProcessSends(InterruptedDispatch.GoesOnWith(dispatch))}"
            );
        }
    }

    private static string NoProcessSends(string goesOnWith) => $"No process sends it now; {goesOnWith}.";

    /// <summary>Says so when a dispatch is no issue.</summary>
    private static string Kind(Dispatch dispatch, string before, string after) =>
        dispatch.Kind is DispatchKind.Correction ? $"{before}correction of {dispatch.CorrectsId}{after}" : "";

    /// <summary>A dispatch for programs.</summary>
    /// <param name="state">See <see cref="InterruptedDispatch.State"/>.</param>
    private static object Json(Dispatch dispatch, string state) =>
        new
        {
            dispatch.Id,
            Kind = dispatch.Kind.Word(),
            dispatch.CorrectsId,
            dispatch.SlotDate,
            dispatch.IssueSlug,
            dispatch.Title,
            State = state,
            dispatch.Reason,
            dispatch.FoundPace,
            dispatch.Revision,
            dispatch.Changes,
            dispatch.Audience,
            dispatch.Recipients,
            dispatch.SlotAt,
            dispatch.CutOffAt,
            dispatch.CreatedAt,
            dispatch.StartedAt,
            dispatch.FinishedAt,
            dispatch.IsInDoubt,
            dispatch.IsOpen,
        };

    private static string Words(IReadOnlyDictionary<DeliveryState, long> counts) =>
        counts.Count == 0
            ? "nobody"
            : string.Join(
                ", ",
                DeliveryStates
                    .Words.Values.Where(counts.ContainsKey)
                    .Select(state => $"{counts[state].ToString("N0", CultureInfo.InvariantCulture)} {state.Word()}")
            );
}
