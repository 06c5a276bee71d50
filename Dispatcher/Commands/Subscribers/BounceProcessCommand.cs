using System.CommandLine;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Newsletter.Dispatcher.Bounces;
using Newsletter.Dispatcher.Bounces.Inboxes;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Commands.Subscribers;

/// <summary>
/// <c>bounce process</c>: takes mails that came back, from files or from a mail server's pipe.
/// Tests: BounceCommandTests.
/// </summary>
internal static class BounceProcessCommand
{
    /// <summary>EX_TEMPFAIL of <c>sysexits.h</c>: a mail server keeps the mail and tries again.</summary>
    private const int TryAgain = 75;

    public static Command Build(CommandContext context)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Mails, one a file; a folder with such files; or - for one mail on standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var recipient = new Option<string?>("--to")
        {
            Description = "Where the mail was sent, as the envelope says; without it the mail's header tells.",
            HelpName = "ADDRESS",
        };
        var command = new Command(
            "process",
            "Note what mails that came back say, and suppress addresses that are dead."
        )
        {
            files,
            recipient,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var names = parsed.GetValue(files)!;
                var status = await RunAsync(
                    context,
                    names,
                    parsed.GetValue(recipient),
                    parsed.GetValue(CommonOptions.Json),
                    cancellationToken
                );

                // With any other status the mail server would return the mail to its empty sender, and it would be
                // lost.
                return status is not CommandContext.Done && names.Contains("-") ? TryAgain : status;
            }
        );
        return command;
    }

    private static Task<int> RunAsync(
        CommandContext context,
        string[] names,
        string? sentTo,
        bool isJson,
        CancellationToken cancellationToken
    ) =>
        context.RunAsync(async () =>
        {
            var settings = context.Settings();
            if (settings.Bounces.ReturnPath is not { } form)
            {
                context.Terminal.Error(
                    "Bounces:ReturnPath is not set, so no mail says for certain whose it is; set it, for example to "
                        + "bounces+{token}@example.com."
                );
                return CommandContext.WrongUsage;
            }

            try
            {
                var database = await CommandContext.OpenDatabaseAsync(settings, cancellationToken);
                var returned = Returned(context, settings, database, form);
                var areAllRead = true;
                foreach (var reading in MailFiles.Read(context.Root, names))
                {
                    areAllRead &= reading.Mail is not null;
                    if (reading.Mail is { } mail)
                    {
                        var outcome = await returned.TakeAsync(mail, "file", sentTo, cancellationToken);
                        Tell(context, isJson, reading.Name, outcome);
                    }
                    else
                    {
                        context.Terminal.Error(reading.Problem ?? "");
                    }
                }

                return areAllRead ? CommandContext.Done : CommandContext.Failed;
            }
            catch (Exception e) when (e is SqliteException or StorageException)
            {
                context.Terminal.Error($"The database cannot be written, so the mail has to come again: {e.Message}");
                return TryAgain;
            }
        });

    private static ReturnedMail Returned(
        CommandContext context,
        DispatcherSettings settings,
        Database database,
        string form
    )
    {
        var tokens = new SignedToken(KeyFile.ReadOrCreate(settings.Storage.KeyFile));
        return new(
            new ReturnStore(database, tokens, context.Clock, NullLogger<ReturnStore>.Instance, tokens.ReturnPath(form)),
            new Departures(database, settings.Newsletter, tokens, context.Clock),
            tokens
        );
    }

    private static void Tell(CommandContext context, bool isJson, string name, ReturnOutcome outcome)
    {
        if (isJson)
        {
            context.Terminal.Json(
                new
                {
                    File = name,
                    Outcome = outcome is ReturnOutcome.NotOurs ? "not-ours" : outcome.ToString().ToLowerInvariant(),
                }
            );
            return;
        }

        context.Terminal.Line(
            $"{name}: {outcome switch
        {
            ReturnOutcome.NotOurs => "not about a message of ours, for all that is certain; nothing was changed",
            ReturnOutcome.Nothing => "says nothing about the address; nothing was changed",
            ReturnOutcome.Repeated => "was noted before",
            ReturnOutcome.Noted => "noted; the address goes on getting mail",
            ReturnOutcome.Suppressed => "the address gets nothing from now on",
            ReturnOutcome.Left => "a subscriber left by mail",
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
        }}."
        );
    }
}
