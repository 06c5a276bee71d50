using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// The connection of the ledger's writer with its statements, which are prepared once and kept until an error occurs.
/// Tests: LedgerTests.
/// </summary>
internal sealed class LedgerStatements : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _fence;
    private readonly Statement _intend;
    private readonly Statement _skip;
    private readonly Statement _release;
    private readonly Statement _record;
    private readonly Statement _attempt;

    private LedgerStatements(SqliteConnection connection, long dispatchId)
    {
        _connection = connection;
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _fence = Prepare(
            """
            SELECT d.state, d.revision, (SELECT token FROM owner)
              FROM dispatches d
             WHERE d.id = $dispatch
            """,
            "$dispatch"
        );

        // The status is checked here, in the transaction that lets a message go: a subscriber who has just left gets
        // nothing. Nor does an address that is not the subscriber's any more: the message has the links of today.
        _intend = Prepare(
            """
            UPDATE deliveries
               SET state = 'sending', updated_at = $now, revision = $revision
             WHERE dispatch_id = $dispatch AND subscriber_id = $subscriber
               AND (state IN ('pending', 'deferred') OR ($repeat AND state = 'sending'))
               AND EXISTS (SELECT 1
                             FROM mailable_subscribers s
                            WHERE s.id = $subscriber AND s.email_key = lower(deliveries.email))
            """,
            "$dispatch",
            "$now",
            "$subscriber",
            "$repeat",
            "$revision"
        );
        _skip = Prepare(
            """
            UPDATE deliveries
               SET state = 'skipped', updated_at = $now, due_at = NULL,
                   reply = CASE WHEN EXISTS (SELECT 1
                                               FROM subscribers s
                                              WHERE s.id = $subscriber AND s.email_key <> lower(deliveries.email))
                                THEN 'the reader has another address now' ELSE reply END
             WHERE dispatch_id = $dispatch AND subscriber_id = $subscriber
               AND (state IN ('pending', 'deferred') OR ($repeat AND state = 'sending'))
            """,
            "$dispatch",
            "$now",
            "$subscriber",
            "$repeat"
        );
        _release = Prepare(
            $"""
            UPDATE deliveries
               SET state = 'pending', updated_at = $now, email = {DeliveryTable.AddressNow}
             WHERE dispatch_id = $dispatch AND subscriber_id = $subscriber AND state = 'sending'
            """,
            "$dispatch",
            "$now",
            "$subscriber"
        );
        _record = Prepare(
            $"""
            UPDATE deliveries
               SET state = $state, attempts = attempts + $counts, due_at = $due, updated_at = $now,
                   reply = coalesce($reply, reply), class = $cause,
                   email = CASE WHEN $again THEN {DeliveryTable.AddressNow} ELSE email END
             WHERE dispatch_id = $dispatch AND subscriber_id = $subscriber AND state = 'sending'
            """,
            "$dispatch",
            "$now",
            "$subscriber",
            "$state",
            "$counts",
            "$due",
            "$reply",
            "$cause",
            "$again"
        );
        _attempt = Prepare(
            """
            INSERT INTO attempts (dispatch_id, subscriber_id, attempt, at, state, reply, class)
            SELECT dispatch_id, subscriber_id, attempts, $now, $state, $reply, $cause
              FROM deliveries
             WHERE dispatch_id = $dispatch AND subscriber_id = $subscriber
            """,
            "$dispatch",
            "$now",
            "$subscriber",
            "$state",
            "$reply",
            "$cause"
        );
        foreach (var statement in new[] { _fence, _intend, _skip, _release, _record, _attempt })
        {
            statement.Set("$dispatch", dispatchId);
        }

        Statement Prepare(string sql, params string[] names) => new(connection, sql, names);
    }

    /// <summary>Opens a separate connection: after an error it is closed and not returned to a pool.</summary>
    /// <param name="verify">True after a disk error: first merges the log into the file and checks the file.</param>
    /// <exception cref="StorageException">The file cannot be opened, or is damaged.</exception>
    public static LedgerStatements Open(Database database, long dispatchId, bool verify)
    {
        var connection = database.OpenUnpooled();
        try
        {
            if (verify)
            {
                Verify(database, connection);
            }

            return new LedgerStatements(connection, dispatchId);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Begin(DateTimeOffset now)
    {
        _begin.Execute();
        foreach (var statement in new[] { _intend, _skip, _release, _record, _attempt })
        {
            statement.Set("$now", now.ToUnixTimeMilliseconds());
        }
    }

    /// <summary>Returns when the transaction is on the disk (<c>synchronous=FULL</c>).</summary>
    public void Commit() => _commit.Execute();

    /// <summary>Undoes a transaction that failed. A broken connection is undone when it is closed.</summary>
    public void Rollback() => _rollback.Execute();

    /// <summary>
    /// Reads what another process may have changed: the dispatch's state and revision, and the owner of the database.
    /// </summary>
    public LedgerFence Fence()
    {
        using var reader = _fence.Read();
        return reader.Read()
            ? new LedgerFence(
                DispatchStates.Words.Parse(reader.GetString(0)),
                reader.GetInt64(1),
                reader.IsDBNull(2) ? null : reader.GetString(2)
            )
            : new LedgerFence(DispatchState.Stopped, 0, null);
    }

    /// <summary>Records that a message will be sent, or that its subscriber has left.</summary>
    /// <param name="revision">The revision that the message is made of.</param>
    /// <returns>True when the message may be sent.</returns>
    public bool Intend(long subscriberId, long revision, bool isRepeat)
    {
        _intend.Set("$subscriber", subscriberId);
        _intend.Set("$revision", revision);
        _intend.Set("$repeat", isRepeat ? 1 : 0);
        if (_intend.Execute() == 1)
        {
            return true;
        }

        _skip.Set("$subscriber", subscriberId);
        _skip.Set("$repeat", isRepeat ? 1 : 0);
        _skip.Execute();
        return false;
    }

    /// <summary>
    /// Takes back an intent that an earlier commit without answer may have recorded; its message was not sent.
    /// </summary>
    public void Release(long subscriberId)
    {
        _release.Set("$subscriber", subscriberId);
        _release.Execute();
    }

    /// <summary>Records the outcome of a message in <c>sending</c>; a second call changes nothing.</summary>
    public void Record(LedgerOutcome outcome)
    {
        _record.Set("$subscriber", outcome.SubscriberId);
        _record.Set("$state", outcome.State.Word());
        _record.Set("$counts", outcome.CountsAsAttempt ? 1 : 0);
        _record.Set("$due", outcome.DueAt?.ToUnixTimeMilliseconds());
        _record.Set("$reply", outcome.Reply);
        _record.Set("$cause", outcome.Cause);
        _record.Set("$again", outcome.State is DeliveryState.Pending or DeliveryState.Deferred ? 1 : 0);
        if (_record.Execute() != 1 || outcome is not { CountsAsAttempt: true, State: not DeliveryState.Sent })
        {
            return;
        }

        _attempt.Set("$subscriber", outcome.SubscriberId);
        _attempt.Set("$state", outcome.State.Word());
        _attempt.Set("$reply", outcome.Reply);
        _attempt.Set("$cause", outcome.Cause);
        _attempt.Execute();
    }

    public void Dispose() => _connection.Dispose();

    private static void Verify(Database database, SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        command.ExecuteNonQuery();
        command.CommandText = "PRAGMA quick_check(1)";
        if (command.ExecuteScalar() as string is var answer && answer != "ok")
        {
            throw new StorageException(
                $"{database.Path}: the database is damaged ({answer}); restore it from a backup."
            );
        }
    }

    /// <summary>
    /// A prepared statement. It keeps its parameters by name, so that setting one needs no search in SQLite.
    /// </summary>
    private sealed class Statement
    {
        private readonly SqliteCommand _command;
        private readonly Dictionary<string, SqliteParameter> _values = [];

        public Statement(SqliteConnection connection, string sql, string[] names)
        {
            _command = connection.CreateCommand();
            _command.CommandText = sql;
            foreach (var name in names)
            {
                _values[name] = _command.Parameters.AddWithValue(name, DBNull.Value);
            }
        }

        public void Set(string name, object? value) => _values[name].Value = value ?? DBNull.Value;

        public int Execute() => _command.ExecuteNonQuery();

        public SqliteDataReader Read() => _command.ExecuteReader();
    }
}
