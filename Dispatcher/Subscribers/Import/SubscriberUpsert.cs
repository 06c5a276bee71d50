using System.Data;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Subscribers.Import;

/// <summary>
/// Writes batches of rows into subscribers and subscriber_tags: somebody new is added, somebody known is merged.
/// Tests: CsvExportTests.
/// </summary>
/// <remarks>
/// The driver's own commands, prepared once: an import runs them a million times. One query finds
/// which people of a batch are known (CROSS JOIN keeps SQLite to the order of the tables). One thread at a time.
/// The connection's cache is larger than usual because addresses hit their index in random order, and the write-ahead
/// log is cut less often because each cut writes those same pages again. Both are undone before the connection goes
/// back to its pool.
/// </remarks>
internal sealed class SubscriberUpsert : IAsyncDisposable
{
    private const string Day = "yyyy-MM-dd";

    private readonly SqliteConnection _connection;
    private readonly TimeProvider _clock;
    private readonly SigningKey _oldestKey;
    private readonly string? _source;
    private readonly SqliteCommand _find;
    private readonly SqliteCommand _findBarred;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _update;
    private readonly SqliteCommand _clearTags;
    private readonly SqliteCommand _insertTag;
    private readonly SqliteCommand _insertEvent;
    private readonly SqliteCommand[] _commands;

    private SubscriberUpsert(SqliteConnection connection, TimeProvider clock, SigningKey oldestKey, string? source)
    {
        _connection = connection;
        _clock = clock;
        _oldestKey = oldestKey;
        _source = source;
        Execute("PRAGMA cache_size = -48000; PRAGMA wal_autocheckpoint = 16000;");
        _find = Prepare(
            """
            SELECT s.email_key, s.id, s.first_name, s.last_name, s.time_zone, s.status,
                   (SELECT string_agg(t.tag, ';' ORDER BY t.tag) FROM subscriber_tags t WHERE t.subscriber_id = s.id),
                   s.confirmed_at, s.paused_until, s.term, s.term_ends_at
              FROM json_each($keys) k
             CROSS JOIN subscribers s ON s.email_key = k.value
            """,
            "$keys"
        );
        _findBarred = Prepare(
            "SELECT x.email_key FROM json_each($keys) k CROSS JOIN suppressions x ON x.email_key = k.value",
            "$keys"
        );
        _insert = Prepare(
            """
            INSERT INTO subscribers (email, email_key, first_name, last_name, time_zone, status,
                                     confirmed_at, paused_until, term, term_ends_at, created_at, updated_at)
            VALUES ($email, $key, $first, $last, $zone, $status, $confirmed, $paused, $term, $ends, $created, $now)
            RETURNING id
            """,
            "$email",
            "$key",
            "$first",
            "$last",
            "$zone",
            "$status",
            "$confirmed",
            "$paused",
            "$term",
            "$ends",
            "$created",
            "$now"
        );
        _update = Prepare(
            """
            UPDATE subscribers
               SET first_name = $first, last_name = $last, time_zone = $zone, status = $status,
                   confirmed_at = $confirmed, paused_until = $paused, term = $term, term_ends_at = $ends,
                       updated_at = $now
             WHERE id = $id
            """,
            "$first",
            "$last",
            "$zone",
            "$status",
            "$confirmed",
            "$paused",
            "$term",
            "$ends",
            "$now",
            "$id"
        );
        _clearTags = Prepare("DELETE FROM subscriber_tags WHERE subscriber_id = $id", "$id");
        _insertTag = Prepare("INSERT INTO subscriber_tags (subscriber_id, tag) VALUES ($id, $tag)", "$id", "$tag");
        _insertEvent = Prepare(SubscriberEvents.Insert, "@subscriberId", "@at", "@event", "@detail");
        _commands = [_find, _findBarred, _insert, _update, _clearTags, _insertTag, _insertEvent];
    }

    /// <param name="oldestKey">Knows the addresses of erased people again.</param>
    /// <param name="source">
    /// The product that the rows come from. It is noted with everybody whom they add and whose status they change:
    /// where an address came from is what its owner may ask one day. Null notes nothing.
    /// </param>
    public static async Task<SubscriberUpsert> OpenAsync(
        Database database,
        TimeProvider clock,
        SigningKey oldestKey,
        string? source,
        CancellationToken cancellationToken
    ) => new(await database.OpenAsync(cancellationToken), clock, oldestKey, source);

    /// <summary>Writes a batch, all of it or nothing.</summary>
    /// <param name="isTrial">True to keep nothing of it.</param>
    /// <returns>What each row came to, in the order of the rows.</returns>
    public IReadOnlyList<ImportChange> Write(IReadOnlyList<SubscriberEntry> batch, bool isTrial = false)
    {
        var now = _clock.GetUtcNow();
        using var transaction = _connection.BeginTransaction(IsolationLevel.Serializable, deferred: false);
        foreach (var command in _commands)
        {
            command.Transaction = transaction;
        }

        var known = Find(batch);
        var barred = FindBarred(
            batch.Where(entry =>
                !known.TryGetValue(entry.Address.Key, out var before) || before.Status == SubscriberStatus.Pending
            )
        );
        var changes = batch.Select(entry => Write(entry, known, barred, now)).ToArray();
        if (!isTrial)
        {
            transaction.Commit();
        }

        return changes;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _commands)
        {
            await command.DisposeAsync();
        }

