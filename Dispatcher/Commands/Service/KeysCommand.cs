using System.CommandLine;
using System.Globalization;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Commands.Service;

/// <summary><c>keys list|renew|retire</c>: the keys that sign the links in mails. It never prints a key.</summary>
internal static class KeysCommand
{
    private const string Restart = "Restart the service now: it reads the keys at its start only.";

    public static Command Build(CommandContext context) =>
        new("keys", "The keys that sign the links in mails: list, renew, retire.")
        {
            BuildList(context),
            BuildRenew(context),
            BuildRetire(context),
        };

    private static Command BuildList(CommandContext context)
    {
        var command = new Command("list", "Show the names of the keys, and what each still does.");
        command.SetAction(
            (parsed, _) =>
                context.RunAsync(() =>
                {
                    Show(context.Terminal, parsed, KeyFile.ReadOrCreate(context.Settings().Storage.KeyFile));
                    return Task.FromResult(CommandContext.Done);
                })
        );
        return command;
    }

    private static Command BuildRenew(CommandContext context)
    {
        var command = new Command("renew", "Sign new links with a new key; links in old mails go on working.")
        {
            CommonOptions.Reason,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.RunAsync(async () =>
                {
                    var settings = context.Settings();
                    var database = await CommandContext.OpenDatabaseAsync(settings, cancellationToken);
                    var keys = KeyFile.Renew(settings.Storage.KeyFile, Today(context, settings));
                    await TerminalAudit.RecordAsync(
                        context,
                        database,
                        "keys.renew",
                        $"key:{keys[^1].Id}",
                        $"after {keys[^2].Id}",
                        parsed.GetValue(CommonOptions.Reason),
                        cancellationToken
                    );
                    if (parsed.GetValue(CommonOptions.Json))
                    {
                        Show(context.Terminal, parsed, keys);
                        return CommandContext.Done;
                    }

                    context.Terminal.Line(
                        $"Key {keys[^1].Id} signs new links. Links of earlier mails go on working until their key is "
                            + $"retired: dispatcher keys retire {keys[^2].Id}"
                    );
                    context.Terminal.Line(Restart);
                    context.Terminal.Line($"Back up {settings.Storage.KeyFile}: without it no link works.");
                    return CommandContext.Done;
                })
        );
        return command;
    }

    private static Command BuildRetire(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The key, as keys list shows it." };
        var command = new Command("retire", "Refuse all links that a key has signed, from now on.")
        {
            name,
            CommonOptions.Reason,
            CommonOptions.Yes,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                context.RunAsync(() => RetireAsync(context, parsed, parsed.GetRequiredValue(name), cancellationToken))
        );
        return command;
    }

    private static async Task<int> RetireAsync(
        CommandContext context,
        ParseResult parsed,
        string name,
        CancellationToken cancellationToken
    )
    {
        var settings = context.Settings();
        var keys = KeyFile.ReadOrCreate(settings.Storage.KeyFile);
        var at = keys.ToList().FindIndex(key => key.Id == name);
        if (WhyNot(keys, at) is { } why)
        {
            context.Terminal.Error(why);
            return CommandContext.Failed;
        }

        var until = Day(keys[at + 1].MadeOn);
        var breaks =
            $"The links in mails that key {name} signed (until {until}, when {keys[at + 1].Id} took over) stop "
            + "working: manage, confirm, secret drafts, and unsubscribe, too; mail that comes back to "
            + "them names no delivery.";
        if (
            !Confirmation.IsGiven(
                context.Terminal,
                parsed,
                $"{breaks} Some laws want unsubscribe links to work for 30 days. Retire {name}?"
            )
        )
        {
            return CommandContext.WrongUsage;
        }

        var database = await CommandContext.OpenDatabaseAsync(settings, cancellationToken);
        var today = Today(context, settings);
        var changed = KeyFile.Retire(settings.Storage.KeyFile, name, today);
        await TerminalAudit.RecordAsync(
            context,
            database,
            "keys.retire",
            $"key:{name}",
            $"signed until {until}",
            parsed.GetValue(CommonOptions.Reason),
            cancellationToken
        );
        if (parsed.GetValue(CommonOptions.Json))
        {
            Show(context.Terminal, parsed, changed);
            return CommandContext.Done;
        }

        context.Terminal.Line($"Key {name} is retired since {Day(today)}. {breaks}");
        context.Terminal.Line(Restart);
        return CommandContext.Done;
    }

    private static string? WhyNot(IReadOnlyList<SigningKey> keys, int at) =>
        at < 0 ? $"There is no key of that name; there are: {string.Join(", ", keys.Select(key => key.Id))}."
        : keys[at].RetiredOn is { } since ? $"Key {keys[at].Id} is retired since {Day(since)} already."
        : at == keys.Count - 1
            ? $"Key {keys[at].Id} signs the links of today; make another one first: dispatcher keys renew"
        : null;

    private static void Show(Terminal terminal, ParseResult parsed, IReadOnlyList<SigningKey> keys)
    {
        foreach (var key in keys)
        {
            var state =
                key.RetiredOn is not null ? "retired"
                : ReferenceEquals(key, keys[^1]) ? "signs"
                : "verifies";
            if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Json(
                    new
                    {
                        Name = key.Id,
                        State = state,
                        key.MadeOn,
                        key.RetiredOn,
                    }
                );
            }
            else
            {
                var since = key.RetiredOn is { } retired ? $" since {Day(retired)}" : "";
                terminal.Line($"{key.Id, -5}{state}{since}, made {Day(key.MadeOn)}");
            }
        }
    }

    private static DateOnly Today(CommandContext context, DispatcherSettings settings) =>
        new SlotCalendar(settings.Newsletter).Today(context.Clock.GetUtcNow());

    private static string Day(DateOnly? day) =>
        day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "with the newsletter";
}
