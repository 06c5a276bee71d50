using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>The statements of one ledger transaction, prepared once for the whole group.</summary>
internal sealed class LedgerStatements : IDisposable
{
    private readonly SqliteCommand _intend;
    private readonly SqliteCommand _skip;
    private readonly SqliteCommand _record;
    private readonly SqliteCommand _attempt;

    public LedgerStatements(SqliteConnection connection, SqliteTransaction transaction, long dispatchId, DateTimeOffset now)
    {
        // The status is looked up here, in the transaction that lets a message go: who left a moment ago gets nothing.
        _intend = Prepare(
            """
            UPDATE deliveries
               SET state = 'sending', updated_at = $now
             WHERE dispatch_id = $dispatch AND subscriber_id = $subscriber
               AND (state IN ('pending', 'deferred') OR ($repeat AND state = 'sending'))
               AND EXISTS (SELECT 1 FROM subscribers s WHERE s.id = $subscriber AND s.status = 'active')
            """,
            "$repeat");
        _skip = Prepare(
            """
            UPDATE deliveries
               SET state = 'skipped', updated_at = $now, due_at = NULL
             WHERE dispatch_id = $dispatch AND subscriber_id = $subscriber AND state IN ('pending', 'deferred')
            """);
        _record = Prepare(
            """
            UPDATE deliveries
               SET state = $state, attempts = attempts + $counts, due_at = $due, updated_at = $now, reply = coalesce($reply, reply)
             WHERE dispatch_id = $dispatch AND subscriber_id = $subscriber AND state = 'sending'
            """,
            "$state", "$counts", "$due", "$reply");
        _attempt = Prepare(
            """
            INSERT INTO attempts (dispatch_id, subscriber_id, attempt, at, state, reply)
            SELECT dispatch_id, subscriber_id, attempts, $now, $state, $reply
              FROM deliveries
             WHERE dispatch_id = $dispatch AND subscriber_id = $subscriber
            """,
            "$state", "$reply");

        SqliteCommand Prepare(string sql, params string[] names)
        {
            var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = sql;
            command.Parameters.AddWithValue("$dispatch", dispatchId);
            command.Parameters.AddWithValue("$now", now.ToUnixTimeMilliseconds());
            command.Parameters.AddWithValue("$subscriber", 0L);
            foreach (var name in names)
            {
                command.Parameters.AddWithValue(name, DBNull.Value);
            }

            return command;
        }
    }

    /// <summary>Records that a message is about to go out, or that its subscriber left meanwhile.</summary>
    /// <returns>True when it may go out.</returns>
    public bool Intend(long subscriberId, bool isRepeat)
    {
        _intend.Parameters["$subscriber"].Value = subscriberId;
        _intend.Parameters["$repeat"].Value = isRepeat ? 1 : 0;
        if (_intend.ExecuteNonQuery() == 1)
        {
            return true;
        }

        _skip.Parameters["$subscriber"].Value = subscriberId;
        _skip.ExecuteNonQuery();
        return false;
    }

    /// <summary>Records what became of a message that was in <c>sending</c>; a second time changes nothing.</summary>
    public void Record(LedgerOutcome outcome)
    {
        _record.Parameters["$subscriber"].Value = outcome.SubscriberId;
        _record.Parameters["$state"].Value = outcome.State;
        _record.Parameters["$counts"].Value = outcome.CountsAsAttempt ? 1 : 0;
        _record.Parameters["$due"].Value = outcome.DueAt is { } due ? due.ToUnixTimeMilliseconds() : DBNull.Value;
        _record.Parameters["$reply"].Value = (object?)outcome.Reply ?? DBNull.Value;
        var changed = _record.ExecuteNonQuery();
        if (changed == 1 && outcome is { CountsAsAttempt: true, State: not DeliveryState.Sent })
        {
            _attempt.Parameters["$subscriber"].Value = outcome.SubscriberId;
            _attempt.Parameters["$state"].Value = outcome.State;
            _attempt.Parameters["$reply"].Value = (object?)outcome.Reply ?? DBNull.Value;
            _attempt.ExecuteNonQuery();
        }
    }

    public void Dispose()
    {
        _intend.Dispose();
        _skip.Dispose();
        _record.Dispose();
        _attempt.Dispose();
    }
}
