using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Archive;

/// <summary>The <see cref="WebNames"/> of all issues of the archive, read anew when an issue has come or
/// gone. Tests: WebNamesTests.</summary>
internal sealed class ArchiveNames
{
    /// <summary>What has begun: dispatches of issues, with the files that were frozen for them.</summary>
    private const string Begun = """
          FROM dispatches
         WHERE kind = 'issue' AND issue_slug IS NOT NULL AND state IN ('sending', 'paused', 'done', 'stopped')
           AND EXISTS (SELECT 1 FROM dispatch_files f WHERE f.dispatch_id = dispatches.id)
        """;

    private Known? _known;

    public async Task<WebNames> ReadAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        var stand = await connection.QuerySingleAsync<Stand>(
            new CommandDefinition(
                $"SELECT count(*) AS count, coalesce(max(id), 0) AS last, coalesce(max(started_at), 0) AS at {Begun}",
                cancellationToken: cancellationToken
            )
        );
        if (_known is { } known && known.Stand == stand)
        {
            return known.Names;
        }

        var issues = await connection.QueryAsync<IssueName>(
            new CommandDefinition(
                $"SELECT id AS dispatch_id, issue_slug AS slug, slot_date {Begun} "
                    + "ORDER BY coalesce(started_at, slot_at), id",
                cancellationToken: cancellationToken
            )
        );
        var names = new WebNames([.. issues]);
        _known = new(stand, names);
        return names;
    }

    private sealed record Known(Stand Stand, WebNames Names);

    private sealed record Stand
    {
        public required long Count { get; init; }
        public required long Last { get; init; }
        public required long At { get; init; }
    }
}
