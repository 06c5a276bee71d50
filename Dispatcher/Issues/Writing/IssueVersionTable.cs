using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Issues.Writing;

/// <summary>The table <c>issue_versions</c>. Rows are added and read, never changed. Tests: IssueSavesTests.</summary>
internal sealed class IssueVersionTable(Database database)
{
    /// <summary>The name under which the disk saves.</summary>
    public const string Disk = "on disk";

    /// <summary>Keeps a version.</summary>
    /// <param name="account">Null for what was found on the disk.</param>
    /// <returns>Its number.</returns>
    public static Task<long> AddAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string slug,
        WrittenFile file,
        VersionKind kind,
        string? account,
        string actor,
        DateTimeOffset at
    ) =>
        connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO issue_versions (slug, at, kind, account, actor, hash, content)
            VALUES (@slug, @at, @kind, @account, @actor, @Hash, @Content)
            RETURNING id
            """,
            new
            {
                slug,
                at,
                kind = VersionKinds.Words.Of(kind),
                account,
                actor,
                file.Hash,
                file.Content,
            },
            transaction
        );

    /// <summary>Keeps what stands on the disk, unless the last version of the file is the same.</summary>
    public static async Task<bool> NoticeAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string slug,
        WrittenFile file,
        DateTimeOffset at
    )
    {
        var last = await connection.ExecuteScalarAsync<string?>(
            "SELECT hash FROM issue_versions WHERE slug = @slug AND kind <> 'conflict' ORDER BY id DESC LIMIT 1",
            new { slug },
            transaction
        );
        if (last == file.Hash)
        {
            return false;
        }

        await AddAsync(connection, transaction, slug, file, VersionKind.Disk, account: null, Disk, at);
        return true;
    }

    /// <summary>The versions of an issue, newest first.</summary>
    /// <param name="before">Only older ones than this; null begins with the newest.</param>
    public async Task<IReadOnlyList<IssueVersion>> ListAsync(
        string slug,
        long? before,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<VersionRow>(
            new CommandDefinition(
                """
                SELECT id, slug, at, kind, account, actor, hash
                  FROM issue_versions
                 WHERE slug = @slug AND id < @before
                 ORDER BY id DESC
                 LIMIT @limit
                """,
                new
                {
                    slug,
                    before = before ?? long.MaxValue,
                    limit,
                },
                cancellationToken: cancellationToken
            )
        );
        return [.. rows.Select(row => row.Version)];
    }

    /// <summary>One version of an issue with its text; null when the issue has none of this number.</summary>
    public async Task<(IssueVersion Version, byte[] Content)?> FindAsync(
        string slug,
        long id,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<VersionRow>(
            new CommandDefinition(
                """
                SELECT id, slug, at, kind, account, actor, hash, content
                  FROM issue_versions
                 WHERE id = @id AND slug = @slug
                """,
                new { id, slug },
                cancellationToken: cancellationToken
            )
        );
        return row is null ? null : (row.Version, row.Content);
    }

    /// <summary>The newest version with this content; null when there is none.</summary>
    public async Task<byte[]?> ContentAsync(string slug, string hash, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<byte[]?>(
            new CommandDefinition(
                "SELECT content FROM issue_versions WHERE slug = @slug AND hash = @hash ORDER BY id DESC LIMIT 1",
                new { slug, hash },
                cancellationToken: cancellationToken
            )
        );
    }

    private sealed record VersionRow
    {
        public required long Id { get; init; }
        public required string Slug { get; init; }
        public required DateTimeOffset At { get; init; }
        public required string Kind { get; init; }
        public string? Account { get; init; }
        public required string Actor { get; init; }
        public required string Hash { get; init; }
        public byte[] Content { get; init; } = [];

        public IssueVersion Version => new(Id, Slug, At, VersionKinds.Words.Parse(Kind), Account, Actor, Hash);
    }
}
