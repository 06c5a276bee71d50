using System.CommandLine;
using System.Globalization;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Addresses;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Service;

/// <summary><c>user</c>: accounts of the desk, from the machine itself. It makes the first owner.</summary>
internal static class UserCommand
{
    private const string NoAccount = "has no account; see: dispatcher user list";

    public static Command Build(CommandContext context) =>
        new("user", "Accounts of the desk: who may sign in at /desk, and what they may do there.")
        {
            BuildAdd(context),
            BuildList(context),
            BuildRemove(context),
            BuildPassword(context),
            BuildRole(context),
            BuildLink(context),
        };

    private static Command BuildAdd(CommandContext context)
    {
        var role = RoleOption();
        role.DefaultValueFactory = _ => Role.Writer.Word();
        var name = new Option<string?>("--name")
        {
            Description = "As colleagues see it; the part before the @ without it.",
            HelpName = "NAME",
        };
        var withPassword = new Option<bool>("--password")
        {
            Description = "Ask for a password. Without it the person signs in by a link, and may set one then.",
        };
        var command = BuildOne(
            context,
            "add",
            "Add an account.",
            async (call, address, cancellationToken) =>
            {
                if (call.RoleOf(role) is not { } found)
                {
                    return CommandContext.WrongUsage;
                }

                string? password = null;
                if (call.Parsed.GetValue(withPassword) && (password = AskPassword(context)) is null)
                {
                    return CommandContext.WrongUsage;
                }

                var result = await call.Changes.AddAsync(
                    address,
                    call.Parsed.GetValue(name) ?? MailDomain.Before(address.Value),
                    found,
                    password,
                    By(),
                    cancellationToken
                );
                return call.Answer(
                    result,
                    password is null
                        ? $"{address} is added as {found.Word()}. To sign in: dispatcher user link {address}"
                        : $"{address} is added as {found.Word()}."
                );
            }
        );
        command.Options.Add(role);
        command.Options.Add(name);
        command.Options.Add(withPassword);
        return command;
    }

    private static Command BuildList(CommandContext context)
    {
        var command = new Command("list", "All accounts.");
        command.SetAction(
            (parsed, cancellationToken) =>
                context.RunAsync(async () =>
                {
                    var database = await CommandContext.OpenDatabaseAsync(context.Settings(), cancellationToken);
                    await using var connection = await database.OpenAsync(cancellationToken);
                    Show(context, parsed, await AccountTable.ListAsync(connection));
                    return CommandContext.Done;
                })
        );
        return command;
    }

    private static Command BuildRemove(CommandContext context)
    {
        var command = BuildKnown(
            context,
            "remove",
            "Remove an account; its sessions are over at once.",
            async (call, account, cancellationToken) =>
                Confirmation.IsGiven(
                    context.Terminal,
                    call.Parsed,
                    $"The account {account.Email} ({account.Role.Word()}) is removed, and signed out "
                        + "everywhere. Remove it?"
                )
                    ? call.Answer(
                        await call.Changes.RemoveAsync(account.Id, By(), cancellationToken),
                        $"{account.Email} is removed, and signed out everywhere."
                    )
                    : CommandContext.WrongUsage
        );
        command.Options.Add(CommonOptions.Yes);
        return command;
    }

    private static Command BuildPassword(CommandContext context)
    {
        var secondStepOff = new Option<bool>("--second-step-off")
        {
            Description = "Do not ask for a password: switch the second step off, for somebody who lost the telephone.",
        };
        var command = BuildKnown(
            context,
            "passwd",
            "Give an account a new password, asked for on the terminal or read from standard input.",
            async (call, account, cancellationToken) =>
            {
                if (call.Parsed.GetValue(secondStepOff))
                {
                    return call.Answer(
                        await call.Changes.TurnSecondStepOffAsync(account.Id, By(), cancellationToken),
                        $"The second step of {account.Email} is off, and all its sessions are ended."
                    );
                }

                return AskPassword(context) is { } password
                    ? call.Answer(
                        await call.Changes.SetPasswordAsync(account.Id, password, By(), cancellationToken),
                        $"{account.Email} has a new password, and all its sessions are ended."
                    )
                    : CommandContext.WrongUsage;
            }
        );
        command.Options.Add(secondStepOff);
        return command;
    }

