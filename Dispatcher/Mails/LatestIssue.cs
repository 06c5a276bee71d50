using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Mails;

/// <summary>
/// The issue that was sent last, for new subscribers to read before the next one.
/// Tests: MailComposerTests.
/// </summary>
internal sealed record LatestIssue
{
    public required string IssueSlug { get; init; }

    public required string Title { get; init; }

    /// <returns>Null when none was sent yet.</returns>
    public static Task<LatestIssue?> ReadAsync(SqliteConnection connection, SqliteTransaction transaction) =>
        connection.QueryFirstOrDefaultAsync<LatestIssue>(
            """
            SELECT issue_slug, title
              FROM dispatches
             WHERE kind = 'issue' AND state IN ('sending', 'done') AND issue_slug IS NOT NULL AND title IS NOT NULL
             ORDER BY slot_date DESC, id DESC
             LIMIT 1
            """,
            transaction: transaction
        );
}
