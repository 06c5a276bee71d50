using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Approvals;

/// <summary>The table <c>issue_comments</c>: what people who work here say about an issue.</summary>
internal static class CommentTable
{
    /// <summary>More than these are not shown; the newest are.</summary>
    private const int MostShown = 500;

    /// <summary>The comments on an issue, oldest first.</summary>
    public static async Task<IReadOnlyList<IssueComment>> OfAsync(
        Database database,
        string slug,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var newest = await connection.QueryAsync<IssueComment>(
            new CommandDefinition(
                """
                SELECT id, issue_slug, actor, name, body, created_at
                  FROM issue_comments
                 WHERE issue_slug = @slug
                 ORDER BY id DESC
                 LIMIT @MostShown
                """,
                new { slug, MostShown },
                cancellationToken: cancellationToken
            )
        );
        return [.. newest.Reverse()];
    }

    public static Task AddAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string slug,
        Decider author,
        string body,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            """
            INSERT INTO issue_comments (issue_slug, actor, name, body, created_at)
            VALUES (@slug, @Actor, @Name, @body, @now)
            """,
            new
            {
                slug,
                author.Actor,
                author.Name,
                body,
                now,
            },
            transaction
        );
}
