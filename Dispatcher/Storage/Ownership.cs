using System.Diagnostics;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// Makes this process the only one that sends from a database: a lock file that the kernel frees, and a row in the
/// database whose token every write of the ledger checks. So a process that was frozen, lost its lock file and was
/// replaced can record nothing when it wakes, and sends nothing, since no process sends without a recorded intent.
/// </summary>
internal sealed class Ownership : IAsyncDisposable
{
    /// <summary>The system tells to a second when a process began.</summary>
    private static readonly TimeSpan StartGrain = TimeSpan.FromSeconds(5);

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

    /// <summary>
    /// True when the database had been restored from a backup, and an operator accepted it at this start.
    /// </summary>
    public bool WasRestored { get; private init; }

    /// <summary>Takes the database, or says who has it.</summary>
    /// <param name="acceptance">An operator has looked at a database that is older than what was sent from it last;
    /// null where nobody has.</param>
    /// <exception cref="StorageException">
    /// Another process sends from this database, it is a restored backup that no operator has accepted, or it cannot be
    /// written.
    /// </exception>
    public static async Task<Ownership> TakeAsync(
        Database database,
        TimeProvider clock,
        CancellationToken cancellationToken,
        RestoreAcceptance? acceptance = null
    )
    {
        var taken = DispatcherLock.TryTake(database) ?? throw await OwnedAsync(database, cancellationToken);
        try
        {
            var (note, isFirst, wasRestored) = await database.InTransactionAsync(
                (connection, transaction) =>
                    TakeAsync(database, taken, connection, transaction, acceptance, clock.GetUtcNow()),
                cancellationToken
            );
            taken.Write(note);
            if (isFirst)
            {
                await CheckpointAsync(database, cancellationToken);
            }

            return new Ownership(database, taken, note.Token, clock) { WasRestored = wasRestored };
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Who sends from a database now; null when no process does: none holds its lock file, and no owner may be alive
    /// without it.
    /// </summary>
    public static async Task<OwnerRow?> CurrentAsync(
        Database database,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var look = DispatcherLock.Look(database);
        return
            await RowAsync(database, cancellationToken) is { EndedAt: null } row
            && (
                look.IsHeld
                || !OwnershipRule.IsGone(row, look.Note, Environment.MachineName, IsAlive, clock.GetUtcNow())
            )
            ? row
            : null;
    }

    /// <summary>
    /// Why nothing is sent from a database before an operator has looked; null when it was not restored. Changes
    /// nothing.
    /// </summary>
    /// <exception cref="StorageException">The lock file or the database cannot be read.</exception>
    public static async Task<string?> WhyRestoredAsync(
        Database database,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var look = DispatcherLock.Look(database);
        if (look.IsHeld)
        {
            return null;
        }

        var row = await RowAsync(database, cancellationToken);
        return RestoredDatabase.Explain(
            database,
            OwnershipRule.Decide(row, look.Note, look.IsCopy, Environment.MachineName, IsAlive, clock.GetUtcNow())
        );
    }

    /// <summary>
    /// What the database knows of its last owner; null where it never had one, or is older than owners are.
    /// </summary>
    public static async Task<OwnerRow?> RowAsync(Database database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'owner')"
        )
            ? await ReadAsync(connection, transaction: null)
            : null;
    }

    /// <summary>Says that another process has the database.</summary>
    public static DatabaseOwnedException Owned(Database database, OwnerRow? by)
    {
        var host = by is null || by.Host == Environment.MachineName ? "" : $" on {by.Host}";
        var process = by is null ? "" : $" (process {by.ProcessId}{host})";
        return new(
            $"{database.Path}: another dispatcher{process} sends from this database; stop it first, or leave the "
                + "sending to it."
        );
    }

