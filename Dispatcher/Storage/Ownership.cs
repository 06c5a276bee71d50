using System.Diagnostics;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// Makes this process the only one that sends from a database: a lock file that the kernel frees, and a row in the
/// database whose token every write of the ledger checks. So a process that was frozen, lost its lock file and was
/// replaced can record nothing when it wakes, and sends nothing, since nobody sends without a recorded intent.
/// </summary>
internal sealed class Ownership : IAsyncDisposable
{
    private readonly Database _database;
    private readonly DispatcherLock _lock;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly Task _beating;
    private int _hasEnded;

    private Ownership(Database database, DispatcherLock @lock, string token, TimeProvider clock)
    {
        _database = database;
        _lock = @lock;
        _clock = clock;
        Token = token;
        _beating = BeatAsync();
    }

    /// <summary>Made anew at each start.</summary>
    public string Token { get; }

    /// <summary>Cancelled when another process has taken the database over: this one has nothing more to do.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Takes the database, or says who has it.</summary>
    /// <param name="acceptRestored">An operator has looked at a database that is older than what was sent from it last.</param>
    /// <exception cref="StorageException">
    /// Another process sends from this database, it is a restored backup that nobody has looked at, or it cannot be written.
    /// </exception>
    public static async Task<Ownership> TakeAsync(
        Database database, TimeProvider clock, CancellationToken cancellationToken, bool acceptRestored = false)
    {
        var taken = DispatcherLock.TryTake(database) ?? throw await OwnedAsync(database, cancellationToken);
        try
        {
            var token = Guid.NewGuid().ToString("N");
            var row = await database.InTransactionAsync(
                async (connection, transaction) =>
                {
                    var before = await ReadAsync(connection, transaction);
                    var now = clock.GetUtcNow();
                    switch (OwnershipRule.Decide(before, taken.Before, Environment.MachineName, IsAlive, now))
                    {
                        case OwnershipAnswer.Owned:
                            throw Owned(database, before!);
                        case OwnershipAnswer.Restored when !acceptRestored:
                            throw new StorageException(
                                $"{database.Path}: is older than what was sent from it last; was a backup put in its place, or its -wal file deleted? What was sent since would be sent again. Look at it with dispatcher status, then start once with: dispatcher run --accept-restored");
                        case OwnershipAnswer.Restored:
                            await RestoredDatabase.AcceptAsync(connection, transaction, taken.Before!.Sent, now);
                            break;
                    }

                    var mark = Math.Max(before?.Mark ?? 0, taken.Before?.Mark ?? 0) + 1;
                    await WriteAsync(connection, transaction, token, mark, now);
                    return new LockNote(token, mark, await SentAsync(connection, transaction));
                },
                cancellationToken);
            taken.Write(row);
            return new Ownership(database, taken, token, clock);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Who sends from a database now, as far as the database knows; null when nobody does.</summary>
    public static async Task<OwnerRow?> CurrentAsync(Database database, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await ReadAsync(connection, transaction: null) is { EndedAt: null } row
            && clock.GetUtcNow() - row.SeenAt <= OwnershipRule.Silence
            && (row.Host != Environment.MachineName || row.ProcessId == Environment.ProcessId || IsAlive(row.ProcessId)) ? row : null;
    }

    /// <summary>
    /// Counts the mark up, in the database first. Called when something happened that must not happen again, so that an
    /// older copy of the database can be told from this one.
    /// </summary>
    /// <returns>False when another process has taken the database over.</returns>
    public async Task<bool> MarkAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenAsync(cancellationToken);
        var mark = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "UPDATE owner SET mark = mark + 1, seen_at = @now WHERE token = @Token RETURNING mark",
            new { Token, now = _clock.GetUtcNow() },
            cancellationToken: cancellationToken));
        if (mark is not { } number)
        {
            await _lost.CancelAsync();
            return false;
        }

        var sent = await SentAsync(connection, transaction: null);
        lock (_lock)
        {
            _lock.Write(new LockNote(Token, number, sent));
        }

        return true;
    }

    /// <summary>Lets the database go; a second time does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) == 1)
        {
            return;
        }

        await _end.CancelAsync();
        await _beating;
        try
        {
            await using var connection = await _database.OpenAsync(CancellationToken.None);
            await connection.ExecuteAsync("UPDATE owner SET ended_at = @now WHERE token = @Token", new { Token, now = _clock.GetUtcNow() });
        }
        catch (Exception e) when (e is SqliteException or StorageException)
        {
            // The lock file says the same to whoever comes next.
        }

        _lock.Dispose();
        _end.Dispose();
        _lost.Dispose();
    }

    private async Task BeatAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(OwnershipRule.Heartbeat, _clock, _end.Token);
                try
                {
                    await MarkAsync(_end.Token);
                }
                catch (Exception e) when (e is SqliteException or StorageException)
                {
                    // The disk is full or the database locked; whoever writes the ledger says so.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private static async Task<IReadOnlyList<SentIssue>> SentAsync(SqliteConnection connection, SqliteTransaction? transaction) =>
        [.. await connection.QueryAsync<SentIssue>(
            """
            SELECT slot_date, issue_slug
              FROM dispatches
             WHERE kind = 'issue' AND issue_slug IS NOT NULL
             ORDER BY slot_date DESC
             LIMIT 20
            """,
            transaction: transaction)];

    private static async Task<OwnerRow?> ReadAsync(SqliteConnection connection, SqliteTransaction? transaction) =>
        await connection.QuerySingleOrDefaultAsync<OwnerRow>(
            "SELECT token, process_id, host, mark, seen_at, ended_at FROM owner", transaction: transaction);

    private static async Task WriteAsync(SqliteConnection connection, SqliteTransaction transaction, string token, long mark, DateTimeOffset now) =>
        await connection.ExecuteAsync(
            """
            INSERT INTO owner (id, token, process_id, host, mark, seen_at, ended_at)
            VALUES (1, @token, @ProcessId, @MachineName, @mark, @now, NULL)
                ON CONFLICT (id) DO UPDATE
               SET token = excluded.token, process_id = excluded.process_id, host = excluded.host,
                   mark = excluded.mark, seen_at = excluded.seen_at, ended_at = NULL
            """,
            new { token, Environment.ProcessId, Environment.MachineName, mark, now },
            transaction);

    private static bool IsAlive(long processId)
    {
        try
        {
            using var process = Process.GetProcessById((int)processId);
            return processId != Environment.ProcessId && !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static async Task<DatabaseOwnedException> OwnedAsync(Database database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return Owned(database, await ReadAsync(connection, transaction: null));
    }

    private static DatabaseOwnedException Owned(Database database, OwnerRow? by) => new(
        $"{database.Path}: another dispatcher{(by is null ? "" : $" (process {by.ProcessId}{(by.Host == Environment.MachineName ? "" : $" on {by.Host}")})")} sends from this database; stop it first, or leave the sending to it.");
}
