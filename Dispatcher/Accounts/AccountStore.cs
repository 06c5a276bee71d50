using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Newsletter.Dispatcher.Accounts.SecondStep;
using Newsletter.Dispatcher.Accounts.SignIn;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Accounts;

/// <summary>The store that ASP.NET Core Identity asks for accounts: our own tables.</summary>
internal sealed class AccountStore(Database database, TotpKeys totpKeys, TimeProvider clock)
    : AccountFields,
        IUserLockoutStore<Account>,
        IUserAuthenticatorKeyStore<Account>,
        IUserTwoFactorRecoveryCodeStore<Account>,
        IUserPasskeyStore<Account>
{
    private static readonly IdentityError Taken = new()
    {
        Code = "DuplicateEmail",
        Description = "There is an account with this address already.",
    };

    private static readonly IdentityError Changed = new()
    {
        Code = "ConcurrencyFailure",
        Description = "Somebody else changed this account meanwhile; load the page again.",
    };

    public override async Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await AccountTable.AddAsync(connection, transaction: null, user, clock.GetUtcNow())
            ? IdentityResult.Success
            : IdentityResult.Failed(Taken);
    }

    public override async Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await AccountTable.SaveAsync(connection, transaction: null, user, clock.GetUtcNow())
            ? IdentityResult.Success
            : IdentityResult.Failed(Changed);
    }

    public override async Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await AccountTable.RemoveAsync(connection, transaction: null, user.Id);
        return IdentityResult.Success;
    }

    public override async Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken)
    {
        if (!long.TryParse(userId, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        await using var connection = await database.OpenAsync(cancellationToken);
        return await AccountTable.FindAsync(connection, transaction: null, id);
    }

    public override Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        FindByEmailAsync(normalizedUserName, cancellationToken);

    public override async Task<Account?> FindByEmailAsync(string normalizedEmail, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(normalizedEmail, out var address, out _))
        {
            return null;
        }

        await using var connection = await database.OpenAsync(cancellationToken);
        return await AccountTable.FindAsync(connection, transaction: null, address.Key);
    }

    public async Task<DateTimeOffset?> GetLockoutEndDateAsync(Account user, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await SignInTryTable.FindAsync(connection, null, SignInTries.OfPassword(user.EmailKey)))?.LockedUntil;
    }

    public async Task SetLockoutEndDateAsync(
        Account user,
        DateTimeOffset? lockoutEnd,
        CancellationToken cancellationToken
    )
    {
        var (subject, now) = (SignInTries.OfPassword(user.EmailKey), clock.GetUtcNow());
        await database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var before = await SignInTryTable.FindAsync(connection, transaction, subject);
                await SignInTryTable.SaveAsync(
                    connection,
                    transaction,
                    new()
                    {
                        Subject = subject,
                        Failed = before?.Failed ?? 0,
                        LastAt = now,
                        LockedUntil = lockoutEnd ?? now,
                    }
                );
                return true;
            },
            cancellationToken
        );
    }

    public async Task<int> IncrementAccessFailedCountAsync(Account user, CancellationToken cancellationToken)
    {
        var (subject, now) = (SignInTries.OfPassword(user.EmailKey), clock.GetUtcNow());
        return await database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var tries = LockoutRule.Count(
                    await SignInTryTable.FindAsync(connection, transaction, subject),
                    subject,
                    now
                );
                await SignInTryTable.SaveAsync(connection, transaction, tries);
                return (int)tries.Failed;
            },
            cancellationToken
        );
    }

    public async Task ResetAccessFailedCountAsync(Account user, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await SignInTryTable.ForgetAsync(connection, transaction: null, SignInTries.OfPassword(user.EmailKey));
    }

    public async Task<int> GetAccessFailedCountAsync(Account user, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var tries = await SignInTryTable.FindAsync(connection, null, SignInTries.OfPassword(user.EmailKey));
        return (int)(tries?.Failed ?? 0);
    }

    /// <summary>True: nobody is left out.</summary>
    public Task<bool> GetLockoutEnabledAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(true);

    /// <summary>Nothing: it cannot be switched off.</summary>
    public Task SetLockoutEnabledAsync(Account user, bool enabled, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public override Task SetTwoFactorEnabledAsync(Account user, bool enabled, CancellationToken cancellationToken)
    {
        user.TotpSince = enabled ? user.TotpSince ?? clock.GetUtcNow() : null;
        return Task.CompletedTask;
    }

    /// <summary>Keeps the key protected; it is saved with the account.</summary>
    public Task SetAuthenticatorKeyAsync(Account user, string key, CancellationToken cancellationToken)
    {
        user.TotpKey = totpKeys.Protect(key);
        return Task.CompletedTask;
    }

    public Task<string?> GetAuthenticatorKeyAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(totpKeys.Read(user));

    public Task ReplaceCodesAsync(
        Account user,
        IEnumerable<string> recoveryCodes,
        CancellationToken cancellationToken
    ) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                await RecoveryCodeTable.ReplaceAsync(connection, transaction, user.Id, [.. recoveryCodes]);
                return true;
            },
            cancellationToken
        );

    public async Task<bool> RedeemCodeAsync(Account user, string code, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await RecoveryCodeTable.UseAsync(connection, transaction: null, user.Id, code);
    }

    public async Task<int> CountCodesAsync(Account user, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (int)await RecoveryCodeTable.CountAsync(connection, transaction: null, user.Id);
    }

    public async Task AddOrUpdatePasskeyAsync(
        Account user,
        UserPasskeyInfo passkey,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await PasskeyTable.SaveAsync(connection, transaction: null, user.Id, passkey);
    }

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Account user, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. await PasskeyTable.ListAsync(connection, transaction: null, user.Id)];
    }

    public async Task<Account?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await PasskeyTable.AccountOfAsync(connection, transaction: null, credentialId) is { } id
            ? await AccountTable.FindAsync(connection, transaction: null, id)
            : null;
    }

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(
        Account user,
        byte[] credentialId,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await PasskeyTable.FindAsync(connection, transaction: null, user.Id, credentialId);
    }

    public async Task RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await PasskeyTable.RemoveAsync(connection, transaction: null, user.Id, credentialId);
    }
}
