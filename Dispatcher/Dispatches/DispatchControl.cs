using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// Pauses, resumes, stops or corrects a dispatch. Each is a change in the database, so it works from any process: the
/// process that sends checks the state in the transaction that lets a message go, so no message is sent after the
/// change.
/// </summary>
/// <param name="alongside">Written with each change, in its transaction.</param>
internal sealed class DispatchControl(Database database, TimeProvider clock, Alongside? alongside = null)
{
    /// <summary>Stops sending new messages; those in transfer are finished.</summary>
    public Task<ControlResult> PauseAsync(long id, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            dispatch => dispatch.State is DispatchState.Sending,
            async (connection, transaction, dispatch) =>
                await SetStateAsync(
                    connection,
                    transaction,
                    dispatch.Id,
                    DispatchState.Paused,
                    reason,
                    finishedAt: null
                ),
            cancellationToken
        );

    /// <summary>Continues a paused dispatch, unless its issue is stale.</summary>
    /// <param name="retryRefused">True to try again the recipients whom the relay refused for good in this dispatch
    /// because of the sender or the content, and not because of the address.</param>
    public Task<ControlResult> ResumeAsync(long id, bool retryRefused, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            dispatch => dispatch.State is DispatchState.Paused && clock.GetUtcNow() < dispatch.CutOffAt,
            async (connection, transaction, dispatch) =>
            {
                if (retryRefused)
                {
                    await connection.ExecuteAsync(
                        $"""
                        UPDATE deliveries
                           SET state = 'pending', updated_at = @now, email = {DeliveryTable.AddressNow}
                         WHERE dispatch_id = @Id AND state = 'failed'
                         AND class IN ('policy', 'sender', 'content', 'protocol', 'internal')
                           AND {Ledger.IsInTime}
                        """,
                        new { dispatch.Id, now = clock.GetUtcNow() },
                        transaction
                    );
                }

                await SetStateAsync(
                    connection,
                    transaction,
                    dispatch.Id,
                    DispatchState.Sending,
                    reason: null,
                    finishedAt: null
                );
            },
            cancellationToken
        );

    /// <summary>Ends a dispatch: open deliveries are not sent and expire.</summary>
    public Task<ControlResult> StopAsync(long id, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            dispatch => dispatch.IsOpen,
            (connection, transaction, dispatch) => StopAsync(connection, transaction, dispatch.Id, reason),
            cancellationToken
        );

    /// <summary>
    /// Sends the corrected issue to the recipients who are still due. With a notice, also begins a dispatch that sends
    /// the correction to the readers of the wrong issue.
    /// </summary>
    /// <param name="notice">The correction for these readers, or null; this method finds its recipients.</param>
    /// <param name="whyNot">Asked in the same transaction: what keeps the corrected files from being sent, or null.
    /// Null where nobody has to approve them.</param>
    public async Task<ControlResult> CorrectAsync(
        long id,
        IReadOnlyDictionary<string, byte[]> files,
        CorrectionMail? notice,
        Func<SqliteConnection, SqliteTransaction, Task<string?>>? whyNot,
        CancellationToken cancellationToken
    )
    {
        Dispatch? begun = null;
        var result = await ChangeAsync(
            id,
            dispatch =>
                dispatch.Kind is DispatchKind.Issue
                && (
                    dispatch.IsOpen
                    || (notice is not null && (dispatch.State is DispatchState.Done or DispatchState.Stopped))
                ),
            async (connection, transaction, dispatch) =>
            {
                if (whyNot is not null && await whyNot(connection, transaction) is { } why)
                {
                    return new ControlResult.NotApproved(why);
                }

                var revision = dispatch.Revision + 1;
                await connection.ExecuteAsync(
                    "UPDATE dispatches SET revision = @revision, corrected_at = @now WHERE id = @Id",
                    new
                    {
                        revision,
                        now = clock.GetUtcNow(),
                        dispatch.Id,
                    },
                    transaction
                );
                await FrozenFiles.WriteAsync(connection, transaction, dispatch.Id, revision, files);
                await EndNoticesAsync(connection, transaction, dispatch);
                begun = notice is null
                    ? null
                    : await BeginNoticeAsync(connection, transaction, dispatch, revision, notice);
                return null;
            },
            cancellationToken
        );
        return result is ControlResult.Changed changed ? changed with { Notice = begun } : result;
    }

