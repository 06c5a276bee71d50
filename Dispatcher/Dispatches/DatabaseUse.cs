using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>How large the database is, and what the last retention gave back. Tests: DeliveryRetentionTests.</summary>
/// <param name="Bytes">Size of the file without its log.</param>
/// <param name="Free">Bytes in the file that the next rows take before the file grows.</param>
internal sealed record DatabaseUse(long Bytes, long Free)
{
    /// <summary>The last retention that removed rows; null before the first.</summary>
    public RetentionRound? Last { get; init; }

    /// <summary>Bytes that hold rows.</summary>
    public long Used => Bytes - Free;

    public static async Task<DatabaseUse> ReadAsync(Database database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await ReadAsync(connection, transaction: null) with
        {
            Last = await connection.QuerySingleOrDefaultAsync<RetentionRound>(
                new CommandDefinition(
                    "SELECT ended_at, deliveries, used_before, used_after FROM retention_round WHERE id = 1",
                    cancellationToken: cancellationToken
                )
            ),
        };
    }

    /// <summary>The size alone: three numbers of the file's header.</summary>
    public static async Task<DatabaseUse> ReadAsync(SqliteConnection connection, SqliteTransaction? transaction)
    {
        var size = await connection.ExecuteScalarAsync<long>("PRAGMA page_size", transaction: transaction);
        var pages = await connection.ExecuteScalarAsync<long>("PRAGMA page_count", transaction: transaction);
        var free = await connection.ExecuteScalarAsync<long>("PRAGMA freelist_count", transaction: transaction);
        return new(pages * size, free * size);
    }
}
