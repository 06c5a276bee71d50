using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Health;

/// <summary>Reads from the ledger how fast a dispatch was.</summary>
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
        var wave = await connection.QueryFirstOrDefaultAsync<WaveRow>(
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
        if (wave is null)
        {
            return null;
        }

        var counted = Math.Max(1, (long)Math.Ceiling(wave.Sent * 0.99));
        var at = await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                """
                SELECT updated_at
                  FROM deliveries
                 WHERE dispatch_id = @dispatchId AND state = 'sent' AND wave_at IS NOT DISTINCT FROM @WaveAt
                 ORDER BY updated_at
                 LIMIT 1 OFFSET @skip
                """,
                new
                {
                    dispatchId,
                    wave.WaveAt,
                    skip = counted - 1,
                },
                cancellationToken: cancellationToken,
                commandTimeout: 0
            )
        );
        var seconds = await connection.QueryAsync<long>(
            new CommandDefinition(
                """
                SELECT updated_at / 1000 AS second
                  FROM deliveries
                 WHERE dispatch_id = @dispatchId AND state = 'sent' AND wave_at IS NOT DISTINCT FROM @WaveAt
                   AND updated_at <= @at
                 GROUP BY 1
                 ORDER BY 1
                """,
                new
                {
                    dispatchId,
                    wave.WaveAt,
                    at,
                },
                cancellationToken: cancellationToken,
                commandTimeout: 0
            )
        );
        var took = DateTimeOffset.FromUnixTimeMilliseconds(at) - wave.BegunAt;
        return took <= TimeSpan.Zero
            ? new(counted, TimeSpan.Zero)
            : new(
                counted,
                took,
                SendingTime.Waited(wave.BegunAt, [.. seconds.Select(DateTimeOffset.FromUnixTimeSeconds)])
            );
    }

    private sealed record WaveRow
    {
        public DateTimeOffset? WaveAt { get; init; }
        public required long Sent { get; init; }
        public required DateTimeOffset BegunAt { get; init; }
    }
}
