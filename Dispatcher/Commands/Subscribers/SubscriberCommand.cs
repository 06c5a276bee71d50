using System.CommandLine;
using System.Globalization;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Readers;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Subscriptions.Terms;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Commands.Subscribers;

/// <summary>
/// <c>subscriber add|show|remove|pause|resume|extend|renew-links|erase ADDRESS</c>: one person.
/// </summary>
internal static class SubscriberCommand
{
    public static Command Build(CommandContext context) =>
        new("subscriber", "One person on the list: add, show, remove, pause, resume, extend, renew-links, erase.")
        {
            BuildAdd(context),
            BuildOne(context, "show", "Show what the list knows about a person.", ShowAsync),
            BuildOne(context, "remove", "Delete a person from the list.", RemoveAsync),
            BuildPause(context),
            BuildOne(
                context,
                "resume",
                "Send a paused person the newsletter again.",
                (call, cancellationToken) =>
                    ChangeAsync(
                        call,
                        "reader.resume",
                        details: null,
                        call.Pauses.ResumeAsync(call.Address, cancellationToken),
                        cancellationToken
                    )
            ),
            BuildExtend(context),
            BuildOne(
                context,
                "renew-links",
                "Make all links that a person was mailed useless, but for unsubscribing, and mail a new one.",
                RenewLinksAsync
            ),
            BuildOne(
                context,
                "erase",
                "Forget a person for good; a keyed hash keeps imports from bringing them back.",
                EraseAsync
            ),
        };

    private static Command BuildAdd(CommandContext context)
    {
        var firstName = new Option<string>("--first-name") { Description = "First name." };
        var lastName = new Option<string>("--last-name") { Description = "Last name." };
        var timeZone = new Option<string>("--time-zone")
        {
            Description = "Time zone such as Europe/Madrid; without it, the newsletter's.",
        };
        var tags = new Option<string[]>("--tag") { Description = "A tag; may be given several times." };
        var add = BuildOne(
            context,
            "add",
            "Put a person on the list, active at once.",
            (call, cancellationToken) =>
            {
                var first = SubscriberFields.Name(call.Parse.GetValue(firstName));
                var last = SubscriberFields.Name(call.Parse.GetValue(lastName));
                var zone = SubscriberFields.TimeZone(call.Parse.GetValue(timeZone));
                var tagged = SubscriberFields.Tags(call.Parse.GetValue(tags) ?? []);
                (string Option, string? Problem)[] checks =
                [
                    (firstName.Name, first.Problem),
                    (lastName.Name, last.Problem),
                    (timeZone.Name, zone.Problem),
                    (tags.Name, tagged.Problem),
                ];
                var entry = new SubscriberEntry
                {
                    Address = call.Address,
                    FirstName = first.Value,
                    LastName = last.Value,
                    TimeZone = zone.Value,
                    Tags = tagged.Value,
                };
                return AddAsync(
                    call,
                    entry,
                    [.. checks.Where(c => c.Problem is not null).Select(c => $"{c.Option} {c.Problem}")],
                    cancellationToken
                );
            }
        );
        add.Options.Add(firstName);
        add.Options.Add(lastName);
        add.Options.Add(timeZone);
        add.Options.Add(tags);
        return add;
    }

    private static Command BuildPause(CommandContext context)
    {
        var until = BuildUntil("Date from which mail comes again, such as 2026-08-31; without it, until resumed.");
        var pause = BuildOne(
            context,
            "pause",
            "Send a person nothing until resumed, or until a date.",
            (call, cancellationToken) =>
                ChangeAsync(
                    call,
                    "reader.pause",
                    call.Parse.GetValue(until) is { } day
                        ? FormattableString.Invariant($"until {day:yyyy-MM-dd}")
                        : null,
                    call.Pauses.PauseAsync(call.Address, call.Parse.GetValue(until), cancellationToken),
                    cancellationToken
                )
        );
        pause.Options.Add(until);
        return pause;
    }

    private static Command BuildExtend(CommandContext context)
    {
        var until = BuildUntil("Last day on which the person gets the newsletter, such as 2027-01-31.");
        until.Required = true;
        var extend = BuildOne(
            context,
            "extend",
            "Let a person read until a date, whether they have paid or not.",
            (call, cancellationToken) => ExtendAsync(call, call.Parse.GetValue(until)!.Value, cancellationToken)
        );
        extend.Options.Add(until);
        return extend;
    }

    private static Option<DateOnly?> BuildUntil(string description) =>
        new("--until")
        {
            Description = description,
            HelpName = "DATE",
            CustomParser = result =>
            {
                if (
                    DateOnly.TryParseExact(
                        result.Tokens[0].Value,
                        "yyyy-MM-dd",
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.None,
                        out var date
                    )
                )
                {
                    return date;
                }

                result.AddError($"--until: {result.Tokens[0].Value} is no date; write it as 2026-08-31.");
                return null;
            },
        };

