using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Accounts.Sessions;

/// <summary>
/// Opens, checks and ends sessions of the desk. The browser has a random token; whether it is good is asked of the
/// database at each request, so that an ended session is over at once. Tests: SessionsTests.
/// </summary>
internal sealed class SessionBook(Database database, TimeProvider clock)
{
    private const string Kind = "session";

    /// <summary>
    /// Opens a session. Its token is always a new one: a token that somebody put into the browser before is worth
    /// nothing.
    /// </summary>
    /// <param name="account">As it was read; its stamp counts.</param>
    /// <returns>What the cookie carries.</returns>
    public Task<string> OpenAsync(Account account, SessionStart start, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            (connection, transaction) => OpenAsync(connection, transaction, account, start),
            cancellationToken
        );

    /// <inheritdoc cref="OpenAsync(Account, SessionStart, CancellationToken)"/>
    public async Task<string> OpenAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Account account,
        SessionStart start
    )
    {
        var (token, now) = (AccountSecrets.NewToken(), clock.GetUtcNow());
        await SessionTable.RemoveBeforeAsync(connection, transaction, now - SessionRule.Kept);
        await SessionTable.AddAsync(connection, transaction, AccountSecrets.Hash(Kind, token), account, start, now);
        return token;
    }

    /// <summary>The person of a session, and notes that it is used.</summary>
    /// <returns>Null when it is no good.</returns>
    public async Task<SignedIn?> FindAsync(string token, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenAsync(cancellationToken);
        var found = await SessionTable.FindAsync(connection, null, AccountSecrets.Hash(Kind, token), now);
        if (found is not null && SessionRule.IsSeenAgain(found.LastSeenAt, now))
        {
            await SessionTable.SeeAsync(connection, null, found.SessionId, now);
        }

        return found;
    }

    /// <summary>The sessions of an account that are good now, the latest first.</summary>
    public async Task<IReadOnlyList<SessionRow>> ListAsync(long accountId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await SessionTable.ListAsync(connection, null, accountId, clock.GetUtcNow());
    }

    /// <summary>Ends a session when its person signs out.</summary>
    public async Task EndAsync(long accountId, long sessionId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await SessionTable.EndAsync(connection, null, accountId, sessionId, clock.GetUtcNow());
    }
}
