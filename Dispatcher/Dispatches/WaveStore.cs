using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// The tables <c>waves</c> and <c>wave_zones</c>: when the recipients of a dispatch are due.
/// Tests: DispatchControlTests.
/// </summary>
internal sealed class WaveStore(Database database, TimeProvider clock)
{
    /// <summary>
    /// At least the time between two ticks: a subscriber who confirmed in a new zone just before its instant was
    /// promised this issue.
    /// </summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(1);

    /// <summary>A dispatch's waves in order of their instants; empty when all recipients are due at once.</summary>
    public async Task<IReadOnlyList<DispatchWave>> ReadAsync(long dispatchId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<DispatchWave>(
                new CommandDefinition(
                    "SELECT at, catch_up_until, cut_off_at, begun_at, ended_at FROM waves WHERE dispatch_id = "
                        + "@dispatchId ORDER BY at",
                    new { dispatchId },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    /// <summary>The zones of a dispatch's waves, by id.</summary>
    public async Task<IReadOnlySet<string>> ZonesAsync(long dispatchId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (
            await connection.QueryAsync<string>(
                new CommandDefinition(
                    "SELECT time_zone FROM wave_zones WHERE dispatch_id = @dispatchId",
                    new { dispatchId },
                    cancellationToken: cancellationToken
                )
            )
        ).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The progress of each wave, by its instant.</summary>
    public async Task<IReadOnlyList<WaveCounts>> CountsAsync(long dispatchId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<WaveCounts>(
                new CommandDefinition(
                    """
                    SELECT w.at, w.cut_off_at, w.begun_at, w.ended_at, coalesce(sum(d.readers), 0) AS recipients,
                           coalesce(sum(d.readers) FILTER (WHERE d.state = 'sent'), 0) AS sent
                      FROM waves w
                      LEFT JOIN (SELECT wave_at, state, count(*) AS readers
                                   FROM deliveries
                                  WHERE dispatch_id = @dispatchId
                                  GROUP BY wave_at, state
                                  UNION ALL
                                 SELECT wave_at, state, readers
                                   FROM delivery_summaries
                                  WHERE dispatch_id = @dispatchId) d
                          ON d.wave_at = w.at
                     WHERE w.dispatch_id = @dispatchId
                     GROUP BY w.dispatch_id, w.at
                     ORDER BY w.at
                    """,
                    new { dispatchId },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    /// <summary>
    /// Begins the waves of an open dispatch that are due. Subscribers who came to the list after the freeze and belong
    /// to such a wave join it now; nobody joins it later. A wave that is too late to begin is missed: its recipients
    /// expire.
    /// </summary>
    /// <param name="whyMissed">Why a wave did not begin in time, as the end of a sentence.</param>
    public Task<IReadOnlyList<WaveChange>> AdvanceAsync(
        long dispatchId,
        Func<DispatchWave, string> whyMissed,
        CancellationToken cancellationToken
    ) =>
        database.InTransactionAsync<IReadOnlyList<WaveChange>>(
            async (connection, transaction) =>
            {
                var now = clock.GetUtcNow();
                if (await DispatchStore.FindAsync(connection, transaction, dispatchId) is not { IsOpen: true } dispatch)
                {
                    return [];
                }

                var due = await connection.QueryAsync<DispatchWave>(
                    """
                    SELECT at, catch_up_until, cut_off_at, begun_at, ended_at
                      FROM waves
                     WHERE dispatch_id = @dispatchId AND begun_at IS NULL AND ended_at IS NULL AND at <= @now
                     ORDER BY at
                    """,
                    new { dispatchId, now },
                    transaction
                );
                List<WaveChange> changes = [];
                foreach (var wave in due.ToList())
                {
                    changes.Add(
                        wave.CatchUpUntil > now
                            ? new(wave, IsMissed: false, await BeginAsync(connection, transaction, dispatch, wave, now))
                            : new(
                                wave,
                                IsMissed: true,
                                await EndAsync(
                                    connection,
                                    transaction,
                                    dispatchId,
                                    wave,
                                    $"its morning was missed: {whyMissed(wave)}",
                                    now
                                )
                            )
                    );
                }

                return changes;
            },
            cancellationToken
        );

    /// <summary>
    /// Ends the waves whose cut-off has passed: their open deliveries expire. Call it while nothing of the dispatch is
    /// in transfer.
    /// </summary>
    /// <returns>The waves after the change.</returns>
    public async Task<IReadOnlyList<DispatchWave>> EndStaleAsync(long dispatchId, CancellationToken cancellationToken)
    {
        var waves = await ReadAsync(dispatchId, cancellationToken);
        var now = clock.GetUtcNow();
        var stale = waves
            .Where(wave => wave.BegunAt is not null && wave.EndedAt is null && wave.CutOffAt <= now)
            .ToList();
        if (stale.Count == 0)
        {
            return waves;
        }

        await database.InTransactionAsync(
            async (connection, transaction) =>
            {
                foreach (var wave in stale)
                {
                    await EndAsync(connection, transaction, dispatchId, wave, reason: null, now);
                }

                return stale.Count;
            },
            cancellationToken
        );
        return await ReadAsync(dispatchId, cancellationToken);
    }

    /// <summary>
    /// Adds zones that had no subscriber at the freeze, with their waves if these are new and not past. A zone whose
    /// instant is past is added without a wave, so that its readers do not join the newsletter's own wave. A dispatch
    /// that is done is opened again when a subscriber waits for one of the new waves.
    /// </summary>
    /// <returns>True when a wave was added or the dispatch was opened again.</returns>
    public Task<bool> AddAsync(long dispatchId, WavePlan plan, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var now = clock.GetUtcNow();
                await InsertZonesAsync(connection, transaction, dispatchId, plan);
                var added = 0;
                foreach (var wave in plan.Waves.Where(wave => wave.At > now - BetweenLooks))
                {
                    added += await InsertWaveAsync(connection, transaction, dispatchId, wave, begunAt: null);
                }

                added += await connection.ExecuteAsync(
                    """
                    UPDATE dispatches
                       SET state = 'sending', reason = NULL, finished_at = NULL, changes = changes + 1
                     WHERE id = @dispatchId AND state = 'done'
                       AND EXISTS (SELECT 1 FROM waves w WHERE w.dispatch_id = @dispatchId AND w.begun_at IS NULL
                       AND w.ended_at IS NULL);
                    """,
                    new { dispatchId },
                    transaction
                );
                await connection.ExecuteAsync(
                    """
                    UPDATE dispatches
                       SET cut_off_at = (SELECT max(w.cut_off_at) FROM waves w WHERE w.dispatch_id = @dispatchId)
                     WHERE id = @dispatchId
                       AND cut_off_at < (SELECT max(w.cut_off_at) FROM waves w WHERE w.dispatch_id = @dispatchId)
                    """,
                    new { dispatchId },
                    transaction
                );
                return added > 0;
            },
            cancellationToken
        );

    /// <summary>True when a subscriber of these zones is on the list and not in the ledger of the dispatch.</summary>
    public async Task<bool> AnyoneWaitsAsync(
        long dispatchId,
        IReadOnlyCollection<string> zones,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition(
                """
                SELECT EXISTS (SELECT 1
                                 FROM mailable_subscribers s
                                WHERE s.time_zone IN @zones
                                  AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.dispatch_id = @dispatchId
                                  AND d.subscriber_id = s.id))
                """,
                new { dispatchId, zones },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>
    /// Writes the waves of a dispatch that begins, and freezes the recipients of all of them in one statement.
    /// </summary>
    /// <remarks>
    /// A subscriber who confirmed after the instant of their wave was promised the next slot and is left out, even when
    /// the wave begins late. A subscriber who came to the list after a wave that is too late to begin is left out, too.
    /// A subscriber who was there before and moved to its zone later goes with the first wave that is not too late.
    /// </remarks>
    /// <returns>How many recipients were frozen.</returns>
    public static async Task<long> FreezeAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        NewDispatch dispatch,
        WavePlan plan,
        DateTimeOffset now
    )
    {
        foreach (var wave in plan.Waves)
        {
            await InsertWaveAsync(
                connection,
                transaction,
                id,
                wave,
                begunAt: wave.At <= now && wave.CatchUpUntil > now ? now : null
            );
        }

        await InsertZonesAsync(connection, transaction, id, plan);
        return await connection.ExecuteAsync(
            $"""
            INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at, wave_at)
            SELECT @id, s.id, s.email, 'pending', @now, 
                   CASE WHEN w.catch_up_until <= @now AND s.updated_at > w.at THEN @firstInTime ELSE w.at END
              FROM mailable_subscribers s
              LEFT JOIN wave_zones z ON z.dispatch_id = @id AND z.time_zone = s.time_zone
              JOIN waves w ON w.dispatch_id = @id AND w.at = coalesce(z.at, @otherwise)
             WHERE (s.confirmed_at IS NULL OR s.confirmed_at < w.at)
               AND NOT (w.catch_up_until <= @now AND coalesce(s.confirmed_at, s.created_at) > w.at)
               AND {Audiences.IsIn}
             ORDER BY s.id
            """,
            new
            {
                id,
                now,
                otherwise = plan.Otherwise,
                firstInTime = plan.Waves.FirstOrDefault(wave => wave.CatchUpUntil > now)?.At ?? plan.Otherwise,
                audience = dispatch.Audience,
            },
            transaction,
            commandTimeout: 0
        );
    }

    private static async Task<int> InsertWaveAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        PlannedWave wave,
        DateTimeOffset? begunAt
    ) =>
        await connection.ExecuteAsync(
            """
            INSERT INTO waves (dispatch_id, at, catch_up_until, cut_off_at, begun_at)
            VALUES (@id, @At, @CatchUpUntil, @CutOffAt, @begunAt)
                ON CONFLICT (dispatch_id, at) DO NOTHING
            """,
            new
            {
                id,
                wave.At,
                wave.CatchUpUntil,
                wave.CutOffAt,
                begunAt,
            },
            transaction
        );

    private static async Task InsertZonesAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        WavePlan plan
    )
    {
        foreach (var (zone, at) in plan.Zones)
        {
            await connection.ExecuteAsync(
                "INSERT INTO wave_zones (dispatch_id, time_zone, at) VALUES (@id, @zone, @at) ON CONFLICT "
                    + "(dispatch_id, time_zone) DO NOTHING",
                new
                {
                    id,
                    zone,
                    at,
                },
                transaction
            );
        }
    }

    /// <returns>How many recipients joined.</returns>
    private static async Task<int> BeginAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Dispatch dispatch,
        DispatchWave wave,
        DateTimeOffset now
    )
    {
        // Search by zone, because most waves have few subscribers; only the newsletter's own wave must check the whole
        // list.
        var values = new
        {
            dispatch.Id,
            audience = dispatch.Audience,
            wave.At,
            now,
        };
        var joined = await connection.ExecuteAsync(
            Joiners("s.time_zone IN (SELECT z.time_zone FROM wave_zones z WHERE z.dispatch_id = @Id AND z.at = @At)"),
            values,
            transaction,
            commandTimeout: 0
        );
        if (wave.At == dispatch.SlotAt)
        {
            joined += await connection.ExecuteAsync(
                Joiners(
                    "(s.time_zone IS NULL OR s.time_zone NOT IN (SELECT z.time_zone FROM wave_zones z WHERE "
                        + "z.dispatch_id = @Id))"
                ),
                values,
                transaction,
                commandTimeout: 0
            );
        }

        await connection.ExecuteAsync(
            """
            UPDATE waves SET begun_at = @now WHERE dispatch_id = @Id AND at = @At;
            UPDATE dispatches SET recipients = recipients + @joined WHERE id = @Id;
            """,
            new
            {
                dispatch.Id,
                wave.At,
                joined,
                now,
            },
            transaction
        );
        return joined;
    }

    private static string Joiners(string inWave) =>
        $"""
            INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at, wave_at)
            SELECT @Id, s.id, s.email, 'pending', @now, @At
              FROM mailable_subscribers s
             WHERE {inWave}
               AND (s.confirmed_at IS NULL OR s.confirmed_at < @At)
               AND {Audiences.IsIn}
                ON CONFLICT (dispatch_id, subscriber_id) DO NOTHING
            """;

    /// <returns>How many deliveries expired.</returns>
    private static async Task<int> EndAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long dispatchId,
        DispatchWave wave,
        string? reason,
        DateTimeOffset now
    )
    {
        var expired = await connection.ExecuteAsync(
            """
            UPDATE deliveries
               SET state = 'expired', updated_at = @now, due_at = NULL, reply = coalesce(reply, @reason)
             WHERE dispatch_id = @dispatchId AND wave_at = @At AND state IN ('pending', 'deferred')
            """,
            new
            {
                dispatchId,
                wave.At,
                reason,
                now,
            },
            transaction,
            commandTimeout: 0
        );
        await connection.ExecuteAsync(
            "UPDATE waves SET ended_at = @now WHERE dispatch_id = @dispatchId AND at = @At",
            new
            {
                dispatchId,
                wave.At,
                now,
            },
            transaction
        );
        return expired;
    }
}
