using System.Data;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Subscribers;

/// <summary>Writes batches of rows into subscribers and subscriber_tags: somebody new is added, somebody known is merged.</summary>
/// <remarks>
/// The driver's own commands, prepared once: an import runs them a million times. Who of a batch is known is asked in one
/// question (CROSS JOIN keeps SQLite to the order of the tables). One thread at a time.
/// The connection's cache is larger than usual because addresses hit their index in random order, and the write-ahead
/// log is cut less often because each cut writes those same pages again. Both are undone before the connection goes
/// back to its pool.
/// </remarks>
internal sealed class SubscriberUpsert : IAsyncDisposable
{
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _clock;
    private readonly SqliteCommand _find;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _update;
    private readonly SqliteCommand _clearTags;
    private readonly SqliteCommand _insertTag;

    private SubscriberUpsert(SqliteConnection connection, TimeProvider clock)
    {
        _connection = connection;
        _clock = clock;
        Execute("PRAGMA cache_size = -48000; PRAGMA wal_autocheckpoint = 16000;");
        _find = Prepare(
            """
            SELECT s.email_key, s.id, s.first_name, s.last_name, s.time_zone, s.status,
                   (SELECT group_concat(t.tag, ';' ORDER BY t.tag) FROM subscriber_tags t WHERE t.subscriber_id = s.id)
              FROM json_each($keys) k
             CROSS JOIN subscribers s ON s.email_key = k.value
            """,
            "$keys");
        _insert = Prepare(
            """
            INSERT INTO subscribers (email, email_key, first_name, last_name, time_zone, status, created_at, updated_at)
            VALUES ($email, $key, $first, $last, $zone, $status, $created, $now)
            RETURNING id
            """,
            "$email", "$key", "$first", "$last", "$zone", "$status", "$created", "$now");
        _update = Prepare(
            """
            UPDATE subscribers
               SET first_name = $first, last_name = $last, time_zone = $zone, status = $status, updated_at = $now
             WHERE id = $id
            """,
            "$first", "$last", "$zone", "$status", "$now", "$id");
        _clearTags = Prepare("DELETE FROM subscriber_tags WHERE subscriber_id = $id", "$id");
        _insertTag = Prepare("INSERT INTO subscriber_tags (subscriber_id, tag) VALUES ($id, $tag)", "$id", "$tag");
    }

    public static async Task<SubscriberUpsert> OpenAsync(Database database, TimeProvider clock, CancellationToken cancellationToken) =>
        new(await database.OpenAsync(cancellationToken), clock);

    /// <summary>Writes a batch, all of it or nothing.</summary>
    /// <returns>What each row came to, in the order of the rows.</returns>
    public IReadOnlyList<ImportChange> Write(IReadOnlyList<SubscriberEntry> batch)
    {
        var now = _clock.GetUtcNow();
        using var transaction = _connection.BeginTransaction(IsolationLevel.Serializable, deferred: false);
        foreach (var command in new[] { _find, _insert, _update, _clearTags, _insertTag })
        {
            command.Transaction = transaction;
        }

        var known = Find(batch);
        var changes = batch.Select(entry => Write(entry, known, now)).ToArray();
        transaction.Commit();
        return changes;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in new[] { _find, _insert, _update, _clearTags, _insertTag })
        {
            await command.DisposeAsync();
        }

        Execute("PRAGMA cache_size = -2000; PRAGMA wal_autocheckpoint = 1000;");
        await _connection.DisposeAsync();
    }

    /// <param name="known">Of this batch, by key; kept up to date, because a batch may name a mailbox twice.</param>
    private ImportChange Write(SubscriberEntry entry, Dictionary<string, KnownSubscriber> known, DateTimeOffset now)
    {
        if (!known.TryGetValue(entry.Address.Key, out var before))
        {
            known[entry.Address.Key] = Insert(entry, now);
            return ImportChange.Added;
        }

        var (change, after) = SubscriberMerge.Decide(before, entry);
        if (change is ImportChange.Updated)
        {
            Set(_update, after.FirstName, after.LastName, after.TimeZone, after.Status, Stored(now), after.Id).ExecuteNonQuery();
            if (after.Tags != before.Tags)
            {
                Set(_clearTags, after.Id).ExecuteNonQuery();
                InsertTags(after.Id, entry.Tags);
            }

            known[entry.Address.Key] = after;
        }

        return change;
    }

    private KnownSubscriber Insert(SubscriberEntry entry, DateTimeOffset now)
    {
        var status = entry.Status ?? SubscriberStatus.Active;
        var id = (long)Set(
            _insert, entry.Address.Value, entry.Address.Key, entry.FirstName, entry.LastName, entry.TimeZone,
            status, Stored(entry.CreatedAt ?? now), Stored(now)).ExecuteScalar()!;
        InsertTags(id, entry.Tags);
        var tags = entry.Tags.Count == 0 ? null : string.Join(';', entry.Tags);
        return new(id, entry.FirstName, entry.LastName, entry.TimeZone, status, tags);
    }

    private Dictionary<string, KnownSubscriber> Find(IReadOnlyList<SubscriberEntry> batch)
    {
        var known = new Dictionary<string, KnownSubscriber>(batch.Count, StringComparer.Ordinal);
        using var reader = Set(_find, JsonSerializer.Serialize(batch.Select(entry => entry.Address.Key))).ExecuteReader();
        while (reader.Read())
        {
            known[reader.GetString(0)] =
                new(reader.GetInt64(1), Text(reader, 2), Text(reader, 3), Text(reader, 4), reader.GetString(5), Text(reader, 6));
        }

        return known;
    }

    private void InsertTags(long id, IReadOnlyList<string> tags)
    {
        foreach (var tag in tags)
        {
            Set(_insertTag, id, tag).ExecuteNonQuery();
        }
    }

    private SqliteCommand Prepare(string sql, params string[] parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // All texts stand in the constructor.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }

    private void Execute(string sql)
    {
        using var command = Prepare(sql);
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Set(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    private static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static long Stored(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