    /// <summary>A verb about one address: parses it, opens the list, and only then runs.</summary>
    private static Command BuildOne(
        CommandContext context,
        string verb,
        string description,
        Func<Call, CancellationToken, Task<int>> run
    )
    {
        var argument = new Argument<string>("ADDRESS") { Description = "Email address, for example ana@example.org." };
        var command = new Command(verb, description) { argument };
        if (verb != "show")
        {
            command.Options.Add(CommonOptions.Reason);
        }

        if (verb is "remove" or "erase" or "renew-links")
        {
            command.Options.Add(CommonOptions.Yes);
        }

        command.SetAction(
            (parse, cancellationToken) =>
                context.RunAsync(async () =>
                {
                    var typed = parse.GetRequiredValue(argument);
                    if (!EmailAddress.TryParse(typed, out var address, out var problem))
                    {
                        context.Terminal.Error($"{typed} {problem}.");
                        return CommandContext.WrongUsage;
                    }

                    var settings = context.Settings();
                    var database = await CommandContext.OpenDatabaseAsync(settings, cancellationToken);
                    return await run(new(parse, context, settings, database, address), cancellationToken);
                })
        );
        return command;
    }

    private static async Task<int> AddAsync(
        Call call,
        SubscriberEntry entry,
        IReadOnlyList<string> problems,
        CancellationToken cancellationToken
    )
    {
        foreach (var problem in problems)
        {
            call.Terminal.Error($"{problem}.");
        }

        if (problems.Count > 0)
        {
            return CommandContext.WrongUsage;
        }

        if (await call.List.AddAsync(entry, cancellationToken) is not { } added)
        {
            return call.Fail($"is on the list already; see: dispatcher subscriber show {call.Address}");
        }

        await call.RecordAsync("reader.add", added.Id, details: null, cancellationToken);
        return call.Answer(added, $"{added.Email} is on the list now, {added.Status.Word()}.");
    }

    private static async Task<int> ShowAsync(Call call, CancellationToken cancellationToken)
    {
        var tokens = new SignedToken(KeyFile.ReadOrCreate(call.Settings.Storage.KeyFile));
        var cards = new ReaderCards(call.Database, tokens, call.Context.Clock);
        if (await cards.FindAsync(call.Address.Value, cancellationToken) is not { } card)
        {
            return call.FailUnknown();
        }

        var history = await SubscriberEvents.OfAsync(call.Database, call.Address, cancellationToken);
        SubscriberView.Show(
            call.Terminal,
            card,
            history,
            LocalDay.Zone(card.Reader.TimeZone, call.Settings.Newsletter),
            call.IsJson
        );
        return CommandContext.Done;
    }

    private static async Task<int> RemoveAsync(Call call, CancellationToken cancellationToken)
    {
        if (await call.List.FindAsync(call.Address, cancellationToken) is not { } subscriber)
        {
            return call.FailUnknown();
        }

        if (!call.IsGiven($"{subscriber.Email} and what the list knows of them is deleted for good. Delete it?"))
        {
            return CommandContext.WrongUsage;
        }

        if (!await call.List.RemoveAsync(call.Address, cancellationToken))
        {
            return call.FailUnknown();
        }

        await call.RecordAsync("reader.remove", subscriber.Id, details: null, cancellationToken);
        return call.Answer(subscriber, $"{subscriber.Email} is deleted from the list.");
    }

