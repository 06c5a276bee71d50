using System.CommandLine;
using System.Globalization;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Suppressions;
using Newsletter.Dispatcher.Tokens;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Subscribers;

/// <summary><c>suppression list|add|remove</c>: addresses that get nothing, also when they are on the list.</summary>
internal static class SuppressionCommand
{
    public static Command Build(CommandContext context) =>
        new("suppression", "Addresses that get nothing, also when they are on the list: list, add, remove.")
        {
            BuildList(context),
            BuildAdd(context),
            BuildRemove(context),
        };

    private static Command BuildList(CommandContext context)
    {
        var command = new Command("list", "Show them, and why.");
        command.SetAction(
            (parsed, cancellationToken) =>
                context.RunAsync(async () =>
                {
                    var database = await CommandContext.OpenDatabaseAsync(context.Settings(), cancellationToken);
                    var all = await SuppressionTable.ListAsync(database, cancellationToken);
                    if (parsed.GetValue(CommonOptions.Json))
                    {
                        foreach (var one in all)
                        {
                            context.Terminal.Json(one);
                        }
                    }
                    else if (all.Count == 0)
                    {
                        context.Terminal.Line("No address is suppressed.");
                    }
                    else
                    {
                        var table = new Table()
                            .Border(TableBorder.Simple)
                            .AddColumn("Address", column => column.NoWrap())
                            .AddColumns("Since", "Kind", "Reason", "Evidence");
                        foreach (var one in all)
                        {
                            table.AddRow(
                                Markup.Escape(one.Email),
                                one.CreatedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                                one.Kind.Word(),
                                Markup.Escape(one.Reason),
                                Markup.Escape(one.Evidence ?? "")
                            );
                        }

                        context.Terminal.Console.Write(table);
                    }

                    return CommandContext.Done;
                })
        );
        return command;
    }

    private static Command BuildAdd(CommandContext context)
    {
        var reason = new Option<string>("--reason")
        {
            Description = "Why.",
            HelpName = "TEXT",
            DefaultValueFactory = _ => "by an operator",
        };
        var command = BuildOne(
            context,
            "add",
            "Send an address nothing from now on.",
            async (parsed, database, address, cancellationToken) =>
            {
                var row = await RowAsync(
                    context,
                    database,
                    "suppression.add",
                    address,
                    parsed.GetValue(reason),
                    cancellationToken
                );
                var isNew = await new OperatorSuppressions(database, context.Clock, row).AddAsync(
                    address,
                    parsed.GetValue(reason)!,
                    cancellationToken
                );
                if (!isNew)
                {
                    context.Terminal.Error($"{address} is suppressed already; see: dispatcher suppression list");
                    return CommandContext.Failed;
                }

                return Answer(context, parsed, address, isSuppressed: true, $"{address} gets nothing from now on.");
            }
        );
        command.Options.Add(reason);
        return command;
    }

    private static Command BuildRemove(CommandContext context)
    {
        var resume = new Option<bool>("--resume") { Description = "Also make the bounced subscriber active again." };
        var command = BuildOne(
            context,
            "remove",
            "Let an address get mail again.",
            async (parsed, database, address, cancellationToken) =>
            {
                await using var connection = await database.OpenAsync(cancellationToken);
                var oldestKey = KeyFile.ReadOrCreate(context.Settings().Storage.KeyFile)[0];
                var found = await SuppressionTable.FindAsync(connection, transaction: null, address, oldestKey);
                if (
                    found.FirstOrDefault(one => !one.IsErased) is { } kept
                    && !Confirmation.IsGiven(
                        context.Terminal,
                        parsed,
                        $"{address} is suppressed as {kept.Kind.Word()} ({kept.Reason}); that record is deleted, and "
                            + "the address can get mail again. Remove it?"
                    )
                )
                {
                    return CommandContext.WrongUsage;
                }

                var row = await RowAsync(
                    context,
                    database,
                    "suppression.lift",
                    address,
                    parsed.GetValue(CommonOptions.Reason),
                    cancellationToken
                );
                var wasSuppressed = await new OperatorSuppressions(database, context.Clock, row).LiftAsync(
                    address.Key,
                    parsed.GetValue(resume),
                    cancellationToken
                );
                if (!wasSuppressed && !parsed.GetValue(resume))
                {
                    context.Terminal.Error($"{address} is not suppressed; see: dispatcher suppression list");
                    return CommandContext.Failed;
                }

                if (!wasSuppressed)
                {
                    // With --resume the subscriber may be active again all the same.
                    await database.InTransactionAsync(
                        async (connection, transaction) =>
                        {
                            await row(connection, transaction);
                            return true;
                        },
                        cancellationToken
                    );
                }

                var status = (
                    await new SubscriberList(database, context.Clock).FindAsync(address, cancellationToken)
                )?.Status;
                var rest = status switch
                {
                    null => "it is not on the list.",
                    SubscriberStatus.Bounced =>
                        "its subscriber is still bounced and gets nothing. When the address works again: dispatcher "
                            + $"suppression remove {address} --resume",
                    _ => $"its subscriber is {status.Value.Word()}.",
                };
                return Answer(
                    context,
                    parsed,
                    address,
                    isSuppressed: false,
                    $"{address} is not suppressed any more; {rest}"
                );
            }
        );
        command.Options.Add(resume);
        command.Options.Add(CommonOptions.Yes);
        command.Options.Add(CommonOptions.Reason);
        return command;
    }

    private static Command BuildOne(
        CommandContext context,
        string verb,
        string description,
        Func<ParseResult, Database, EmailAddress, CancellationToken, Task<int>> run
    )
    {
        var argument = new Argument<string>("ADDRESS") { Description = "Email address, for example ana@example.org." };
        var command = new Command(verb, description) { argument };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.RunAsync(async () =>
                {
                    var typed = parsed.GetRequiredValue(argument);
                    if (!EmailAddress.TryParse(typed, out var address, out var problem))
                    {
                        context.Terminal.Error($"{typed} {problem}.");
                        return CommandContext.WrongUsage;
                    }

                    return await run(
                        parsed,
                        await CommandContext.OpenDatabaseAsync(context.Settings(), cancellationToken),
                        address,
                        cancellationToken
                    );
                })
        );
        return command;
    }

    /// <summary>
    /// The row of the audit, which is written with the change: about a reader, or, where nobody on the list has the
    /// address, about its keyed hash.
    /// </summary>
    private static async Task<Alongside> RowAsync(
        CommandContext context,
        Database database,
        string action,
        EmailAddress address,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        var reader = await new SubscriberList(database, context.Clock).FindAsync(address, cancellationToken);
        var subject = reader is null
            ? ErasedAddress.Subject(address, KeyFile.ReadOrCreate(context.Settings().Storage.KeyFile)[0])
            : FormattableString.Invariant($"reader:{reader.Id}");
        return TerminalAudit.With(context, database, action, subject, details: null, reason);
    }

    private static int Answer(
        CommandContext context,
        ParseResult parsed,
        EmailAddress address,
        bool isSuppressed,
        string sentence
    )
    {
        if (parsed.GetValue(CommonOptions.Json))
        {
            context.Terminal.Json(new { Email = address.Key, Suppressed = isSuppressed });
        }
        else
        {
            context.Terminal.Line(sentence);
        }

        return CommandContext.Done;
    }
}
