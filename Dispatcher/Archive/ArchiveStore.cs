using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Archive;

/// <summary>
/// Past issues: the dispatches of issues that were begun, with the files that were frozen for them. Only reads.
/// </summary>
internal sealed class ArchiveStore(Database database, NewsletterSettings newsletter, TimeProvider clock)
{
    private const string Issues = """
        SELECT id AS dispatch_id, issue_slug AS slug, coalesce(title, issue_slug) AS title, slot_date, revision,
               coalesce(started_at, slot_at) AS sent_at, corrected_at,
                   (state = 'done' OR slot_date <= @lastListed) AS is_listed
          FROM dispatches
         WHERE kind = 'issue' AND issue_slug IS NOT NULL AND state IN ('sending', 'paused', 'done', 'stopped')
           AND EXISTS (SELECT 1 FROM dispatch_files f WHERE f.dispatch_id = dispatches.id)
        """;

    private const string Listed = " AND (state = 'done' OR slot_date <= @lastListed)";

    private DateOnly LastListed => Publication.LastListedDate(newsletter, clock.GetUtcNow());

    /// <summary>A part of the listed issues, newest first.</summary>
    /// <param name="search">A part of the title, in any case and with or without accents; empty for all.</param>
    public async Task<IReadOnlyList<PublishedIssue>> ListAsync(
        string search,
        int skip,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<PublishedIssue>(
                new CommandDefinition(
                    $"""
                    {Issues}{Listed}
                       AND (@search = '' OR instr(search_text(title), @search) > 0)
                     ORDER BY slot_date DESC, id DESC
                     LIMIT @limit OFFSET @skip
                    """,
                    new
                    {
                        search = SearchText.Fold(search),
                        skip,
                        limit,
                        lastListed = LastListed,
                    },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    /// <summary>The issue that everybody may see last; null before the first.</summary>
    public async Task<PublishedIssue?> LatestAsync(CancellationToken cancellationToken) =>
        await ListAsync(search: "", skip: 0, limit: 1, cancellationToken) is [var latest] ? latest : null;

    /// <summary>
    /// The issue of that name, listed or not yet; null for a draft, a future issue and anything unknown.
    /// </summary>
    public async Task<PublishedIssue?> FindAsync(string slug, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<PublishedIssue>(
            new CommandDefinition(
                $"{Issues} AND issue_slug = @slug",
                new { slug, lastListed = LastListed },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>The listed issues before and after one; null at the ends.</summary>
    public async Task<(PublishedIssue? Previous, PublishedIssue? Next)> NeighboursAsync(
        PublishedIssue issue,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var parameters = new
        {
            issue.SlotDate,
            id = issue.DispatchId,
            lastListed = LastListed,
        };
        var previous = await connection.QueryFirstOrDefaultAsync<PublishedIssue>(
            new CommandDefinition(
                $"{Issues}{Listed} AND (slot_date, id) < (@SlotDate, @id) ORDER BY slot_date DESC, id DESC LIMIT 1",
                parameters,
                cancellationToken: cancellationToken
            )
        );
        var next = await connection.QueryFirstOrDefaultAsync<PublishedIssue>(
            new CommandDefinition(
                $"{Issues}{Listed} AND (slot_date, id) > (@SlotDate, @id) ORDER BY slot_date, id LIMIT 1",
                parameters,
                cancellationToken: cancellationToken
            )
        );
        return (previous, next);
    }

    /// <summary>Everything that the issue is made of, as it was frozen.</summary>
    public async Task<IReadOnlyDictionary<string, byte[]>> FilesAsync(
        PublishedIssue issue,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await FrozenFiles.ReadAsync(connection, issue.DispatchId, issue.Revision, cancellationToken);
    }

    /// <summary>
    /// One image as it was frozen, or null. One that a correction took away is still there for the mails that show it.
    /// </summary>
    /// <param name="path">As it stands in the Markdown.</param>
    public async Task<byte[]?> ImageAsync(PublishedIssue issue, string path, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<byte[]>(
            new CommandDefinition(
                "SELECT content FROM dispatch_files WHERE dispatch_id = @DispatchId AND name = 'image/' || @path "
                    + "ORDER BY revision DESC LIMIT 1",
                new { issue.DispatchId, path },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>
    /// Whether a subscriber may read what is locked: on the list, on trial or paid, and not on the way out.
    /// </summary>
    /// <param name="linkEpoch">Of the link or cookie that says who reads: renewed links lock the archive again.</param>
    public async Task<bool> MayReadAsync(long subscriberId, long linkEpoch, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition(
                "SELECT EXISTS (SELECT 1 FROM subscribers WHERE id = @subscriberId AND link_epoch = @linkEpoch "
                    + "AND status IN ('active', 'paused'))",
                new { subscriberId, linkEpoch },
                cancellationToken: cancellationToken
            )
        );
    }

    private async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken);
        connection.CreateFunction(
            "search_text",
            (string? text) => text is null ? "" : SearchText.Fold(text),
            isDeterministic: true
        );
        return connection;
    }
}
