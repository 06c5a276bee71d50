using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Approvals;

/// <summary>
/// The table <c>draft_links</c>. It knows a link by its hash only.
/// Tests: DraftLinksTests.
/// </summary>
internal static class DraftLinkTable
{
    private const string Columns = "id, issue_slug, actor, name, created_at, expires_at, taken_back_at";

    /// <summary>The links of an issue, newest first.</summary>
    public static async Task<IReadOnlyList<DraftLink>> OfAsync(
        Database database,
        string slug,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<DraftLink>(
                new CommandDefinition(
                    $"SELECT {Columns} FROM draft_links WHERE issue_slug = @slug ORDER BY id DESC LIMIT 100",
                    new { slug },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    /// <summary>The link with this hash, open or not; null when there is none.</summary>
    public static async Task<DraftLink?> FindAsync(
        Database database,
        string tokenHash,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<DraftLink>(
            new CommandDefinition(
                $"SELECT {Columns} FROM draft_links WHERE token_hash = @tokenHash",
                new { tokenHash },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>How many links of an issue are open.</summary>
    public static Task<long> CountOpenAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string slug,
        DateTimeOffset now
    ) =>
        connection.ExecuteScalarAsync<long>(
            """
            SELECT count(*)
              FROM draft_links
             WHERE issue_slug = @slug AND taken_back_at IS NULL AND expires_at > @now
            """,
            new { slug, now },
            transaction
        );

    public static Task AddAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string tokenHash,
        string slug,
        Decider author,
        DateTimeOffset now,
        DateTimeOffset expiresAt
    ) =>
        connection.ExecuteAsync(
            """
            INSERT INTO draft_links (token_hash, issue_slug, actor, name, created_at, expires_at)
            VALUES (@tokenHash, @slug, @Actor, @Name, @now, @expiresAt)
            """,
            new
            {
                tokenHash,
                slug,
                author.Actor,
                author.Name,
                now,
                expiresAt,
            },
            transaction
        );

    /// <summary>Ends a link of an issue.</summary>
    /// <returns>False when the issue has no such link, or it was over already.</returns>
    public static async Task<bool> TakeBackAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string slug,
        long id,
        DateTimeOffset now
    ) =>
        await connection.ExecuteAsync(
            """
            UPDATE draft_links
               SET taken_back_at = @now
             WHERE id = @id AND issue_slug = @slug AND taken_back_at IS NULL AND expires_at > @now
            """,
            new
            {
                id,
                slug,
                now,
            },
            transaction
        ) > 0;
}
