using Dapper;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Reads the time zones of active subscribers from an index, so that the cost does not depend on the number of
/// subscribers.
/// Tests: LocalMorningTests.
/// </summary>
internal sealed class ReaderZones(Database database)
{
    /// <summary>The zones, and since when each has a subscriber. Counts nobody, because every tick asks.</summary>
    public async Task<IReadOnlyList<ZoneReaders>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);

        // Jumps from one zone to the next in the index: some hundred steps, for any number of subscribers.
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
                  AND s.time_zone IS NULL) without_zone
                 WHERE since IS NOT NULL
                """,
                cancellationToken: cancellationToken
            )
        );
        return [.. rows.Select(row => new ZoneReaders(row.Zone, row.Count, row.Since))];
    }

    /// <summary>
    /// The zones with the number of their readers in an audience, as a freeze would choose them; reads the whole list.
    /// </summary>
    /// <param name="audience"><c>all</c>, <c>trial</c>, <c>paid</c> or a tag.</param>
    public async Task<IReadOnlyList<ZoneReaders>> CountAsync(string audience, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<ZoneRow>(
            new CommandDefinition(
                $"""
                SELECT s.time_zone AS zone, count(*) AS count, min(s.updated_at) AS since
                  FROM mailable_subscribers s
                 WHERE {Audiences.IsIn}
                 GROUP BY s.time_zone
                """,
                new { audience },
                commandTimeout: 0,
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