        Execute("PRAGMA cache_size = -2000; PRAGMA wal_autocheckpoint = 1000;");
        await _connection.DisposeAsync();
    }

    /// <param name="known">Of this batch, by key; kept up to date, because a batch may name a mailbox twice.</param>
    /// <param name="barred">Addresses of this batch that may not just be added, or confirmed, by key.</param>
    private ImportChange Write(
        SubscriberEntry entry,
        Dictionary<string, KnownSubscriber> known,
        Dictionary<string, AddressBar> barred,
        DateTimeOffset now
    )
    {
        if (!known.TryGetValue(entry.Address.Key, out var before))
        {
            if (!SubscriberMerge.MayAdd(entry, barred.GetValueOrDefault(entry.Address.Key)))
            {
                return ImportChange.Kept;
            }

            known[entry.Address.Key] = Insert(entry, now);
            return ImportChange.Added;
        }

        var (change, after) = SubscriberMerge.Decide(before, entry, barred.GetValueOrDefault(entry.Address.Key));
        if (change is ImportChange.Updated)
        {
            Set(
                    _update,
                    after.FirstName,
                    after.LastName,
                    after.TimeZone,
                    after.Status.Word(),
                    Stored(after.ConfirmedAt),
                    Stored(after.PausedUntil),
                    after.Term?.Word(),
                    Stored(after.TermEndsAt),
                    Stored(now),
                    after.Id
                )
                .ExecuteNonQuery();
            if (after.Tags != before.Tags)
            {
                Set(_clearTags, after.Id).ExecuteNonQuery();
                InsertTags(after.Id, after.Tags?.Split(';') ?? []);
            }

            if (after.Status != before.Status)
            {
                Note(after, now);
            }

            known[entry.Address.Key] = after;
        }

        return change;
    }

    private KnownSubscriber Insert(SubscriberEntry entry, DateTimeOffset now)
    {
        var status = entry.Status ?? SubscriberStatus.Active;
        var id = (long)
            Set(
                    _insert,
                    entry.Address.Value,
                    entry.Address.Key,
                    entry.FirstName,
                    entry.LastName,
                    entry.TimeZone,
                    status.Word(),
                    Stored(entry.ConfirmedAt),
                    Stored(entry.PausedUntil),
                    entry.Term?.Word(),
                    Stored(entry.TermEndsAt),
                    Stored(entry.CreatedAt ?? now),
                    Stored(now)
                )
                .ExecuteScalar()!;
        InsertTags(id, entry.Tags);
        var tags = entry.Tags.Count == 0 ? null : string.Join(';', entry.Tags);
        var added = new KnownSubscriber(id, entry.FirstName, entry.LastName, entry.TimeZone, status, tags)
        {
            ConfirmedAt = entry.ConfirmedAt,
            PausedUntil = entry.PausedUntil,
            Term = entry.Term,
            TermEndsAt = entry.TermEndsAt,
        };
        Note(added, now, entry.PaidSince);
        return added;
    }

    private void Note(KnownSubscriber subscriber, DateTimeOffset now, DateTimeOffset? paidSince = null)
    {
        if (_source is not null)
        {
            var paid = paidSince is { } at
                ? string.Create(CultureInfo.InvariantCulture, $", paid since {at:yyyy-MM-dd}")
                : "";
            Set(
                    _insertEvent,
                    subscriber.Id,
                    Stored(now),
                    SubscriberEvent.Imported.Word(),
                    $"{_source}: {subscriber.Status.Word()}{paid}"
                )
                .ExecuteNonQuery();
        }
    }

    /// <summary>Which of these people, who are not on the list, are suppressed or were erased.</summary>
    private Dictionary<string, AddressBar> FindBarred(IEnumerable<SubscriberEntry> entries)
    {
        var bars = new Dictionary<string, (string Key, AddressBar Bar)>(StringComparer.Ordinal);
        foreach (var address in entries.Select(entry => entry.Address))
        {
            bars[address.Key] = (address.Key, AddressBar.Suppressed);
            bars[ErasedAddress.KeyOf(address, _oldestKey)] = (address.Key, AddressBar.Erased);
        }

        var barred = new Dictionary<string, AddressBar>(StringComparer.Ordinal);
        using var reader = Set(_findBarred, JsonSerializer.Serialize(bars.Keys)).ExecuteReader();
        while (reader.Read())
        {
            var (key, bar) = bars[reader.GetString(0)];
            barred[key] = barred.GetValueOrDefault(key) > bar ? barred[key] : bar;
        }

        return barred;
    }

    private Dictionary<string, KnownSubscriber> Find(IReadOnlyList<SubscriberEntry> batch)
    {
        var known = new Dictionary<string, KnownSubscriber>(batch.Count, StringComparer.Ordinal);
        using var reader = Set(_find, JsonSerializer.Serialize(batch.Select(entry => entry.Address.Key)))
            .ExecuteReader();
        while (reader.Read())
        {
            known[reader.GetString(0)] = new(
                reader.GetInt64(1),
                Text(reader, 2),
                Text(reader, 3),
                Text(reader, 4),
                SubscriberStatuses.Words.Parse(reader.GetString(5)),
                Text(reader, 6)
            )
            {
                ConfirmedAt = Instant(reader, 7),
                PausedUntil = Text(reader, 8) is { } day
                    ? DateOnly.ParseExact(day, Day, CultureInfo.InvariantCulture)
                    : null,
                Term = SubscriberTerms.Words.Find(Text(reader, 9)),
                TermEndsAt = Instant(reader, 10),
            };
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

    private static string? Text(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset? Instant(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    private static long? Stored(DateTimeOffset? at) => at?.ToUnixTimeMilliseconds();

    private static string? Stored(DateOnly? day) => day?.ToString(Day, CultureInfo.InvariantCulture);
}
