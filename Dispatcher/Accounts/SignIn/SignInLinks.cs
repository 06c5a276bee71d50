using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Accounts.SignIn;

/// <summary>
/// Links that sign in once, within 15 minutes. A link opens a page with a button; the button signs in, because mail
/// scanners follow links.
/// </summary>
internal sealed class SignInLinks(Database database, NewsletterSettings newsletter, TimeProvider clock)
{
    /// <summary>Where a link leads; the token stands behind it.</summary>
    public const string Path = "/desk/sign-in/link/";

    private const string Kind = "link";
    private const int LongestToken = 100;

    /// <summary>Makes a link for an account.</summary>
    /// <returns>The whole address.</returns>
    public Task<Uri> MakeAsync(Account account, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            (connection, transaction) => MakeAsync(connection, transaction, account.Id),
            cancellationToken
        );

    /// <summary>Makes a link to mail, unless the account got one within the minute, or five within the hour.</summary>
    /// <returns>Null when it may not be mailed.</returns>
    public Task<Uri?> MakeToMailAsync(Account account, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var now = clock.GetUtcNow();
                var made = await SignInLinkTable.TimesAsync(
                    connection,
                    transaction,
                    account.Id,
                    now - SignInLinkRule.Counted
                );
                return SignInLinkRule.MayMail(made, now) ? await MakeAsync(connection, transaction, account.Id) : null;
            },
            cancellationToken
        );

    /// <summary>Whether a link works; changes nothing.</summary>
    public async Task<bool> IsGoodAsync(string token, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await GoodAsync(connection, transaction: null, token) is not null;
    }

    /// <summary>Uses a link.</summary>
    /// <returns>Its account; null when the link does not work.</returns>
    public Task<Account?> UseAsync(string token, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if (await GoodAsync(connection, transaction, token) is not { } link)
                {
                    return null;
                }

                await SignInLinkTable.UseAllAsync(connection, transaction, link.AccountId, clock.GetUtcNow());
                return await AccountTable.FindAsync(connection, transaction, link.AccountId);
            },
            cancellationToken
        );

    private async Task<SignInLink?> GoodAsync(SqliteConnection connection, SqliteTransaction? transaction, string token)
    {
        var link =
            token.Length <= LongestToken
                ? await SignInLinkTable.FindAsync(connection, transaction, AccountSecrets.Hash(Kind, token))
                : null;
        return SignInLinkRule.IsGood(link, clock.GetUtcNow()) ? link : null;
    }

    private async Task<Uri> MakeAsync(SqliteConnection connection, SqliteTransaction transaction, long accountId)
    {
        var (token, now) = (AccountSecrets.NewToken(), clock.GetUtcNow());
        await SignInLinkTable.RemoveBeforeAsync(connection, transaction, now - SignInLinkRule.Counted);
        await SignInLinkTable.AddAsync(
            connection,
            transaction,
            new()
            {
                TokenHash = AccountSecrets.Hash(Kind, token),
                AccountId = accountId,
                CreatedAt = now,
                ExpiresAt = now + SignInLinkRule.Works,
            }
        );
        return new Uri($"{newsletter.BaseUrl.TrimEnd('/')}{Path}{token}");
    }
}
