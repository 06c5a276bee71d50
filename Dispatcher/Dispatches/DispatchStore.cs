using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// The tables <c>dispatches</c> and <c>dispatch_files</c>: the issue of each slot, and the files of the issue.
/// Tests: DispatchControlTests.
/// </summary>
internal sealed class DispatchStore(Database database, TimeProvider clock)
{
    private const string Columns =
        "id, kind, corrects_id, slot_date, issue_slug, title, state, reason, found_pace, revision, changes, audience, "
        + "recipients, slot_at, cut_off_at, created_at, started_at, finished_at";

    /// <summary>
    /// Begins a dispatch: takes the slot, freezes the files and, in one statement, the recipients, in one
    /// transaction. Each way to send calls this method, so a slot or an issue is never sent twice.
    /// </summary>
    /// <param name="isByHand">True when a person asks for it: then a slot that was recorded as missed can still
    /// be filled, unless it may have been filled before the database was restored; and a dispatch to nobody can
    /// begin.</param>
    public Task<BeginResult> BeginAsync(NewDispatch dispatch, bool isByHand, CancellationToken cancellationToken) =>
        database.InTransactionAsync<BeginResult>(
            async (connection, transaction) =>
            {
                var rival = await connection.QueryFirstOrDefaultAsync<Dispatch>(
                    $"""
                    SELECT {Columns}
                      FROM dispatches
                     WHERE kind = 'issue'
                       AND (issue_slug = @Slug
                            OR (slot_date = @SlotDate AND state <> 'scheduled'
                                AND NOT (@isByHand AND state = 'missed' AND coalesce(reason, '') <> @InDoubt)))
                     ORDER BY CASE WHEN issue_slug = @Slug THEN 0 ELSE 1 END
                    """,
                    new
                    {
                        dispatch.Slug,
                        dispatch.SlotDate,
                        isByHand,
                        InDoubt = RestoredDatabase.SlotReason,
                    },
                    transaction
                );
                if (rival is not null)
                {
                    return new BeginResult.Refused(rival);
                }

                if (dispatch.WhyNot is { } ask && await ask(connection, transaction) is { } why)
                {
                    return new BeginResult.NotApproved(why);
                }

                var id = await TakeSlotAsync(connection, transaction, dispatch);
                await FrozenFiles.WriteAsync(connection, transaction, id, revision: 0, dispatch.Files);
                var recipients = dispatch.Waves is { } waves
                    ? await WaveStore.FreezeAsync(connection, transaction, id, dispatch, waves, clock.GetUtcNow())
                    : await FreezeRecipientsAsync(connection, transaction, id, dispatch.Audience);
                if (recipients == 0 && !isByHand)
                {
                    return new BeginResult.Nobody();
                }

                await connection.ExecuteAsync(
                    "UPDATE dispatches SET recipients = @recipients WHERE id = @id",
                    new { id, recipients },
                    transaction
                );
                return new BeginResult.Begun(id, recipients);
            },
            // To nobody: the issue and its slot stay free, so that a corrected audience can still be served.
            keeps: result => result is not BeginResult.Nobody,
            cancellationToken
        );

    /// <summary>Records that a slot came without an issue. Does nothing when the slot is taken.</summary>
    public Task<bool> RecordEmptyAsync(
        DateOnly slotDate,
        DateTimeOffset slotAt,
        DateTimeOffset cutOffAt,
        string reason,
        CancellationToken cancellationToken
    ) => RecordAsync(slotDate, slotAt, cutOffAt, DispatchState.Scheduled, reason, cancellationToken);

    /// <summary>Records once that a slot passed and nothing was sent; a slot that was filled stays as it is.</summary>
    /// <returns>True when this call recorded it.</returns>
    public Task<bool> RecordMissedAsync(
        DateOnly slotDate,
        DateTimeOffset slotAt,
        DateTimeOffset cutOffAt,
        string reason,
        CancellationToken cancellationToken
    ) => RecordAsync(slotDate, slotAt, cutOffAt, DispatchState.Missed, reason, cancellationToken);