    private static async Task<int> ExtendAsync(Call call, DateOnly until, CancellationToken cancellationToken)
    {
        var terms = new TermStore(call.Database, call.Settings.Newsletter, call.Context.Clock);
        if (await call.List.FindAsync(call.Address, cancellationToken) is not { } subscriber)
        {
            return call.FailUnknown();
        }

        var row = call.Audited(
            "reader.extend",
            subscriber.Id,
            FormattableString.Invariant($"until {until:yyyy-MM-dd}")
        );
        var answer = await call.Database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var change = await terms.ExtendAsync(connection, transaction, subscriber.Id, until);
                if (change is { IsDone: true })
                {
                    await row(connection, transaction);
                }

                return change;
            },
            cancellationToken
        );
        return answer switch
        {
            null => call.FailUnknown(),
            { IsDone: false } => call.Fail(answer.Message),
            _ => call.Answer(
                await call.List.FindAsync(call.Address, cancellationToken),
                $"{call.Address} {answer.Message}."
            ),
        };
    }

    private static async Task<int> RenewLinksAsync(Call call, CancellationToken cancellationToken)
    {
        if (await call.List.FindAsync(call.Address, cancellationToken) is null)
        {
            return call.FailUnknown();
        }

        if (
            !call.IsGiven(
                $"All links that were mailed to {call.Address} open nothing any more, but for unsubscribing. "
                    + "Renew them?"
            )
        )
        {
            return CommandContext.WrongUsage;
        }

        var tokens = new SignedToken(KeyFile.ReadOrCreate(call.Settings.Storage.KeyFile));
        var letters = new LinkLetters(call.Database, call.Settings.Newsletter, tokens, call.Context.Clock);
        var renewal = new LinkRenewal(call.Database, letters, call.Context.Clock);
        if (await renewal.RenewAsync(call.Address, cancellationToken) is not { } isMailed)
        {
            return call.FailUnknown();
        }

        var subscriber = await call.List.FindAsync(call.Address, cancellationToken);
        await call.RecordAsync("reader.renew-links", subscriber!.Id, details: null, cancellationToken);
        if (call.IsJson)
        {
            call.Terminal.Json(
                new
                {
                    subscriber.Id,
                    subscriber.LinkEpoch,
                    IsMailed = isMailed,
                }
            );
            return CommandContext.Done;
        }

        call.Terminal.Line(
            $"The links of {call.Address} are renewed: those of earlier mails unsubscribe and open nothing else. "
                + (
                    isMailed
                        ? "The service mails a new one."
                        : "No mail can go there now, or several such letters just went; the next mail has a new one."
                )
        );
        return CommandContext.Done;
    }

    private static async Task<int> EraseAsync(Call call, CancellationToken cancellationToken)
    {
        if (await call.List.FindAsync(call.Address, cancellationToken) is not { } subscriber)
        {
            return call.FailUnknown();
        }

        if (
            !call.IsGiven(
                $"{subscriber.Email} is forgotten for good; no backup but your own brings them back. Erase them?"
            )
        )
        {
            return CommandContext.WrongUsage;
        }

        var goesOn = await RunningPayment.IsThereAsync(
            call.Database,
            subscriber.Id,
            call.Context.Clock.GetUtcNow(),
            cancellationToken
        );
        var tokens = new SignedToken(KeyFile.ReadOrCreate(call.Settings.Storage.KeyFile));
        var outcome = await new Erasure(call.Database, tokens, call.Context.Clock).EraseAsync(
            subscriber.Id,
            cancellationToken,
            call.Audited("reader.erase", subscriber.Id, details: null)
        );
        var sentence =
            outcome is ErasureOutcome.Noted
                ? "gets nothing more; a message to them is on its way, and the service erases them when it is through"
                : "is erased; what was sent stays counted, without the address";
        if (call.IsJson)
        {
            call.Terminal.Json(
                new
                {
                    subscriber.Id,
                    Erased = outcome is ErasureOutcome.Erased,
                    PaymentGoesOn = goesOn,
                }
            );
        }
        else
        {
            call.Terminal.Line($"{call.Address} {sentence}.");
            if (goesOn)
            {
                call.Terminal.Line("Warning: Stripe goes on charging them. Cancel their subscription at Stripe.");
            }
        }

        return CommandContext.Done;
    }

    private static async Task<int> ChangeAsync(
        Call call,
        string action,
        string? details,
        Task<StatusChange> change,
        CancellationToken cancellationToken
    ) => await call.AnswerAsync(action, details, await change, cancellationToken);

    /// <summary>One run of a verb.</summary>
    private sealed record Call(
        ParseResult Parse,
        CommandContext Context,
        DispatcherSettings Settings,
        Database Database,
        EmailAddress Address
    )
    {
        public Terminal Terminal => Context.Terminal;

        public SubscriberList List => new(Database, Context.Clock);

        public Pauses Pauses => new(Database, Settings.Newsletter, Context.Clock);

        public bool IsJson => Parse.GetValue(CommonOptions.Json);

        /// <inheritdoc cref="Confirmation.IsGiven"/>
        public bool IsGiven(string question) => Confirmation.IsGiven(Terminal, Parse, question);

        /// <summary>Prints the person for programs, the sentence for people.</summary>
        public int Answer(Subscriber? subscriber, string sentence)
        {
            if (IsJson)
            {
                Terminal.Json(subscriber);
            }
            else
            {
                Terminal.Line(sentence);
            }

            return CommandContext.Done;
        }

        /// <summary>The row of the audit as a part of the change, with the reason of <c>--reason</c>.</summary>
        public Alongside Audited(string action, long id, string? details) =>
            TerminalAudit.With(
                Context,
                Database,
                action,
                FormattableString.Invariant($"reader:{id}"),
                details,
                Parse.GetValue(CommonOptions.Reason)
            );

        /// <summary>Writes into the audit what was done, with the reason of <c>--reason</c>.</summary>
        public Task RecordAsync(string action, long id, string? details, CancellationToken cancellationToken) =>
            TerminalAudit.RecordAsync(
                Context,
                Database,
                action,
                FormattableString.Invariant($"reader:{id}"),
                details,
                Parse.GetValue(CommonOptions.Reason),
                cancellationToken
            );

        /// <summary>Records a change that was made, and says it; or says why none was.</summary>
        public async Task<int> AnswerAsync(
            string action,
            string? details,
            StatusChange change,
            CancellationToken cancellationToken
        )
        {
            if (!change.IsDone)
            {
                return Fail(change.Message);
            }

            var subscriber = await List.FindAsync(Address, cancellationToken);
            await RecordAsync(action, subscriber!.Id, details, cancellationToken);
            return Answer(subscriber, $"{Address} {change.Message}.");
        }

        /// <param name="why">Stands behind the address.</param>
        public int Fail(string why)
        {
            Terminal.Error($"{Address} {why}");
            return CommandContext.Failed;
        }

        public int FailUnknown() =>
            Fail($"is not on the list; check the spelling, or: dispatcher subscriber add {Address}");
    }
}
