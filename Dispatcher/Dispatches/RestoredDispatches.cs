using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// The dispatches of a database that was restored from a backup: a delivery that is open there may have been sent
/// since.
/// </summary>
internal static class RestoredDispatches
{
    /// <summary>
    /// Makes open deliveries <c>uncertain</c>, for an operator to settle, and pauses their dispatches. A slot that is
    /// known to have been begun since the backup is recorded as stopped, so that its issue does not count as new; a
    /// slot that may have been sent is recorded as missed.
    /// </summary>
    /// <param name="sent">The latest slots that were begun, from the lock file.</param>
    /// <param name="doubtful">Slots that came after the backup, with the issues that the queue had for them.</param>
    public static async Task DoubtAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        IReadOnlyList<SentIssue> sent,
        IReadOnlyList<DoubtfulSlot> doubtful,
        DateTimeOffset now
    )
    {
        await connection.ExecuteAsync(
            """
            UPDATE deliveries
               SET state = 'uncertain', resends = CASE WHEN resends < 1 THEN 1 ELSE resends END,
                   due_at = NULL, updated_at = @now, reply = @Reason
             WHERE state IN ('pending', 'sending', 'deferred')
               AND dispatch_id IN (SELECT id FROM dispatches WHERE state IN ('sending', 'paused'));

            UPDATE dispatches SET state = 'paused', reason = @Reason WHERE state = 'sending';
            """,
            new { now, RestoredDatabase.Reason },
            transaction
        );
        await connection.ExecuteAsync(
            """
            INSERT INTO dispatches (slot_date, issue_slug, title, state, reason, slot_at, cut_off_at, created_at)
            SELECT @SlotDate, @IssueSlug, @IssueSlug, 'stopped', 'begun before ' || @Reason, @now, @now, @now
             WHERE NOT EXISTS (SELECT 1 FROM dispatches other WHERE other.kind = 'issue'
             AND other.issue_slug = @IssueSlug)
                ON CONFLICT (slot_date) WHERE kind = 'issue' DO UPDATE
               SET issue_slug = excluded.issue_slug, title = excluded.title, state = excluded.state,
                   reason = excluded.reason
             WHERE dispatches.issue_slug IS NULL
            """,
            sent.Select(issue => new
            {
                issue.SlotDate,
                issue.IssueSlug,
                RestoredDatabase.Reason,
                now,
            }),
            transaction
        );
        foreach (var slot in doubtful)
        {
            await DoubtAsync(connection, transaction, slot, now);
        }
    }

    /// <summary>
    /// Records an operator's statement that an issue, or the issue planned for a slot, was not sent before the restore:
    /// it can now be sent by hand.
    /// </summary>
    public static async Task ReleaseAsync(
        Database database,
        string issueSlug,
        DateOnly slotDate,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                UPDATE dispatches
                   SET issue_slug = NULL, title = NULL,
                       reason = 'not sent before the database was restored, says an operator'
                 WHERE kind = 'issue' AND state = 'missed' AND reason = @SlotReason
                   AND (issue_slug = @issueSlug OR slot_date = @slotDate)
                """,
                new
                {
                    RestoredDatabase.SlotReason,
                    issueSlug,
                    slotDate,
                },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>Records the slot as missed, and its issue with it unless another slot has the issue.</summary>
    private static async Task DoubtAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        DoubtfulSlot slot,
        DateTimeOffset now
    ) =>
        await connection.ExecuteAsync(
            """
            INSERT INTO dispatches (slot_date, state, reason, slot_at, cut_off_at, created_at)
            VALUES (@SlotDate, 'missed', @SlotReason, @SlotAt, @CatchUpUntil, @now)
                ON CONFLICT (slot_date) WHERE kind = 'issue' DO UPDATE
               SET state = excluded.state, reason = excluded.reason
             WHERE dispatches.state = 'scheduled';

            UPDATE dispatches
               SET issue_slug = @IssueSlug, title = @Title
             WHERE kind = 'issue' AND slot_date = @SlotDate AND state = 'missed' AND reason = @SlotReason
               AND issue_slug IS NULL
               AND NOT EXISTS (SELECT 1 FROM dispatches other WHERE other.kind = 'issue'
               AND other.issue_slug = @IssueSlug);
            """,
            new
            {
                slot.SlotDate,
                slot.SlotAt,
                slot.CatchUpUntil,
                slot.IssueSlug,
                slot.Title,
                RestoredDatabase.SlotReason,
                now,
            },
            transaction
        );
}