    private static Command BuildRole(CommandContext context)
    {
        var role = new Argument<string>("ROLE") { Description = $"One of {string.Join(", ", Roles.Words.All)}." };
        var command = BuildKnown(
            context,
            "role",
            "Give an account another role; its sessions are over at once.",
            async (call, account, cancellationToken) =>
                call.RoleOf(call.Parsed.GetRequiredValue(role)) is { } found
                    ? call.Answer(
                        await call.Changes.ChangeRoleAsync(account.Id, found, By(), cancellationToken),
                        $"{account.Email} is {found.Word()} now."
                    )
                    : CommandContext.WrongUsage
        );
        command.Arguments.Add(role);
        return command;
    }

    private static Command BuildLink(CommandContext context) =>
        BuildKnown(
            context,
            "link",
            "Print a link that signs in once, within 15 minutes.",
            async (call, account, cancellationToken) =>
            {
                var link = await call.LinkAsync(account, cancellationToken);
                if (call.Parsed.GetValue(CommonOptions.Json))
                {
                    context.Terminal.Json(new { account.Email, Link = link.AbsoluteUri });
                }
                else
                {
                    context.Terminal.Line(link.AbsoluteUri);
                }

                return CommandContext.Done;
            }
        );

    /// <summary>A command about an account that is there.</summary>
    private static Command BuildKnown(
        CommandContext context,
        string verb,
        string description,
        Func<UserCall, Account, CancellationToken, Task<int>> run
    ) =>
        BuildOne(
            context,
            verb,
            description,
            async (call, address, cancellationToken) =>
            {
                await using var connection = await call.Database.OpenAsync(cancellationToken);
                if (await AccountTable.FindAsync(connection, transaction: null, address.Key) is not { } account)
                {
                    context.Terminal.Error($"{address} {NoAccount}");
                    return CommandContext.Failed;
                }

                return await run(call, account, cancellationToken);
            }
        );

    private static Command BuildOne(
        CommandContext context,
        string verb,
        string description,
        Func<UserCall, EmailAddress, CancellationToken, Task<int>> run
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

                    var settings = context.Settings();
                    var database = await CommandContext.OpenDatabaseAsync(settings, cancellationToken);
                    return await run(new(context, parsed, settings, database), address, cancellationToken);
                })
        );
        return command;
    }

    private static void Show(CommandContext context, ParseResult parsed, IReadOnlyList<Account> accounts)
    {
        if (parsed.GetValue(CommonOptions.Json))
        {
            foreach (var account in accounts)
            {
                context.Terminal.Json(UserView.Of(account));
            }
        }
        else if (accounts.Count == 0)
        {
            context.Terminal.Line(
                "There is no account. The first one: dispatcher user add you@example.com --role owner --password"
            );
        }
        else
        {
            var table = new Table()
                .Border(TableBorder.Simple)
                .AddColumn("Address", column => column.NoWrap())
                .AddColumns("Name", "Role", "Password", "Second step", "Since");
            foreach (var account in accounts)
            {
                table.AddRow(
                    Markup.Escape(account.Email),
                    Markup.Escape(account.Name),
                    account.Role.Word(),
                    account.PasswordHash is null ? "none" : "yes",
                    account.HasSecondStep ? "on" : "off",
                    account.CreatedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                );
            }

            context.Terminal.Console.Write(table);
        }
    }

    private static Option<string> RoleOption() =>
        new("--role") { Description = $"One of {string.Join(", ", Roles.Words.All)}.", HelpName = "ROLE" };

    private static string? AskPassword(CommandContext context) => new PasswordQuestion(context.Terminal).Ask();

    private static ChangedBy By() => new($"cli:{Environment.UserName}", "terminal");
}
