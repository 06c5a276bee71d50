using Microsoft.AspNetCore.Identity;
using Newsletter.Dispatcher.Accounts.SecondStep;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Accounts.SignIn;

/// <summary>
/// Looks at passwords and codes. The answer says nothing about an address without an account, in words or in time: its
/// try is counted and its password is hashed, too.
/// </summary>
internal sealed partial class SignIns(
    Database database,
    IPasswordHasher<Account> hasher,
    TotpKeys totpKeys,
    SignInTries tries,
    TimeProvider clock,
    ILogger<SignIns> logger
)
{
    private const int CodeDigits = 6;
    private const int LongestCode = 40;

    private static readonly Account Nobody = new();

    /// <summary>The hash of a password that nobody has, made once; the same work as an account's.</summary>
    private readonly Lazy<string> _nobodysHash = new(() => hasher.HashPassword(Nobody, AccountSecrets.NewToken()));

    /// <summary>Looks at an address and a password.</summary>
    public async Task<SignInResult> PasswordAsync(string email, string password, CancellationToken cancellationToken)
    {
        var key = EmailAddress.TryParse(email, out var address, out _) ? address.Key : "";
        var subject = SignInTries.OfPassword(key);
        if (!await tries.TakeAsync(subject, cancellationToken))
        {
            Locked(address?.Shortened ?? "?");
            return SignInResult.Refused;
        }

        var account = await FindAsync(key, cancellationToken);
        if (!IsRight(account, password))
        {
            Wrong(address?.Shortened ?? "?");
            return SignInResult.Refused;
        }

        await tries.SucceedAsync(subject, cancellationToken);
        return new(account, account!.HasSecondStep);
    }

    /// <summary>Whether a person who is signed in knows their password; counted as sign-ins are.</summary>
    public async Task<bool> ConfirmAsync(long accountId, string password, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var account = await AccountTable.FindAsync(connection, transaction: null, accountId);
        return account is not null
            && (await PasswordAsync(account.Email, password, cancellationToken)).Account is not null;
    }

    /// <summary>
    /// Looks at a code of the authenticator app, or a recovery code, and uses it up: none is accepted twice.
    /// </summary>
    /// <param name="stamp">The account's stamp at the first step; null where the person is signed in.</param>
    /// <returns>The account; null when the code is refused.</returns>
    public async Task<Account?> SecondStepAsync(
        long accountId,
        string? stamp,
        string code,
        CancellationToken cancellationToken
    )
    {
        var subject = SignInTries.OfSecondStep(accountId);
        await using var connection = await database.OpenAsync(cancellationToken);
        var account = await AccountTable.FindAsync(connection, transaction: null, accountId);
        if (account is not { HasSecondStep: true } || (stamp is not null && stamp != account.SavedStamp))
        {
            return null;
        }

        if (!await tries.TakeAsync(subject, cancellationToken))
        {
            Locked(EmailAddress.Shorten(account.Email));
            return null;
        }

        var isRight = IsOfApp(code)
            ? TotpStep(account, code) is { } step
                && await AccountTable.AcceptStepAsync(connection, transaction: null, accountId, step)
            : code.Length <= LongestCode
                && await RecoveryCodeTable.UseAsync(connection, transaction: null, accountId, code);
        if (!isRight)
        {
            WrongCode(EmailAddress.Shorten(account.Email));
            return null;
        }

        await tries.SucceedAsync(subject, cancellationToken);
        return account;
    }

    private bool IsRight(Account? account, string password)
    {
        var typed = password.Length <= PasswordRule.Longest ? PasswordRule.Normal(password) : "";
        var result = hasher.VerifyHashedPassword(account ?? Nobody, account?.PasswordHash ?? _nobodysHash.Value, typed);
        return account?.PasswordHash is not null && result is not PasswordVerificationResult.Failed;
    }

    private long? TotpStep(Account account, string code)
    {
        if (totpKeys.Read(account) is not { } key)
        {
            KeyLost(EmailAddress.Shorten(account.Email));
            return null;
        }

        return Base32.Decode(key) is { } bytes
            ? TotpCode.StepOf(bytes, code, clock.GetUtcNow(), account.TotpStep)
            : null;
    }

    private static bool IsOfApp(string code) =>
        code.Replace(" ", "", StringComparison.Ordinal) is { Length: CodeDigits } digits
        && digits.All(char.IsAsciiDigit);

    private async Task<Account?> FindAsync(string emailKey, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await AccountTable.FindAsync(connection, transaction: null, emailKey);
    }

    [LoggerMessage(9201, LogLevel.Warning, "A sign-in of {Address} was refused: address or password is wrong.")]
    private partial void Wrong(string address);

    [LoggerMessage(
        9202,
        LogLevel.Warning,
        "A sign-in of {Address} was refused: too many tries failed, it has to wait."
    )]
    private partial void Locked(string address);

    [LoggerMessage(9203, LogLevel.Warning, "A sign-in of {Address} was refused: the code of the second step is wrong.")]
    private partial void WrongCode(string address);

    [LoggerMessage(
        9204,
        LogLevel.Error,
        "The authenticator key of {Address} cannot be read: the keys beside the database are not those of before. Put "
            + "the folder back, or switch the second step off: dispatcher user passwd ADDRESS --second-step-off"
    )]
    private partial void KeyLost(string address);
}
