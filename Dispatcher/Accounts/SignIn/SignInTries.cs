using System.Globalization;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Accounts.SignIn;

/// <summary>
/// Counts sign-ins before they are looked at. A try counts as failed from its beginning until it has succeeded, so that
/// a hundred tries at once get no further than five.
/// </summary>
internal sealed class SignInTries(Database database, TimeProvider clock)
{
    /// <summary>Tries of a password, by address, with an account or without.</summary>
    public static string OfPassword(string emailKey) => AccountSecrets.Hash("tries.password", emailKey);

    /// <summary>
    /// Tries of the second step. They are counted apart, because the password, which one of two thieves may have,
    /// resets the count of passwords.
    /// </summary>
    public static string OfSecondStep(long accountId) =>
        AccountSecrets.Hash("tries.second-step", accountId.ToString(CultureInfo.InvariantCulture));

    /// <summary>Takes a try.</summary>
    /// <returns>False while no more are taken.</returns>
    public Task<bool> TakeAsync(string subject, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var before = await SignInTryTable.FindAsync(connection, transaction, subject);
                if (LockoutRule.IsLocked(before, now))
                {
                    return false;
                }

                await SignInTryTable.ForgetBeforeAsync(connection, transaction, now - LockoutRule.Remembered);
                await SignInTryTable.SaveAsync(connection, transaction, LockoutRule.Count(before, subject, now));
                return true;
            },
            cancellationToken
        );
    }

    /// <summary>The try succeeded: it, and those before it, do not count.</summary>
    public async Task SucceedAsync(string subject, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await SignInTryTable.ForgetAsync(connection, transaction: null, subject);
    }
}