    /// <summary>Stops earlier corrections that are still being sent, because they have a wrong text, too.</summary>
    private async Task EndNoticesAsync(SqliteConnection connection, SqliteTransaction transaction, Dispatch dispatch)
    {
        var notices = await connection.QueryAsync<long>(
            "SELECT id FROM dispatches WHERE corrects_id = @Id AND state IN ('sending', 'paused')",
            new { dispatch.Id },
            transaction
        );
        foreach (var notice in notices.ToList())
        {
            await StopAsync(connection, transaction, notice, "the issue was corrected again");
        }
    }

    private async Task<Dispatch> BeginNoticeAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        Dispatch dispatch,
        long revision,
        CorrectionMail notice
    )
    {
        var now = clock.GetUtcNow();
        var id = await connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO dispatches (kind, corrects_id, slot_date, issue_slug, title, state, changes, slot_at,
                cut_off_at, created_at, started_at)
            VALUES ('correction', @Id, @SlotDate, @IssueSlug, @Title, 'sending', 1, @now, @CutOffAt, @now, @now)
            RETURNING id
            """,
            new
            {
                dispatch.Id,
                dispatch.SlotDate,
                dispatch.IssueSlug,
                notice.Title,
                notice.CutOffAt,
                now,
            },
            transaction
        );
        await FrozenFiles.WriteAsync(connection, transaction, id, revision: 0, notice.Files);

        // A recipient whose outcome is unknown may also have the wrong issue.
        await connection.ExecuteAsync(
            """
            INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at)
            SELECT @id, d.subscriber_id, s.email, 'pending', @now
              FROM deliveries d
              JOIN mailable_subscribers s ON s.id = d.subscriber_id
             WHERE d.dispatch_id = @of AND d.state IN ('sent', 'sending', 'uncertain') AND d.revision < @revision
             ORDER BY d.subscriber_id;

            UPDATE dispatches SET recipients = (SELECT count(*) FROM deliveries WHERE dispatch_id = @id) WHERE id = @id;
            """,
            new
            {
                id,
                of = dispatch.Id,
                revision,
                now,
            },
            transaction,
            commandTimeout: 0
        );
        return (await DispatchStore.FindAsync(connection, transaction, id))!;
    }

    private async Task StopAsync(SqliteConnection connection, SqliteTransaction transaction, long id, string reason)
    {
        var now = clock.GetUtcNow();
        await SetStateAsync(connection, transaction, id, DispatchState.Stopped, reason, now);
        await DeliveryTable.ExpireAsync(connection, transaction, id, reason, now);
    }

    private static async Task SetStateAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long id,
        DispatchState state,
        string? reason,
        DateTimeOffset? finishedAt
    ) =>
        await connection.ExecuteAsync(
            "UPDATE dispatches SET state = @state, reason = @reason, finished_at = @finishedAt WHERE id = @id",
            new
            {
                id,
                state = state.Word(),
                reason,
                finishedAt,
            },
            transaction
        );

    private Task<ControlResult> ChangeAsync(
        long id,
        Func<Dispatch, bool> mayChange,
        Func<SqliteConnection, SqliteTransaction, Dispatch, Task> change,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            id,
            mayChange,
            async (connection, transaction, dispatch) =>
            {
                await change(connection, transaction, dispatch);
                return null;
            },
            cancellationToken
        );

    /// <param name="change">Returns null when it has changed the dispatch; otherwise it has changed nothing.</param>
    private Task<ControlResult> ChangeAsync(
        long id,
        Func<Dispatch, bool> mayChange,
        Func<SqliteConnection, SqliteTransaction, Dispatch, Task<ControlResult?>> change,
        CancellationToken cancellationToken
    ) =>
        database.InTransactionAsync<ControlResult>(
            async (connection, transaction) =>
            {
                var before = await DispatchStore.FindAsync(connection, transaction, id);
                if (before is null || !mayChange(before))
                {
                    return new ControlResult.Refused(before);
                }

                if (await change(connection, transaction, before) is { } refused)
                {
                    return refused;
                }

                await connection.ExecuteAsync(
                    "UPDATE dispatches SET changes = changes + 1 WHERE id = @id",
                    new { id },
                    transaction
                );
                if (alongside is not null)
                {
                    await alongside(connection, transaction);
                }

                return new ControlResult.Changed((await DispatchStore.FindAsync(connection, transaction, id))!);
            },
            cancellationToken
        );
}
