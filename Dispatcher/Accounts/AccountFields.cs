using Microsoft.AspNetCore.Identity;
using Newsletter.Dispatcher.Addresses;

namespace Newsletter.Dispatcher.Accounts;

/// <summary>
/// What ASP.NET Core Identity reads and sets in an account before it saves it; none of it asks the database.
/// Tests: AccountStoreTests.
/// </summary>
internal abstract class AccountFields
    : IUserPasswordStore<Account>,
        IUserEmailStore<Account>,
        IUserSecurityStampStore<Account>,
        IUserTwoFactorStore<Account>
{
    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(FormattableString.Invariant($"{user.Id}"));

    /// <summary>The address is the name by which somebody signs in.</summary>
    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) =>
        GetEmailAsync(user, cancellationToken);

    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) =>
        SetEmailAsync(user, userName, cancellationToken);

    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) =>
        GetNormalizedEmailAsync(user, cancellationToken);

    /// <summary>Nothing: the key is made from the address itself, in one place.</summary>
    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public Task<string?> GetEmailAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.Email);

    /// <exception cref="FormatException">It is no address.</exception>
    public Task SetEmailAsync(Account user, string? email, CancellationToken cancellationToken)
    {
        var address = EmailAddress.Parse(email ?? "");
        (user.Email, user.EmailKey) = (address.Value, address.Key);
        return Task.CompletedTask;
    }

    public Task<string?> GetNormalizedEmailAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.EmailKey);

    /// <inheritdoc cref="SetNormalizedUserNameAsync"/>
    public Task SetNormalizedEmailAsync(Account user, string? normalizedEmail, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>True: an owner typed the address, or an identity provider confirmed it.</summary>
    public Task<bool> GetEmailConfirmedAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(true);

    public Task SetEmailConfirmedAsync(Account user, bool confirmed, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public Task<string?> GetPasswordHashAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.PasswordHash is not null);

    public Task SetPasswordHashAsync(Account user, string? passwordHash, CancellationToken cancellationToken)
    {
        user.PasswordHash = passwordHash;
        return Task.CompletedTask;
    }

    public Task<string?> GetSecurityStampAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.SecurityStamp);

    public Task SetSecurityStampAsync(Account user, string stamp, CancellationToken cancellationToken)
    {
        user.SecurityStamp = stamp;
        return Task.CompletedTask;
    }

    public Task<bool> GetTwoFactorEnabledAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.HasSecondStep);

    public abstract Task SetTwoFactorEnabledAsync(Account user, bool enabled, CancellationToken cancellationToken);

    public abstract Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken);

    public abstract Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken);

    public abstract Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken);

    public abstract Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken);

    public abstract Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken);

    public abstract Task<Account?> FindByEmailAsync(string normalizedEmail, CancellationToken cancellationToken);

    /// <summary>Nothing is held open.</summary>
    public void Dispose() => GC.SuppressFinalize(this);
}
