using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands.Demo;

/// <summary>The person who looks at the demo: an owner without a password. Tests: DemoOwnerTests.</summary>
internal static class DemoOwner
{
    private const string Email = "you@example.com";

    /// <summary>Adds the account.</summary>
    /// <returns>A link that signs in once, within 15 minutes.</returns>
    public static async Task<Uri> AddAsync(
        Database database,
        NewsletterSettings newsletter,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await AccountTable.AddAsync(
            connection,
            transaction: null,
            new()
            {
                Email = Email,
                EmailKey = Email,
                Name = "You",
                Role = Role.Owner,
            },
            clock.GetUtcNow()
        );
        var account = await AccountTable.FindAsync(connection, transaction: null, Email);
        return await new SignInLinks(database, newsletter, clock).MakeAsync(account!, cancellationToken);
    }
}
