using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// A database that was restored from a backup does not know what was sent after the backup. Whatever it shows as open may
/// have been delivered, and a slot that it shows as free may have been filled: nothing of that is sent by itself.
/// </summary>
internal static class RestoredDatabase
{
    public const string Reason = "the database was restored from a backup that is older";

    /// <summary>The reason of a slot that may have been filled after the backup. While it stands there, its issue is not sent.</summary>
    public const string SlotReason = "may have been sent before the database was restored from a backup";

    /// <summary>What an operator does about it, as <c>doctor</c> and every refusal say it.</summary>
    public const string WhatToDo =
        "Stop the dispatcher on the old machine, look at it with dispatcher status, then start once with: dispatcher run --accept-restored";

    /// <summary>Why nothing is sent from a database; null where the answer is not that it was restored.</summary>
    public static string? Explain(Database database, OwnershipAnswer answer) => answer switch
    {
        OwnershipAnswer.Restored =>
            $"{database.Path}: is older than what was sent from it last; was a backup put in its place, or its -wal file deleted? What was sent since would be sent again.",
        OwnershipAnswer.WithoutCompanion =>
            $"{database.Path}: was used before, but {Path.GetFileName(DispatcherLock.PathOf(database))} is not beside it, as with a backup that was put back; what was sent since the backup would be sent again.",
        OwnershipAnswer.Copied =>
            $"{database.Path}: is a copy, together with {Path.GetFileName(DispatcherLock.PathOf(database))}; what was sent since it was copied would be sent again.",
        _ => null,
    };

    /// <summary>
    /// Makes open deliveries <c>uncertain</c>, for an operator to settle, pauses their dispatches, and moves the watch to
    /// now, so that slots since the backup are nobody's to fill but by hand. What is known to have been sent since is
    /// recorded as stopped, so that its issue is not taken for a new one; what may have been sent is recorded as missed.
    /// </summary>
    /// <param name="sent">The latest slots that were begun, from the lock file.</param>
    /// <param name="doubtful">Slots that came since the backup, with the issues that the queue had for them.</param>
    public static async Task AcceptAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        IReadOnlyList<SentIssue> sent,
        IReadOnlyList<DoubtfulSlot> doubtful,
        DateTimeOffset now)
    {
        await connection.ExecuteAsync(
            """
            UPDATE deliveries
               SET state = 'uncertain', resends = CASE WHEN resends < 1 THEN 1 ELSE resends END, due_at = NULL, updated_at = @now, reply = @Reason
             WHERE state IN ('pending', 'sending', 'deferred')
               AND dispatch_id IN (SELECT id FROM dispatches WHERE state IN ('sending', 'paused'));

            UPDATE dispatches SET state = 'paused', reason = @Reason WHERE state = 'sending';

            UPDATE mails SET state = 'uncertain', updated_at = @now, reply = @Reason WHERE state IN ('pending', 'sending', 'deferred');

            UPDATE watch SET since_at = @now, last_seen_at = @now;
            """,
            new { now, Reason },
            transaction);
        await connection.ExecuteAsync(
            """
            INSERT INTO dispatches (slot_date, issue_slug, title, state, reason, slot_at, cut_off_at, created_at)
            VALUES (@SlotDate, @IssueSlug, @IssueSlug, 'stopped', 'begun before ' || @Reason, @now, @now, @now)
                ON CONFLICT (slot_date) WHERE kind = 'issue' DO UPDATE
               SET issue_slug = excluded.issue_slug, title = excluded.title, state = excluded.state, reason = excluded.reason
             WHERE dispatches.issue_slug IS NULL
                ON CONFLICT DO NOTHING
            """,
            sent.Select(issue => new { issue.SlotDate, issue.IssueSlug, Reason, now }),
            transaction);
        foreach (var slot in doubtful)
        {
            await DoubtAsync(connection, transaction, slot, now);
        }
    }

    /// <summary>An operator says that an issue, or whatever was planned for a slot, was not sent before the restore: it can be sent by hand now.</summary>
    public static async Task ReleaseAsync(Database database, string issueSlug, DateOnly slotDate, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE dispatches
               SET issue_slug = NULL, title = NULL, reason = 'not sent before the database was restored, says an operator'
             WHERE kind = 'issue' AND state = 'missed' AND reason = @SlotReason AND (issue_slug = @issueSlug OR slot_date = @slotDate)
            """,
            new { SlotReason, issueSlug, slotDate },
            cancellationToken: cancellationToken));
    }

    /// <summary>The slot in any case, and its issue unless another slot has it.</summary>
    private static async Task DoubtAsync(SqliteConnection connection, SqliteTransaction transaction, DoubtfulSlot slot, DateTimeOffset now) =>
        await connection.ExecuteAsync(
            """
            INSERT INTO dispatches (slot_date, state, reason, slot_at, cut_off_at, created_at)
            VALUES (@SlotDate, 'missed', @SlotReason, @SlotAt, @CatchUpUntil, @now)
                ON CONFLICT (slot_date) WHERE kind = 'issue' DO UPDATE
               SET state = excluded.state, reason = excluded.reason
             WHERE dispatches.state = 'scheduled';

            UPDATE dispatches
               SET issue_slug = @IssueSlug, title = @Title
             WHERE kind = 'issue' AND slot_date = @SlotDate AND state = 'missed' AND reason = @SlotReason AND issue_slug IS NULL
               AND NOT EXISTS (SELECT 1 FROM dispatches other WHERE other.kind = 'issue' AND other.issue_slug = @IssueSlug);
            """,
            new { slot.SlotDate, slot.SlotAt, slot.CatchUpUntil, slot.IssueSlug, slot.Title, SlotReason, now },
            transaction);
}
