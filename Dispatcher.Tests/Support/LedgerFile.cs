using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>Reads a ledger without code of the product, also while the program runs and after its death.</summary>
/// <param name="path">The database file.</param>
internal sealed class LedgerFile(string path)
{
    /// <summary>SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE.</summary>
    private const int NoCheckpointOnClose = 1006;

    /// <summary>The columns of a ledger row that the judge needs.</summary>
    internal sealed record Row(string Email, string State, long Attempts, long Resends);

    /// <summary>State of the dispatch; null when there is no dispatch or no database yet.</summary>
    public Task<string?> StateAsync(long dispatch = 1) =>
        ReadAsync<string>("SELECT state FROM dispatches WHERE id = @dispatch", new { dispatch });

    /// <summary>The number of frozen recipients, as the dispatch counts them.</summary>
    public Task<long> FrozenAsync(long dispatch = 1) =>
        ReadAsync<long>("SELECT recipients FROM dispatches WHERE id = @dispatch", new { dispatch });

    public async Task<IReadOnlyList<Row>> RowsAsync(long dispatch = 1)
    {
        await using var connection = await OpenAsync();
        return
        [
            .. await connection.QueryAsync<Row>(
                "SELECT email, state, attempts, resends FROM deliveries WHERE dispatch_id = @dispatch ORDER BY "
                    + "subscriber_id",
                new { dispatch }
            ),
        ];
    }

    /// <summary>Rows of all dispatches, even of one that does not exist.</summary>
    public Task<long> AllRowsAsync() => ReadAsync<long>("SELECT count(*) FROM deliveries", new { });

    /// <summary>The number of rows in a state.</summary>
    public Task<long> CountAsync(string state) =>
        ReadAsync<long>("SELECT count(*) FROM deliveries WHERE state = @state", new { state });

    /// <summary><c>ok</c>, or the fault that SQLite finds in the file.</summary>
    public async Task<string> IntegrityAsync()
    {
        await using var connection = await OpenAsync();
        return await connection.ExecuteScalarAsync<string>("PRAGMA integrity_check") ?? "";
    }

    /// <summary>Waits until the dispatch is in a state.</summary>
    /// <exception cref="TimeoutException">The dispatch is not in the state within the limit.</exception>
    public async Task WaitForAsync(string state, TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        string? now;
        while ((now = await StateAsync()) != state)
        {
            if (late.IsCancellationRequested)
            {
                var rows = await RowsAsync();
                throw new TimeoutException(
                    $"The dispatch is {now ?? "not there"}, not {state}, after {limit}: "
                        + $"{string.Join(", ", rows.CountBy(row => row.State))}."
                );
            }

            await Task.Delay(TimeSpan.FromMilliseconds(30), CancellationToken.None);
        }
    }

    /// <summary>A connection that does not change the write-ahead log of a dead program.</summary>
    public async Task<SqliteConnection> OpenAsync()
    {
        var connection = new SqliteConnection($"Data Source={path};Mode=ReadWrite;Pooling=False;Default Timeout=10");
        await connection.OpenAsync();
        _ = raw.sqlite3_db_config(connection.Handle, NoCheckpointOnClose, 1, out _);
        return connection;
    }

    /// <summary>One value; the type's default when there is no row, no table or no database yet.</summary>
    private async Task<T?> ReadAsync<T>(string sql, object parameters)
    {
        if (!File.Exists(path))
        {
            return default;
        }

        await using var connection = await OpenAsync();
        try
        {
            return await connection.ExecuteScalarAsync<T>(sql, parameters);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == 1)
        {
            return default;
        }
    }
}
