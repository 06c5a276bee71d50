using Dapper;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// Reads the table <c>deliveries</c>: who is still due, and the outcomes of the others. <see cref="LedgerWriter"/>
/// writes it.
/// </summary>
internal sealed class Ledger(Database database, TimeProvider clock)
{
    private const string Recipient = """
        SELECT d.subscriber_id, d.email, d.attempts, d.class AS cause, d.reply, d.due_at, w.cut_off_at,
               s.first_name, s.last_name, s.time_zone, coalesce(s.link_epoch, 0) AS link_epoch,
               coalesce(s.status, 'unsubscribed') AS status, s.term, s.term_ends_at,
               (SELECT string_agg(t.tag, ' ' ORDER BY t.tag) FROM subscriber_tags t
                   WHERE t.subscriber_id = d.subscriber_id) AS tags
          FROM deliveries d
          LEFT JOIN subscribers s ON s.id = d.subscriber_id
          LEFT JOIN waves w ON w.dispatch_id = d.dispatch_id AND w.at = d.wave_at
        """;

    /// <summary>An SQL condition on a delivery: it has no wave, or its wave has not ended at <c>@now</c>.</summary>
    public const string IsInTime = """
        (wave_at IS NULL OR EXISTS (SELECT 1
                                      FROM waves w
                                     WHERE w.dispatch_id = deliveries.dispatch_id AND w.at = deliveries.wave_at
                                       AND w.ended_at IS NULL AND w.cut_off_at > @now))
        """;

    /// <summary>What the relays answered, in numbers.</summary>
    public DispatchRelayTable OfRelays => new(database);

    /// <summary>Opens the one writer of a dispatch's deliveries.</summary>
    /// <param name="connections">How many connections will write.</param>
    /// <param name="stop">Cancelled when the run takes no new work: from then on, the writer waits only briefly for a
    /// database that cannot be written.</param>
    public LedgerWriter OpenWriter(
        LedgerScope scope,
        int connections,
        ILogger<LedgerWriter> logger,
        CancellationToken stop
    ) => new(database, scope, connections, clock, logger, stop);

