using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Health;

/// <summary>Reads from the ledger how fast a dispatch was. Tests: DoctorTests.</summary>
internal sealed class LastDispatch(Database database)
{
    /// <summary>The last issue that was sent to its end; null where there was none, or nobody got it.</summary>
    public async Task<SendSpeed?> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var id = await connection.ExecuteScalarAsync<long?>(
            new CommandDefinition(
                "SELECT id FROM dispatches WHERE kind = 'issue' AND state = 'done' AND recipients > 0 ORDER BY "
                    + "slot_date DESC LIMIT 1",
                cancellationToken: cancellationToken
            )
        );
        return id is { } last ? await ReadAsync(last, cancellationToken) : null;
    }

    /// <summary>Of one dispatch: the wave with most messages, from its beginning on.</summary>
    public async Task<SendSpeed?> ReadAsync(long dispatchId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        if (await LargestWaveAsync(connection, dispatchId, cancellationToken) is not { } wave)
        {
            return null;
        }

        var counted = Math.Max(1, (long)Math.Ceiling(wave.Sent * 0.99));
        var at = await SentAtAsync(connection, dispatchId, wave.WaveAt, counted, cancellationToken);
        var seconds = await SecondsAsync(connection, dispatchId, wave.WaveAt, at, cancellationToken);
        var took = DateTimeOffset.FromUnixTimeMilliseconds(at) - wave.BegunAt;
        return took <= TimeSpan.Zero
            ? new(counted, TimeSpan.Zero)
            : new(
                counted,
                took,
                SendingTime.Waited(wave.BegunAt, [.. seconds.Select(DateTimeOffset.FromUnixTimeSeconds)])
            );
    }

    /// <returns>Null when nothing of the dispatch was sent.</returns>
    private static Task<WaveRow?> LargestWaveAsync(
        SqliteConnection connection,
        long dispatchId,
        CancellationToken cancellationToken
    ) =>
        connection.QueryFirstOrDefaultAsync<WaveRow>(
            new CommandDefinition(
                """
                SELECT d.wave_at, count(*) AS sent, coalesce(w.begun_at, p.started_at, p.slot_at) AS begun_at
                  FROM deliveries d
                  JOIN dispatches p ON p.id = d.dispatch_id
                  LEFT JOIN waves w ON w.dispatch_id = d.dispatch_id AND w.at = d.wave_at
                 WHERE d.dispatch_id = @dispatchId AND d.state = 'sent'
                 GROUP BY d.wave_at, w.begun_at, p.started_at, p.slot_at
                 ORDER BY sent DESC
                 LIMIT 1
                """,
                new { dispatchId },
                cancellationToken: cancellationToken,
                commandTimeout: 0
            )
        );

    /// <summary>When so many messages of a wave had gone, in milliseconds since 1970.</summary>
    /// <param name="waveAt">Null for a dispatch without waves.</param>
    /// <param name="count">At least one, and no more than were sent.</param>
    private static Task<long> SentAtAsync(
        SqliteConnection connection,
        long dispatchId,
        DateTimeOffset? waveAt,
        long count,
        CancellationToken cancellationToken
    ) =>
        connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                """
                SELECT updated_at
                  FROM deliveries
                 WHERE dispatch_id = @dispatchId AND state = 'sent' AND wave_at IS NOT DISTINCT FROM @waveAt
                 ORDER BY updated_at
                 LIMIT 1 OFFSET @skip
                """,
                new
                {
                    dispatchId,
                    waveAt,
                    skip = count - 1,
                },
                cancellationToken: cancellationToken,
                commandTimeout: 0
            )
        );

    /// <summary>The seconds since 1970 in which messages of a wave went, in order.</summary>
    /// <param name="waveAt">Null for a dispatch without waves.</param>
    /// <param name="until">The last instant that counts, in milliseconds since 1970.</param>
    private static Task<IEnumerable<long>> SecondsAsync(
        SqliteConnection connection,
        long dispatchId,
        DateTimeOffset? waveAt,
        long until,
        CancellationToken cancellationToken
    ) =>
        connection.QueryAsync<long>(
            new CommandDefinition(
                """
                SELECT updated_at / 1000 AS second
                  FROM deliveries
                 WHERE dispatch_id = @dispatchId AND state = 'sent' AND wave_at IS NOT DISTINCT FROM @waveAt
                   AND updated_at <= @until
                 GROUP BY 1
                 ORDER BY 1
                """,
                new
                {
                    dispatchId,
                    waveAt,
                    until,
                },
                cancellationToken: cancellationToken,
                commandTimeout: 0
            )
        );

    private sealed record WaveRow
    {
        public DateTimeOffset? WaveAt { get; init; }
        public required long Sent { get; init; }
        public required DateTimeOffset BegunAt { get; init; }
    }
}
