using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>
/// The table <c>used_tokens</c>: signatures that were acted on, so that they count once, also after a restart.
/// Tests: ProviderSignatureTests.
/// </summary>
internal sealed class UsedTokenTable(Database database)
{
    public async Task<bool> IsUsedAsync(string provider, string token, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition(
                "SELECT EXISTS (SELECT 1 FROM used_tokens WHERE provider = @provider AND token = @token)",
                new { provider, token },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>Keeps a token, and forgets those that are refused for their age by now.</summary>
    public Task<bool> KeepAsync(
        string provider,
        string token,
        DateTimeOffset goodUntil,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                await connection.ExecuteAsync(
                    "DELETE FROM used_tokens WHERE good_until < @now",
                    new { now },
                    transaction
                );
                return await connection.ExecuteAsync(
                        """
                        INSERT INTO used_tokens (provider, token, good_until)
                        VALUES (@provider, @token, @goodUntil) ON CONFLICT DO NOTHING
                        """,
                        new
                        {
                            provider,
                            token,
                            goodUntil,
                        },
                        transaction
                    ) > 0;
            },
            cancellationToken
        );
}
