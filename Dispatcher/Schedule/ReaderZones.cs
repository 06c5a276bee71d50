using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Reads which time zones active subscribers have, from an index, so that a long list costs no more than a short one.
/// </summary>
internal sealed class ReaderZones(Database database)
{
    /// <summary>The zones, and since when each has somebody; asked at every tick, so nobody is counted.</summary>
    public async Task<IReadOnlyList<ZoneReaders>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);

        // From one zone to the next by the index: some hundred steps, however many subscribers.
        var rows = await connection.QueryAsync<ZoneRow>(
            new CommandDefinition(
                """
                WITH RECURSIVE zones (zone) AS (
                    SELECT min(time_zone) FROM subscribers WHERE status = 'active' AND time_zone IS NOT NULL
                     UNION ALL
                    SELECT (SELECT min(s.time_zone) FROM subscribers s WHERE s.status = 'active'
                        AND s.time_zone > zones.zone)
                      FROM zones
                     WHERE zones.zone IS NOT NULL
                )
                SELECT z.zone, 0 AS count, (SELECT min(s.updated_at) FROM subscribers s WHERE s.status = 'active'
                    AND s.time_zone = z.zone) AS since
                  FROM zones z
                 WHERE z.zone IS NOT NULL
                 UNION ALL
                SELECT NULL, 0, since
                  FROM (SELECT min(s.updated_at) AS since FROM subscribers s WHERE s.status = 'active'
                  AND s.time_zone IS NULL)
                 WHERE since IS NOT NULL
                """,
                cancellationToken: cancellationToken
            )
        );
        return [.. rows.Select(row => new ZoneReaders(row.Zone, row.Count, row.Since))];
    }

    /// <summary>The zones with their active subscribers counted; a second for ten million.</summary>
    public async Task<IReadOnlyList<ZoneReaders>> CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<ZoneRow>(
            new CommandDefinition(
                """
                SELECT time_zone AS zone, count(*) AS count, min(updated_at) AS since
                  FROM subscribers
                 WHERE status = 'active'
                 GROUP BY time_zone
                """,
                cancellationToken: cancellationToken
            )
        );
        return [.. rows.Select(row => new ZoneReaders(row.Zone, row.Count, row.Since))];
    }

    private sealed record ZoneRow
    {
        public string? Zone { get; init; }
        public required long Count { get; init; }
        public required DateTimeOffset Since { get; init; }
    }
}
