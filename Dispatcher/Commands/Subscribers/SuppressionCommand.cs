using System.CommandLine;
using System.Globalization;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Suppressions;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Subscribers;

/// <summary><c>suppression list|add|remove</c>: addresses that get nothing, whatever the list says.</summary>
internal static class SuppressionCommand
{
    public static Command Build(Surroundings here) => new("suppression", "Addresses that get nothing, whatever the list says: list, add, remove.")
    {
        BuildList(here),
        BuildAdd(here),
        BuildRemove(here),
    };

    private static Command BuildList(Surroundings here)
    {
        var command = new Command("list", "Show them, and why.");
        command.SetAction((words, cancellationToken) => here.RunAsync(async () =>
        {
            var database = await Surroundings.OpenDatabaseAsync(here.Settings(), cancellationToken);
            var all = await SuppressionTable.ListAsync(database, cancellationToken);
            if (words.GetValue(CommonOptions.Json))
            {
                foreach (var one in all)
                {
                    here.Terminal.Json(one);
                }
            }
            else if (all.Count == 0)
            {
                here.Terminal.Line("No address is suppressed.");
            }
            else
            {
                var table = new Table().Border(TableBorder.Simple).AddColumns("Address", "Since", "Kind", "Reason", "Evidence");
                foreach (var one in all)
                {
                    table.AddRow(
                        Markup.Escape(one.Email),
                        one.CreatedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                        one.Kind,
                        Markup.Escape(one.Reason),
                        Markup.Escape(one.Evidence ?? ""));
                }

                here.Terminal.Console.Write(table);
            }

            return Surroundings.Done;
        }));
        return command;
    }

    private static Command BuildAdd(Surroundings here)
    {
        var reason = new Option<string>("--reason") { Description = "Why.", HelpName = "TEXT", DefaultValueFactory = _ => "by an operator" };
        var command = BuildOne(here, "add", "Send an address nothing from now on.", async (words, database, address, cancellationToken) =>
        {
            var isNew = await database.InTransactionAsync(
                (connection, transaction) => SuppressionTable.RecordAsync(
                    connection, transaction,
                    new(address.Key, SuppressionKind.Operator, words.GetValue(reason)!, NewSuppression.ByOperator), here.Clock.GetUtcNow()),
                cancellationToken);
            if (!isNew)
            {
                here.Terminal.Error($"{address} is suppressed already; see: dispatcher suppression list");
                return Surroundings.Failed;
            }

            return Answer(here, words, address, isSuppressed: true, $"{address} gets nothing from now on.");
        });
        command.Options.Add(reason);
        return command;
    }

    private static Command BuildRemove(Surroundings here)
    {
        var resume = new Option<bool>("--resume") { Description = "Also make the bounced subscriber active again." };
        var command = BuildOne(here, "remove", "Let an address get mail again.", async (words, database, address, cancellationToken) =>
        {
            var wasSuppressed = await database.InTransactionAsync(
                (connection, transaction) => SuppressionTable.RemoveAsync(
                    connection, transaction, address.Key, words.GetValue(resume), here.Clock.GetUtcNow()),
                cancellationToken);
            if (!wasSuppressed && !words.GetValue(resume))
            {
                here.Terminal.Error($"{address} is not suppressed; see: dispatcher suppression list");
                return Surroundings.Failed;
            }

            var status = (await new SubscriberList(database, here.Clock).FindAsync(address, cancellationToken))?.Status;
            return Answer(here, words, address, isSuppressed: false, $"{address} is not suppressed any more; {status switch
            {
                null => "it is not on the list.",
                SubscriberStatus.Bounced => $"its subscriber is still bounced and gets nothing. When the address works again: dispatcher suppression remove {address} --resume",
                _ => $"its subscriber is {status}.",
            }}");
        });
        command.Options.Add(resume);
        return command;
    }

    private static Command BuildOne(
        Surroundings here, string verb, string description, Func<ParseResult, Database, EmailAddress, CancellationToken, Task<int>> run)
    {
        var argument = new Argument<string>("ADDRESS") { Description = "Email address, for example ana@example.org." };
        var command = new Command(verb, description) { argument };
        command.SetAction((words, cancellationToken) => here.RunAsync(async () =>
        {
            var typed = words.GetRequiredValue(argument);
            if (!EmailAddress.TryParse(typed, out var address, out var problem))
            {
                here.Terminal.Error($"{typed} {problem}.");
                return Surroundings.WrongUsage;
            }

            return await run(words, await Surroundings.OpenDatabaseAsync(here.Settings(), cancellationToken), address, cancellationToken);
        }));
        return command;
    }

    private static int Answer(Surroundings here, ParseResult words, EmailAddress address, bool isSuppressed, string sentence)
    {
        if (words.GetValue(CommonOptions.Json))
        {
            here.Terminal.Json(new { Email = address.Key, Suppressed = isSuppressed });
        }
        else
        {
            here.Terminal.Line(sentence);
        }

        return Surroundings.Done;
    }
}