    /// <summary>
    /// Counts the mark up, in the database first. Called when something happened that must not happen again, so that an
    /// older copy of the database can be told from this one.
    /// </summary>
    /// <returns>False when another process has taken the database over.</returns>
    public async Task<bool> MarkAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenAsync(cancellationToken);
        var mark = await connection.ExecuteScalarAsync<long?>(
            new CommandDefinition(
                "UPDATE owner SET mark = mark + 1, seen_at = @now WHERE token = @Token RETURNING mark",
                new { Token, now = _clock.GetUtcNow() },
                cancellationToken: cancellationToken
            )
        );
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
            await connection.ExecuteAsync(
                "UPDATE owner SET ended_at = @now WHERE token = @Token",
                new { Token, now = _clock.GetUtcNow() }
            );
        }
        catch (Exception e) when (e is SqliteException or StorageException)
        {
            // The lock file tells the next process the same.
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
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // The disk is full, or the database is locked: the writers of the ledger say so. The next mark is
                    // written in any case, because without marks another process could take the database.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The service is stopping.
        }
    }

    private static async Task<IReadOnlyList<SentIssue>> SentAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction
    ) =>
        [
            .. await connection.QueryAsync<SentIssue>(
                """
                SELECT slot_date, issue_slug
                  FROM dispatches
                 WHERE kind = 'issue' AND issue_slug IS NOT NULL
                 ORDER BY slot_date DESC
                 LIMIT 20
                """,
                transaction: transaction
            ),
        ];

    private static async Task<OwnerRow?> ReadAsync(SqliteConnection connection, SqliteTransaction? transaction) =>
        await connection.QuerySingleOrDefaultAsync<OwnerRow>(
            "SELECT token, process_id, host, mark, seen_at, ended_at FROM owner",
            transaction: transaction
        );

    private static async Task WriteAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string token,
        long mark,
        DateTimeOffset now
    ) =>
        await connection.ExecuteAsync(
            """
            INSERT INTO owner (id, token, process_id, host, mark, seen_at, ended_at)
            VALUES (1, @token, @ProcessId, @MachineName, @mark, @now, NULL)
                ON CONFLICT (id) DO UPDATE
               SET token = excluded.token, process_id = excluded.process_id, host = excluded.host,
                   mark = excluded.mark, seen_at = excluded.seen_at, ended_at = NULL
            """,
            new
            {
                token,
                Environment.ProcessId,
                Environment.MachineName,
                mark,
                now,
            },
            transaction
        );

    /// <summary>Takes the database for this process, in one transaction with what a restored one needs.</summary>
    private static async Task<(LockNote Note, bool IsFirst, bool WasRestored)> TakeAsync(
        Database database,
        DispatcherLock taken,
        SqliteConnection connection,
        SqliteTransaction transaction,
        RestoreAcceptance? acceptance,
        DateTimeOffset now
    )
    {
        var before = await ReadAsync(connection, transaction);
        var answer = OwnershipRule.Decide(before, taken.Before, taken.IsCopy, Environment.MachineName, IsAlive, now);
        if (answer is OwnershipAnswer.Owned)
        {
            throw Owned(database, before);
        }

        if (answer is not OwnershipAnswer.Yes)
        {
            await AcceptAsync(database, connection, transaction, (answer, acceptance), taken.Before?.Sent ?? [], now);
        }

        var (token, known) = (Guid.NewGuid().ToString("N"), Math.Max(before?.Mark ?? 0, taken.Before?.Mark ?? 0));
        if (before is null && answer is OwnershipAnswer.Yes)
        {
            // Before the row: a death in between leaves a database that was never used, and not one without its
            // companion.
            taken.WriteFirst(new LockNote(token, known, []));
        }

        await WriteAsync(connection, transaction, token, known + 1, now);
        return (
            new LockNote(token, known + 1, await SentAsync(connection, transaction)),
            before is null,
            answer is not OwnershipAnswer.Yes
        );
    }

    private static async Task AcceptAsync(
        Database database,
        SqliteConnection connection,
        SqliteTransaction transaction,
        (OwnershipAnswer Answer, RestoreAcceptance? Acceptance) restored,
        IReadOnlyList<SentIssue> sent,
        DateTimeOffset now
    )
    {
        var why = RestoredDatabase.Explain(database, restored.Answer);
        if (restored.Acceptance is not { } acceptance)
        {
            throw new StorageException($"{why} {RestoredDatabase.WhatToDo}");
        }

        if (acceptance.NothingWasSent && restored.Answer is OwnershipAnswer.Restored)
        {
            throw new StorageException(
                $"{why} So something was sent, and --not-sent cannot be right; start without it: dispatcher run "
                    + "--accept-restored"
            );
        }

        if (!acceptance.NothingWasSent)
        {
            await acceptance.Change(connection, transaction, sent, acceptance.Slots ?? [], now);
        }
    }

    /// <summary>
    /// Brings the first mark from the log into the database file, so that a copy without the log shows that it was
    /// used.
    /// </summary>
    private static async Task CheckpointAsync(Database database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition("PRAGMA wal_checkpoint(PASSIVE)", cancellationToken: cancellationToken)
        );
    }

    /// <summary>
    /// Whether the owner's process runs on this machine. A process that began after the owner's last sign of life has
    /// its number by chance.
    /// </summary>
    private static bool IsAlive(OwnerRow owner)
    {
        try
        {
            using var process = Process.GetProcessById((int)owner.ProcessId);
            return owner.ProcessId != Environment.ProcessId
                && !process.HasExited
                && process.StartTime.ToUniversalTime() <= owner.SeenAt.UtcDateTime + StartGrain;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (Exception e)
            when (e is InvalidOperationException or System.ComponentModel.Win32Exception or NotSupportedException)
        {
            // It has just ended, or it does not say when it began.
            return e is not InvalidOperationException;
        }
    }

    private static async Task<DatabaseOwnedException> OwnedAsync(Database database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return Owned(database, await ReadAsync(connection, transaction: null));
    }
}
