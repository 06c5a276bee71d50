using System.CommandLine;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands.Service;

/// <summary>What one call of <c>user</c> works with. Tests: UserCommandTests.</summary>
internal sealed record UserCall(
    CommandContext Context,
    ParseResult Parsed,
    DispatcherSettings Settings,
    Database Database
)
{
    public AccountChanges Changes =>
        new(Database, Passwords.Hasher(), new AuditBook(Database, Context.Clock), Context.Clock);

    public Task<Uri> LinkAsync(Account account, CancellationToken cancellationToken) =>
        new SignInLinks(Database, Settings.Newsletter, Context.Clock).MakeAsync(account, cancellationToken);

    public Role? RoleOf(Option<string> option) => RoleOf(Parsed.GetValue(option) ?? "");

    /// <summary>Says what is wrong where the word is no role.</summary>
    public Role? RoleOf(string word)
    {
        var role = Roles.Words.Find(word);
        if (role is null)
        {
            Context.Terminal.Error($"{word} is no role; give one of {string.Join(", ", Roles.Words.All)}.");
        }

        return role;
    }

    /// <summary>Prints what a change came to.</summary>
    /// <param name="done">The sentence for people.</param>
    public int Answer(AccountResult result, string done)
    {
        if (result.Problem is not null)
        {
            Context.Terminal.Error(result.Problem);
            return CommandContext.Failed;
        }

        if (Parsed.GetValue(CommonOptions.Json))
        {
            Context.Terminal.Json(UserView.Of(result.Account!));
        }
        else
        {
            Context.Terminal.Line(done);
        }

        return CommandContext.Done;
    }
}
