using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Accounts.Oidc;

/// <summary>
/// Gives somebody whom the sign-in service knows an account. The service says each time which role it is;
/// a role that was taken away there is taken away here.
/// </summary>
internal sealed class OidcAccounts(Database database, AuditBook audit, TimeProvider clock)
{
    /// <summary>Finds, makes or changes the account, all or nothing.</summary>
    /// <param name="network">The network of the browser, for the audit.</param>
    public Task<OidcEntry> EnterAsync(OidcPerson person, string network, CancellationToken cancellationToken) =>
        database.InTransactionAsync<OidcEntry>(
            async (connection, transaction) =>
            {
                var known = await OidcLoginTable.AccountOfAsync(connection, transaction, person.Issuer, person.Subject);
                var account = known is { } id
                    ? await AccountTable.FindAsync(connection, transaction, id)
                    : await AccountTable.FindAsync(connection, transaction, person.Email.Key);
                if (await RefusalAsync(connection, transaction, person, account, isKnown: known is not null) is { } no)
                {
                    return no;
                }

                account = account is null
                    ? await AddAsync(connection, transaction, person, network)
                    : await ChangeAsync(connection, transaction, person, account, network);
                if (known is null)
                {
                    await OidcLoginTable.AddAsync(connection, transaction, person, account.Id, clock.GetUtcNow());
                    await RecordAsync(connection, transaction, account, "account.link", person.Issuer, network);
                }

                return new OidcEntry.Known(account);
            },
            cancellationToken
        );

    private static async Task<OidcEntry.Refused?> RefusalAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        OidcPerson person,
        Account? account,
        bool isKnown
    )
    {
        if (account is null)
        {
            return null;
        }

        var other = await AccountTable.FindAsync(connection, transaction, person.Email.Key);
        var isTaken = isKnown
            ? other is not null && other.Id != account.Id
            : await OidcLoginTable.HasAsync(connection, transaction, person.Issuer, account.Id);
        if (isTaken)
        {
            return new(
                OidcRefusal.AddressTaken,
                $"{(other ?? account).AuditSubject} has the address {person.Email.Shortened}"
            );
        }

        return
            account.Role is Role.Owner
            && person.Role is not Role.Owner
            && await AccountTable.CountOwnersAsync(connection, transaction) < 2
            ? new(OidcRefusal.LastOwner, $"{account.AuditSubject} would become {person.Role.Word()}")
            : null;
    }

    private async Task<Account> AddAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        OidcPerson person,
        string network
    )
    {
        var account = new Account
        {
            Email = person.Email.Value,
            EmailKey = person.Email.Key,
            Name = person.Name,
            Role = person.Role,
        };
        await AccountTable.AddAsync(connection, transaction, account, clock.GetUtcNow());
        await RecordAsync(connection, transaction, account, "account.add", $"role {person.Role.Word()}", network);
        return account;
    }

    /// <summary>A changed role ends all sessions of the old one.</summary>
    private async Task<Account> ChangeAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        OidcPerson person,
        Account account,
        string network
    )
    {
        var (before, isMoved) = (account.Role, account.EmailKey != person.Email.Key);
        if (before == person.Role && !isMoved)
        {
            return account;
        }

        (account.Email, account.EmailKey) = isMoved
            ? (person.Email.Value, person.Email.Key)
            : (account.Email, account.EmailKey);
        if (before != person.Role)
        {
            account.Role = person.Role;
            account.SecurityStamp = AccountSecrets.NewStamp();
            await RecordAsync(
                connection,
                transaction,
                account,
                "account.role",
                $"{before.Word()} to {person.Role.Word()}",
                network
            );
        }

        if (isMoved)
        {
            await RecordAsync(connection, transaction, account, "account.address", details: null, network);
        }

        await AccountTable.SaveAsync(connection, transaction, account, clock.GetUtcNow());
        return account;
    }

    private Task RecordAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Account account,
        string action,
        string? details,
        string network
    ) =>
        audit.RecordAsync(
            connection,
            transaction,
            new AuditEntry("oidc", action, account.AuditSubject, details, Reason: null, network)
        );
}
