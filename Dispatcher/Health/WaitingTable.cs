using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// The table <c>waits</c>: what waits, and which alerts were sent about it. Tests: WaitingDispatchAlertTests.
/// </summary>
internal sealed class WaitingTable(Database database)
{
    public async Task<IReadOnlyList<WaitingRow>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<WaitingRow>(
                new CommandDefinition(
                    "SELECT about, what, since_at, found_at, seen_at, tried_at, told_at, told, deadline_told FROM "
                        + "waits ORDER BY about",
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    /// <summary>Replaces everything that was remembered.</summary>
    public Task<int> WriteAsync(IReadOnlyList<WaitingRow> rows, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                await connection.ExecuteAsync("DELETE FROM waits", transaction: transaction);
                return await connection.ExecuteAsync(
                    """
                    INSERT INTO waits (about, what, since_at, found_at, seen_at, tried_at, told_at, told, deadline_told)
                    VALUES (@About, @What, @SinceAt, @FoundAt, @SeenAt, @TriedAt, @ToldAt, @Told, @DeadlineTold)
                    """,
                    rows,
                    transaction
                );
            },
            cancellationToken
        );
}
