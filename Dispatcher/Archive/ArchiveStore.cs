using Dapper;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Archive;

/// <summary>
/// Past issues: the dispatches of issues that were begun, with the files that were frozen for them. Only reads.
/// Tests: ArchiveTests.
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

    /// <summary>The most issues that a search shows; a search that finds more was too general.</summary>
    public const int MostFound = 200;

    private readonly ArchiveNames _names = new();

    private DateOnly LastListed => Publication.LastListedDate(newsletter, clock.GetUtcNow());

    /// <summary>A part of the listed issues, newest first.</summary>
    public async Task<IReadOnlyList<PublishedIssue>> ListAsync(int skip, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var names = await _names.ReadAsync(connection, cancellationToken);
        return
        [
            .. (
                await connection.QueryAsync<PublishedIssue>(
                    new CommandDefinition(
                        $"""
                        {Issues}{Listed}
                         ORDER BY slot_date DESC, id DESC
                         LIMIT @limit OFFSET @skip
                        """,
                        new
                        {
                            skip,
                            limit,
                            lastListed = LastListed,
                        },
                        cancellationToken: cancellationToken
                    )
                )
            ).Select(issue => Named(issue, names)),
        ];
    }

    /// <summary>
    /// The listed issues in which all terms stand, in what the person may read: those with a term in the title first,
    /// then by how much the terms stand out in them, and the newest first among equals.
    /// </summary>
    /// <param name="access">How much of past issues the person may read; nothing else is looked at.</param>
    public async Task<IReadOnlyList<FoundIssue>> SearchAsync(
        SearchQuery query,
        ArchiveAccess access,
        int skip,
        int limit,
        CancellationToken cancellationToken
    )
    {
        limit = Math.Min(limit, MostFound - skip);
        if (query.Terms.Count == 0 || limit <= 0)
        {
            return [];
        }

        var text = access switch
        {
            ArchiveAccess.Full => "whole",
            ArchiveAccess.Teaser => "opening",
            _ => null,
        };
        await using var connection = await database.OpenAsync(cancellationToken);
        var names = await _names.ReadAsync(connection, cancellationToken);
        return
        [
            .. await connection.QueryAsync<PublishedIssue, string?, FoundIssue>(
                new CommandDefinition(
                    $"""
                    WITH found AS (
                      SELECT rowid AS id, bm25(archive_search, 8.0, 4.0, 4.0, 1.0, 1.0) AS rank
                        FROM archive_search
                       WHERE archive_search MATCH @match
                    ), titled AS (
                      SELECT rowid AS id FROM archive_search WHERE archive_search MATCH @inTitle
                    )
                    SELECT i.*, {(text is null ? "NULL" : $"t.{text}")} AS found_text
                      FROM ({Issues}{Listed}) i
                      JOIN archive_texts t ON t.dispatch_id = i.dispatch_id AND t.revision = i.revision
                      JOIN found f ON f.id = i.dispatch_id
                      LEFT JOIN titled ON titled.id = i.dispatch_id
                     ORDER BY CASE WHEN titled.id IS NULL THEN 1 ELSE 0 END, round(f.rank, 1), i.slot_date DESC,
                              i.dispatch_id DESC
                     LIMIT @limit OFFSET @skip
                    """,
                    new
                    {
                        match = FullText.Match(query.Terms, ["title", "author", "preheader", .. Column(text)], " AND "),
                        inTitle = FullText.Match(query.Terms, ["title"], " OR "),
                        skip,
                        limit,
                        lastListed = LastListed,
                    },
                    cancellationToken: cancellationToken
                ),
                (issue, found) => new FoundIssue(Named(issue, names), found),
                splitOn: "found_text"
            ),
        ];
    }

    private static string[] Column(string? name) => name is null ? [] : [name];

    /// <summary>The issue that everybody may see last; null before the first.</summary>
    public async Task<PublishedIssue?> LatestAsync(CancellationToken cancellationToken) =>
        await ListAsync(skip: 0, limit: 1, cancellationToken) is [var latest] ? latest : null;

    /// <summary>
    /// The issue of that name, listed or not yet; null for a draft, a future issue and anything unknown.
    /// </summary>
    /// <param name="name">Of the web's or of its file, see <see cref="WebNames"/>.</param>
    public async Task<PublishedIssue?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var names = await _names.ReadAsync(connection, cancellationToken);
        if (names.Find(name) is not { } id)
        {
            return null;
        }

        var issue = await connection.QuerySingleOrDefaultAsync<PublishedIssue>(
            new CommandDefinition(
                $"{Issues} AND id = @id",
                new { id, lastListed = LastListed },
                cancellationToken: cancellationToken
            )
        );
        return issue is null ? null : Named(issue, names);
    }

    /// <summary>The listed issues before and after one; null at the ends.</summary>
    public async Task<(PublishedIssue? Previous, PublishedIssue? Next)> NeighboursAsync(
        PublishedIssue issue,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var names = await _names.ReadAsync(connection, cancellationToken);
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
        return (previous is null ? null : Named(previous, names), next is null ? null : Named(next, names));
    }

    /// <summary>An issue that came between the two readings is called by its file, which leads to it, too.</summary>
    private static PublishedIssue Named(PublishedIssue issue, WebNames names) =>
        issue with
        {
            WebName = names.Of(issue.DispatchId) ?? issue.Slug,
        };

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
}
