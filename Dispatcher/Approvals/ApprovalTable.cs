using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Approvals;

/// <summary>The table <c>approvals</c>: every decision about an issue. Rows are added, and taken back.</summary>
internal static class ApprovalTable
{
    private const string Columns =
        "id, issue_slug, kind AS kind_word, print, parts, actor, name, comment, created_at, taken_back_at";

    /// <summary>The decisions about an issue, oldest first.</summary>
    public static async Task<IReadOnlyList<Approval>> OfAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        string slug
    ) =>
        [
            .. await connection.QueryAsync<Approval>(
                $"SELECT {Columns} FROM approvals WHERE issue_slug = @slug ORDER BY id",
                new { slug },
                transaction
            ),
        ];

    /// <inheritdoc cref="OfAsync(SqliteConnection, SqliteTransaction?, string)"/>
    public static async Task<IReadOnlyList<Approval>> OfAsync(
        Database database,
        string slug,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await OfAsync(connection, transaction: null, slug);
    }

    /// <summary>Adds a decision. Its id is given by the table.</summary>
    public static Task AddAsync(SqliteConnection connection, SqliteTransaction transaction, Approval decision) =>
        connection.ExecuteAsync(
            """
            INSERT INTO approvals (issue_slug, kind, print, parts, actor, name, comment, created_at)
            VALUES (@IssueSlug, @KindWord, @Print, @Parts, @Actor, @Name, @Comment, @CreatedAt)
            """,
            new
            {
                decision.IssueSlug,
                decision.KindWord,
                decision.Print,
                decision.Parts,
                decision.Actor,
                decision.Name,
                decision.Comment,
                decision.CreatedAt,
            },
            transaction
        );

    /// <summary>Takes back what one person decided about an issue.</summary>
    /// <returns>How many decisions counted before.</returns>
    public static Task<int> TakeBackAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string slug,
        string actor,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            "UPDATE approvals SET taken_back_at = @now WHERE issue_slug = @slug AND actor = @actor AND taken_back_at "
                + "IS NULL",
            new
            {
                slug,
                actor,
                now,
            },
            transaction
        );
}
