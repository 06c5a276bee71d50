using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Bounces.Providers;

/// <summary>
/// The table <c>sns_certificates</c>: certificates that have signed a genuine message. Amazon has a new one each year.
/// Tests: ProviderSignatureTests.
/// </summary>
internal sealed class SnsCertificateTable(Database database)
{
    /// <returns>Each address with its certificate as PEM.</returns>
    public async Task<IReadOnlyList<(string Address, string Pem)>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<(string, string)>(
                new CommandDefinition("SELECT address, pem FROM sns_certificates", cancellationToken: cancellationToken)
            ),
        ];
    }

    /// <summary>Keeps a certificate; once is enough.</summary>
    public async Task KeepAsync(string address, string pem, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO sns_certificates (address, pem, verified_at)
                VALUES (@address, @pem, @now) ON CONFLICT (address) DO NOTHING
                """,
                new
                {
                    address,
                    pem,
                    now,
                },
                cancellationToken: cancellationToken
            )
        );
    }
}
