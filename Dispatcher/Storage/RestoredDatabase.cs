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

    /// <summary>
    /// Makes open deliveries <c>uncertain</c>, for an operator to settle, pauses their dispatches, and moves the watch to
    /// now, so that slots since the backup are nobody's to fill but by hand. What is known to have been sent since is
    /// recorded as stopped, so that its issue is not taken for a new one.
    /// </summary>
    /// <param name="sent">The latest slots that were begun, from the lock file.</param>
    public static async Task AcceptAsync(
        SqliteConnection connection, SqliteTransaction transaction, IReadOnlyList<SentIssue> sent, DateTimeOffset now)
    {
        await connection.ExecuteAsync(
            """
            UPDATE deliveries
               SET state = 'uncertain', resends = max(resends, 1), due_at = NULL, updated_at = @now, reply = @Reason
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
    }
}