    /// <summary>
    /// Settles the rows in <c>sending</c> after a crash: exactly these have an unknown outcome. With <c>resend</c> each
    /// goes back to <c>pending</c>, once at most; otherwise it becomes <c>uncertain</c>. Call it while holding the
    /// dispatcher lock and before anything is sent, so that no row in <c>sending</c> belongs to a running sender.
    /// </summary>
    /// <returns>How many will be sent again, and how many are uncertain.</returns>
    public Task<(int Resent, int Held)> RecoverAsync(
        long dispatchId,
        UncertainPolicy policy,
        CancellationToken cancellationToken
    ) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var now = clock.GetUtcNow();
                await connection.ExecuteAsync(
                    """
                    INSERT INTO attempts (dispatch_id, subscriber_id, attempt, at, state, reply)
                    SELECT dispatch_id, subscriber_id, attempts + 1, @now, 'uncertain',
                        'the dispatcher ended before the outcome was known'
                      FROM deliveries
                     WHERE dispatch_id = @dispatchId AND state = 'sending'
                    """,
                    new { dispatchId, now },
                    transaction
                );
                var resent =
                    policy is UncertainPolicy.Hold
                        ? 0
                        : await connection.ExecuteAsync(
                            $"""
                            UPDATE deliveries
                               SET state = 'pending', resends = resends + 1, attempts = attempts + 1, updated_at = @now,
                                   email = {DeliveryTable.AddressNow}
                             WHERE dispatch_id = @dispatchId AND state = 'sending' AND resends = 0 AND {IsInTime}
                            """,
                            new { dispatchId, now },
                            transaction
                        );
                var held = await DeliveryTable.LoseAsync(connection, transaction, dispatchId, now);
                return (resent, held);
            },
            cancellationToken
        );

    /// <summary>
    /// Closes deliveries that a crash or a full disk left open in dispatches that are over. Call it at the start, while
    /// holding the database.
    /// </summary>
    public async Task CloseEndedAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<long> ended;
        await using (var connection = await database.OpenAsync(cancellationToken))
        {
            ended =
            [
                .. await connection.QueryAsync<long>(
                    new CommandDefinition(
                        """
                        SELECT DISTINCT dispatch_id
                          FROM deliveries
                         WHERE state = 'sending'
                           AND dispatch_id IN (SELECT id FROM dispatches WHERE state NOT IN ('sending', 'paused'))
                        """,
                        cancellationToken: cancellationToken
                    )
                ),
            ];
        }

        foreach (var id in ended)
        {
            await ExpireAsync(id, reason: null, cancellationToken);
        }
    }

    /// <summary>
    /// An SQL expression for the part of an address after its last @. SQLite cannot search from the right, so all
    /// characters but @ are trimmed from there.
    /// </summary>
    public const string RecipientDomain = "lower(replace(d.email, rtrim(d.email, replace(d.email, '@', '')), ''))";

    /// <summary>
    /// The next pending recipients of a lane after a key, in the order of the key; empty when there are none.
    /// </summary>
    /// <param name="wave">The wave of the recipients; null when the dispatch has no waves.</param>
    /// <param name="inLane">An SQL condition of <see cref="Lanes"/> on <see cref="RecipientDomain"/>.</param>
    public async Task<IReadOnlyList<DueRecipient>> PendingAsync(
        long dispatchId,
        DateTimeOffset? wave,
        long after,
        int limit,
        string inLane,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<DueRecipient>(
                new CommandDefinition(
                    $"""
                    {Recipient}
                     WHERE d.dispatch_id = @dispatchId AND d.subscriber_id > @after AND d.state = 'pending'
                       AND d.wave_at IS NOT DISTINCT FROM @wave AND {inLane}
                     ORDER BY d.subscriber_id
                     LIMIT @limit
                    """,
                    new
                    {
                        dispatchId,
                        wave,
                        after,
                        limit,
                    },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    /// <summary>
    /// The deferred recipients of a lane who are due again, the longest waiting first, after a cursor.
    /// </summary>
    public async Task<IReadOnlyList<DueRecipient>> DeferredAsync(
        long dispatchId,
        DeferredCursor after,
        DateTimeOffset now,
        int limit,
        string inLane,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<DueRecipient>(
                new CommandDefinition(
                    $"""
                    {Recipient}
                     WHERE d.dispatch_id = @dispatchId AND d.state = 'deferred' AND d.due_at <= @now
                       AND (d.due_at, d.subscriber_id) > (@DueAt, @SubscriberId) AND {inLane}
                     ORDER BY d.due_at, d.subscriber_id
                     LIMIT @limit
                    """,
                    new
                    {
                        dispatchId,
                        now,
                        after.DueAt,
                        after.SubscriberId,
                        limit,
                    },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    /// <summary>When the next deferred recipient is due; null when none is deferred.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(long dispatchId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var due = await connection.ExecuteScalarAsync<long?>(
            new CommandDefinition(
                "SELECT min(due_at) FROM deliveries WHERE dispatch_id = @dispatchId AND state = 'deferred'",
                new { dispatchId },
                cancellationToken: cancellationToken
            )
        );
        return due is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
    }

    /// <summary>True when a recipient whose wave has begun was not tried yet.</summary>
    public async Task<bool> AnyPendingInTimeAsync(long dispatchId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition(
                """
                SELECT EXISTS (SELECT 1
                                 FROM deliveries
                                WHERE dispatch_id = @dispatchId AND state = 'pending'
                                  AND (wave_at IS NULL OR wave_at IN (SELECT at FROM waves
                                  WHERE dispatch_id = @dispatchId AND begun_at IS NOT NULL)))
                """,
                new { dispatchId },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>How many recipients wait for a wave that has not begun.</summary>
    public async Task<long> BeforeTheirWaveAsync(long dispatchId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                """
                SELECT count(*)
                  FROM deliveries
                 WHERE dispatch_id = @dispatchId AND state = 'pending'
                   AND wave_at IN (SELECT at FROM waves WHERE dispatch_id = @dispatchId AND begun_at IS NULL
                   AND ended_at IS NULL)
                """,
                new { dispatchId },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>
    /// The number of recipients of a dispatch and the number of its rows in the ledger, read at one moment.
    /// </summary>
    public async Task<(long Recipients, long Rows)> SumAsync(long dispatchId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleAsync<(long, long)>(
            new CommandDefinition(
                "SELECT p.recipients, (SELECT count(*) FROM deliveries d WHERE d.dispatch_id = p.id) FROM dispatches "
                    + "p WHERE p.id = @dispatchId",
                new { dispatchId },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>With <c>OnUncertain=resend</c>: makes uncertain deliveries pending again, each once at most.</summary>
    /// <returns>How many deliveries were changed.</returns>
    public async Task<int> ResendUncertainAsync(long dispatchId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(
            new CommandDefinition(
                $"""
                UPDATE deliveries
                   SET state = 'pending', resends = resends + 1, updated_at = @now,
                       email = {DeliveryTable.AddressNow}
                 WHERE dispatch_id = @dispatchId AND state = 'uncertain' AND resends = 0 AND {IsInTime}
                """,
                new { dispatchId, now = clock.GetUtcNow() },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>
    /// Gives back the attempts whose answers turned out to be about us: the deliveries are due again, and reviews do
    /// not count the answers. A delivery that has another outcome meanwhile is not changed.
    /// </summary>
    /// <returns>Those that could not be changed yet, because their outcome is not written.</returns>
    public async Task<IReadOnlyList<TakenBack>> TakeBackAsync(
        long dispatchId,
        IReadOnlyList<TakenBack> taken,
        CancellationToken cancellationToken
    ) =>
        taken.Count == 0
            ? []
            : await database.InTransactionAsync<IReadOnlyList<TakenBack>>(
                async (connection, transaction) =>
                {
                    List<TakenBack> left = [];
                    foreach (var one in taken)
                    {
                        var changed = await connection.ExecuteAsync(
                            $"""
                            UPDATE deliveries
                               SET email = {DeliveryTable.AddressNow},
                                   state = CASE WHEN @StaysDeferred AND state = 'deferred' THEN 'deferred'
                                   ELSE 'pending' END,
                                   due_at = CASE WHEN @StaysDeferred AND state = 'deferred' THEN due_at END,
                                   attempts = attempts - 1, class = @ours, updated_at = @now
                             WHERE dispatch_id = @dispatchId AND subscriber_id = @SubscriberId
                               AND state IN ('failed', 'deferred') AND attempts > 0 AND class IS NOT NULL
                               AND class NOT IN ('ours', 'internal')
                            """,
                            new
                            {
                                dispatchId,
                                one.SubscriberId,
                                one.StaysDeferred,
                                ours = RefusalCause.Ours.Word(),
                                now = clock.GetUtcNow(),
                            },
                            transaction
                        );
                        if (
                            changed == 0
                            && await connection.ExecuteScalarAsync<bool>(
                                "SELECT EXISTS (SELECT 1 FROM deliveries WHERE dispatch_id = @dispatchId AND "
                                    + "subscriber_id = @SubscriberId AND state = 'sending')",
                                new { dispatchId, one.SubscriberId },
                                transaction
                            )
                        )
                        {
                            left.Add(one);
                        }
                    }

                    return left;
                },
                cancellationToken
            );

    /// <summary>The numbers by which the refusals of a dispatch are judged.</summary>
    /// <returns>How many messages were accepted, and whether all recipients have one domain.</returns>
    public async Task<(long Accepted, bool IsOneDomain)> CompanyAsync(
        long dispatchId,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleAsync<(long, bool)>(
            new CommandDefinition(
                $"""
                SELECT (SELECT count(*) FROM deliveries WHERE dispatch_id = @dispatchId AND state = 'sent'),
                       NOT EXISTS (SELECT 1
                                     FROM deliveries d
                                    WHERE d.dispatch_id = @dispatchId AND d.email <> ''
                                      AND {RecipientDomain} <> (SELECT {RecipientDomain}
                                                                  FROM deliveries d
                                                                 WHERE d.dispatch_id = @dispatchId AND d.email <> ''
                                                                 LIMIT 1))
                """,
                new { dispatchId },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>
    /// Closes the deliveries of a dispatch that is over, when none is in transfer: open ones expire, and those whose
    /// outcome was lost become uncertain.
    /// </summary>
    /// <param name="reason">The text for the ledger when a delivery has no reply.</param>
    /// <returns>How many deliveries were open.</returns>
    public Task<int> ExpireAsync(long dispatchId, string? reason, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var now = clock.GetUtcNow();
                await DeliveryTable.LoseAsync(connection, transaction, dispatchId, now);
                return await DeliveryTable.ExpireAsync(connection, transaction, dispatchId, reason, now);
            },
            cancellationToken
        );

    /// <summary>Deliveries by state, those that are summed up too; states without any are left out.</summary>
    public async Task<IReadOnlyDictionary<DeliveryState, long>> CountsAsync(
        long dispatchId,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var counts = await connection.QueryAsync<StateCount>(
            new CommandDefinition(
                """
                SELECT state, sum(readers) AS count
                  FROM (SELECT state, count(*) AS readers
                          FROM deliveries
                         WHERE dispatch_id = @dispatchId
                         GROUP BY state
                         UNION ALL
                        SELECT state, readers FROM delivery_summaries WHERE dispatch_id = @dispatchId) AS counted
                 GROUP BY state
                """,
                new { dispatchId },
                cancellationToken: cancellationToken
            )
        );
        return counts.ToDictionary(row => row.State, row => row.Count);
    }

    /// <summary>The deliveries in given states with their last reply, in the order of the key.</summary>
    public async Task<IReadOnlyList<DeliveryRow>> InStatesAsync(
        long dispatchId,
        IReadOnlyCollection<DeliveryState> states,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<DeliveryRow>(
                new CommandDefinition(
                    """
                    SELECT subscriber_id, email, state, attempts, resends, revision, due_at, updated_at,
                           class AS cause, reply
                      FROM deliveries
                     WHERE dispatch_id = @dispatchId AND state IN @states
                     ORDER BY subscriber_id
                     LIMIT @limit
                    """,
                    new
                    {
                        dispatchId,
                        states = states.Select(state => state.Word()),
                        limit,
                    },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    private sealed record StateCount
    {
        public required DeliveryState State { get; init; }
        public required long Count { get; init; }
    }
}