    /// <summary>The dispatch; null when there is none.</summary>
    public async Task<Dispatch?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await FindAsync(connection, transaction: null, id);
    }

    /// <inheritdoc cref="FindAsync(long, CancellationToken)"/>
    public static async Task<Dispatch?> FindAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long id
    ) =>
        await connection.QuerySingleOrDefaultAsync<Dispatch>(
            $"SELECT {Columns} FROM dispatches WHERE id = @id",
            new { id },
            transaction
        );

    /// <summary>The latest dispatches, newest slot first.</summary>
    public async Task<IReadOnlyList<Dispatch>> LatestAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<Dispatch>(
                new CommandDefinition(
                    $"SELECT {Columns} FROM dispatches ORDER BY slot_date DESC, id DESC LIMIT @limit",
                    new { limit },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    /// <summary>The issue whose dispatch began last; null before the first.</summary>
    public async Task<Dispatch?> NewestBegunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<Dispatch>(
            new CommandDefinition(
                $"SELECT {Columns} FROM dispatches WHERE kind = 'issue' AND started_at IS NOT NULL ORDER BY "
                    + "started_at DESC, id DESC LIMIT 1",
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>Dispatches that have begun and are not over, paused ones included, oldest first.</summary>
    public async Task<IReadOnlyList<Dispatch>> OpenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<Dispatch>(
                new CommandDefinition(
                    $"SELECT {Columns} FROM dispatches WHERE state IN ('sending', 'paused') ORDER BY slot_date, id",
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    /// <summary>Issues that are sent in waves, from a slot date on, whether they are over or not; by slot.</summary>
    public async Task<IReadOnlyList<Dispatch>> InWavesAsync(DateOnly since, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<Dispatch>(
                new CommandDefinition(
                    $"""
                    SELECT {Columns}
                      FROM dispatches
                     WHERE kind = 'issue' AND slot_date >= @since AND state IN ('sending', 'paused', 'done')
                       AND EXISTS (SELECT 1 FROM waves w WHERE w.dispatch_id = dispatches.id)
                     ORDER BY slot_date
                    """,
                    new { since },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    /// <summary>The frozen files of a dispatch's present revision, by name.</summary>
    public async Task<IReadOnlyDictionary<string, byte[]>> FilesAsync(
        Dispatch dispatch,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await FrozenFiles.ReadAsync(connection, dispatch.Id, dispatch.Revision, cancellationToken);
    }

    /// <summary>Ends a dispatch. Does nothing when it has ended.</summary>
    public async Task FinishAsync(long id, string? reason, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "UPDATE dispatches SET state = 'done', reason = @reason, finished_at = @now WHERE id = @id AND state "
                    + "IN ('sending', 'paused')",
                new
                {
                    id,
                    reason,
                    now = clock.GetUtcNow(),
                },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>Records what a dispatch waits for; null when it goes on.</summary>
    public async Task ExplainAsync(long id, string? reason, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "UPDATE dispatches SET reason = @reason WHERE id = @id AND state = 'sending'",
                new { id, reason },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>
    /// Records the reduced pace after refusals of a relay or a domain. It is kept after the dispatch, so that an
    /// operator can set it.
    /// </summary>
    public async Task TellPaceAsync(long id, string pace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "UPDATE dispatches SET found_pace = @pace WHERE id = @id AND state = 'sending'",
                new { id, pace },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>
    /// Notes that a person changed deliveries of a dispatch, so that the process that sends reads it again.
    /// </summary>
    /// <param name="reopen">True to go on with a dispatch that is done.</param>
    public static async Task ChangedAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        bool reopen
    ) =>
        await connection.ExecuteAsync(
            """
            UPDATE dispatches
               SET changes = changes + 1,
                   state = CASE WHEN @reopen THEN 'sending' ELSE state END,
                   reason = CASE WHEN @reopen THEN NULL ELSE reason END,
                   finished_at = CASE WHEN @reopen THEN NULL ELSE finished_at END
             WHERE id = @id
            """,
            new { id, reopen },
            transaction
        );

    private async Task<bool> RecordAsync(
        DateOnly slotDate,
        DateTimeOffset slotAt,
        DateTimeOffset cutOffAt,
        DispatchState state,
        string reason,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var changed = await connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO dispatches (slot_date, state, reason, slot_at, cut_off_at, created_at)
                VALUES (@slotDate, @state, @reason, @slotAt, @cutOffAt, @now)
                ON CONFLICT (slot_date) WHERE kind = 'issue' DO UPDATE
                   SET state = excluded.state, reason = excluded.reason
                 WHERE dispatches.state = 'scheduled' AND excluded.state = 'missed'
                """,
                new
                {
                    slotDate,
                    state = state.Word(),
                    reason,
                    slotAt,
                    cutOffAt,
                    now = clock.GetUtcNow(),
                },
                cancellationToken: cancellationToken
            )
        );
        return changed > 0;
    }

    private async Task<long> TakeSlotAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        NewDispatch dispatch
    ) =>
        await connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO dispatches (slot_date, issue_slug, title, audience, state, slot_at, cut_off_at, created_at,
                started_at)
            VALUES (@SlotDate, @Slug, @Title, @Audience, 'sending', @SlotAt, @CutOffAt, @now, @now)
            ON CONFLICT (slot_date) WHERE kind = 'issue' DO UPDATE
               SET issue_slug = excluded.issue_slug, title = excluded.title, audience = excluded.audience,
                   state = 'sending', reason = NULL,
                   slot_at = excluded.slot_at, cut_off_at = excluded.cut_off_at, started_at = excluded.started_at
            RETURNING id
            """,
            new
            {
                dispatch.SlotDate,
                dispatch.Slug,
                dispatch.Title,
                dispatch.Audience,
                dispatch.SlotAt,
                dispatch.CutOffAt,
                now = clock.GetUtcNow(),
            },
            transaction
        );

    private async Task<long> FreezeRecipientsAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        string audience
    ) =>
        await connection.ExecuteAsync(
            $"""
            INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at)
            SELECT @id, s.id, s.email, 'pending', @now
              FROM mailable_subscribers s
             WHERE {Audiences.IsIn}
             ORDER BY s.id
            """,
            new
            {
                id,
                audience,
                now = clock.GetUtcNow(),
            },
            transaction,
            commandTimeout: 0
        );
}
