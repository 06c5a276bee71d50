using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Accounts.SecondStep;
using Newsletter.Dispatcher.Accounts.Sessions;
using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Accounts;

/// <summary>
/// Each change of an account: it, the end of its sessions and its row of the audit are one transaction. A changed role,
/// password or second step ends all sessions but the one in which it was changed.
/// </summary>
internal sealed class AccountChanges(
    Database database,
    IPasswordHasher<Account> hasher,
    AuditBook audit,
    TimeProvider clock
)
{
    private const string Gone = "There is no such account any more; load the page again.";

    private const string SecondStepAction = "account.second-step";

    private const string LastOwner =
        "This is the last owner, and without one nobody can change accounts. Make somebody else an owner first.";

    private const string ChangedMeanwhile =
        "Somebody else changed this account meanwhile, and nothing was changed now. Look at it, then try again.";

    /// <summary>Adds an account.</summary>
    /// <param name="password">Null for somebody who signs in by a mailed link, a passkey or OpenID Connect.</param>
    public Task<AccountResult> AddAsync(
        EmailAddress email,
        string name,
        Role role,
        string? password,
        ChangedBy by,
        CancellationToken cancellationToken
    )
    {
        var account = new Account
        {
            Email = email.Value,
            EmailKey = email.Key,
            Name = name.Trim(),
            Role = role,
        };
        if (NameProblem(account.Name) is { } unnamed)
        {
            return Task.FromResult(AccountResult.Refused(unnamed));
        }

        if (password is not null && SetPassword(account, password) is { } problem)
        {
            return Task.FromResult(AccountResult.Refused(problem));
        }

        return database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if (!await AccountTable.AddAsync(connection, transaction, account, clock.GetUtcNow()))
                {
                    return AccountResult.Refused($"{email} has an account already.");
                }

                await audit.RecordAsync(
                    connection,
                    transaction,
                    by.Entry("account.add", account.AuditSubject, $"{account.Name}, {account.RoleWord}")
                );
                return AccountResult.Done(account);
            },
            result => result.Problem is null,
            cancellationToken
        );
    }

    public Task<AccountResult> RenameAsync(long id, string name, ChangedBy by, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            account =>
            {
                account.Name = name.Trim();
                return NameProblem(account.Name);
            },
            "account.rename",
            by,
            cancellationToken
        );

    public Task<AccountResult> ChangeRoleAsync(long id, Role role, ChangedBy by, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if (await AccountTable.FindAsync(connection, transaction, id) is not { } account)
                {
                    return AccountResult.Refused(Gone);
                }

                if (account.Role == role)
                {
                    return AccountResult.Done(account);
                }

                if (await IsLastOwnerAsync(connection, transaction, account))
                {
                    return AccountResult.Refused(LastOwner);
                }

                var details = $"{account.RoleWord} to {Roles.Words.Of(role)}";
                account.Role = role;
                return await SaveAsync(connection, transaction, account, "account.role", details, isSecret: true, by);
            },
            result => result.Problem is null,
            cancellationToken
        );

    /// <summary>Gives an account a password.</summary>
    public Task<AccountResult> SetPasswordAsync(
        long id,
        string password,
        ChangedBy by,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            id,
            account => SetPassword(account, password),
            "account.password",
            by,
            cancellationToken,
            isSecret: true
        );

    /// <summary>Asks for a code after the password from now on.</summary>
    /// <param name="protectedKey">From <see cref="TotpKeys.Protect"/>.</param>
    /// <param name="step">The time step of the code that proved that the app has the key; it is used up.</param>
    /// <param name="recoveryCodes">From <see cref="RecoveryCodes.New"/>; only their hashes are kept.</param>
    public Task<AccountResult> TurnSecondStepOnAsync(
        long id,
        string protectedKey,
        long step,
        IReadOnlyCollection<string> recoveryCodes,
        ChangedBy by,
        CancellationToken cancellationToken
    ) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if (await AccountTable.FindAsync(connection, transaction, id) is not { } account)
                {
                    return AccountResult.Refused(Gone);
                }

                (account.TotpKey, account.TotpSince) = (protectedKey, clock.GetUtcNow());
                var result = await SaveAsync(
                    connection,
                    transaction,
                    account,
                    SecondStepAction,
                    "on",
                    isSecret: true,
                    by
                );
                await AccountTable.AcceptStepAsync(connection, transaction, id, step);
                await RecoveryCodeTable.ReplaceAsync(connection, transaction, id, recoveryCodes);
                return result;
            },
            result => result.Problem is null,
            cancellationToken
        );

    /// <summary>Does not ask for a code any more.</summary>
    public Task<AccountResult> TurnSecondStepOffAsync(long id, ChangedBy by, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if (await AccountTable.FindAsync(connection, transaction, id) is not { } account)
                {
                    return AccountResult.Refused(Gone);
                }

                (account.TotpKey, account.TotpSince) = (null, null);
                await RecoveryCodeTable.ReplaceAsync(connection, transaction, id, []);
                return await SaveAsync(connection, transaction, account, SecondStepAction, "off", isSecret: true, by);
            },
            result => result.Problem is null,
            cancellationToken
        );

    /// <summary>Gives an account new recovery codes; those before are no good any more.</summary>
    public Task<AccountResult> ReplaceRecoveryCodesAsync(
        long id,
        IReadOnlyCollection<string> recoveryCodes,
        ChangedBy by,
        CancellationToken cancellationToken
    ) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if (await AccountTable.FindAsync(connection, transaction, id) is not { } account)
                {
                    return AccountResult.Refused(Gone);
                }

                await RecoveryCodeTable.ReplaceAsync(connection, transaction, id, recoveryCodes);
                await audit.RecordAsync(
                    connection,
                    transaction,
                    by.Entry("account.recovery-codes", account.AuditSubject, details: null)
                );
                return AccountResult.Done(account);
            },
            result => result.Problem is null,
            cancellationToken
        );

    /// <summary>Removes an account; its sessions are over at once.</summary>
    public Task<AccountResult> RemoveAsync(long id, ChangedBy by, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if (await AccountTable.FindAsync(connection, transaction, id) is not { } account)
                {
                    return AccountResult.Refused(Gone);
                }

                if (await IsLastOwnerAsync(connection, transaction, account))
                {
                    return AccountResult.Refused(LastOwner);
                }

                await AccountTable.RemoveAsync(connection, transaction, id);
                await audit.RecordAsync(
                    connection,
                    transaction,
                    by.Entry("account.remove", account.AuditSubject, $"{account.Name}, {account.RoleWord}")
                );
                return AccountResult.Done(account);
            },
            result => result.Problem is null,
            cancellationToken
        );

    /// <summary>Ends one session of an account.</summary>
    /// <returns>False when there is no such session, or it is over.</returns>
    public Task<bool> EndSessionAsync(long id, long sessionId, ChangedBy by, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
                await SessionTable.EndAsync(connection, transaction, id, sessionId, clock.GetUtcNow())
                && await NoteEndAsync(connection, transaction, id, sessions: 1, by),
            cancellationToken
        );

    /// <summary>Ends all sessions of an account but the one in which it is asked for.</summary>
    /// <returns>How many were ended.</returns>
    public Task<int> EndSessionsAsync(long id, ChangedBy by, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var ended = await SessionTable.EndAllAsync(
                    connection,
                    transaction,
                    id,
                    by.SessionId,
                    clock.GetUtcNow()
                );
                await NoteEndAsync(connection, transaction, id, ended, by);
                return ended;
            },
            cancellationToken
        );

    private async Task<bool> NoteEndAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        int sessions,
        ChangedBy by
    )
    {
        var details = FormattableString.Invariant($"{sessions}");
        await audit.RecordAsync(
            connection,
            transaction,
            by.Entry("account.end-sessions", FormattableString.Invariant($"account:{id}"), details)
        );
        return true;
    }

    private Task<AccountResult> ChangeAsync(
        long id,
        Func<Account, string?> change,
        string action,
        ChangedBy by,
        CancellationToken cancellationToken,
        bool isSecret = false
    ) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if (await AccountTable.FindAsync(connection, transaction, id) is not { } account)
                {
                    return AccountResult.Refused(Gone);
                }

                return change(account) is { } problem
                    ? AccountResult.Refused(problem)
                    : await SaveAsync(connection, transaction, account, action, details: null, isSecret, by);
            },
            result => result.Problem is null,
            cancellationToken
        );

    /// <param name="isSecret">True for what ends the other sessions and uses up open links.</param>
    private async Task<AccountResult> SaveAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Account account,
        string action,
        string? details,
        bool isSecret,
        ChangedBy by
    )
    {
        var now = clock.GetUtcNow();
        if (isSecret)
        {
            account.SecurityStamp = AccountSecrets.NewStamp();
        }

        if (!await AccountTable.SaveAsync(connection, transaction, account, now))
        {
            return AccountResult.Refused(ChangedMeanwhile);
        }

        if (isSecret)
        {
            await SessionTable.EndAllAsync(connection, transaction, account.Id, by.SessionId, now);
            await SessionTable.KeepAsync(connection, transaction, by.SessionId, account);
            await SignInLinkTable.UseAllAsync(connection, transaction, account.Id, now);
        }

        await audit.RecordAsync(connection, transaction, by.Entry(action, account.AuditSubject, details));
        return AccountResult.Done(account);
    }

    private string? SetPassword(Account account, string password)
    {
        if (PasswordRule.Problem(password, account.Email, account.Name) is { } problem)
        {
            return $"The password {problem}.";
        }

        account.PasswordHash = hasher.HashPassword(account, PasswordRule.Normal(password));
        return null;
    }

    private static async Task<bool> IsLastOwnerAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Account account
    ) => account.Role is Role.Owner && await AccountTable.CountOwnersAsync(connection, transaction) <= 1;

    private static string? NameProblem(string name) =>
        name switch
        {
            "" => "The name is empty; give the name that colleagues see.",
            { Length: > Account.LongestName } => FormattableString.Invariant(
                $"The name is longer than {Account.LongestName} characters."
            ),
            _ when name.Any(char.IsControl) => "The name has a character that cannot be seen; type it anew.",
            _ => null,
        };
}
