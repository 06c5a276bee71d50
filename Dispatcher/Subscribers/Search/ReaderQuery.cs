using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Subscribers.Search;

/// <summary>
/// Finds readers by a filter, the latest id first, in pages by key.
/// </summary>
/// <remarks>
/// How it looks depends on how many the conditions on the row let through, which is counted first, up to a limit: few
/// are read from an index and looked at one by one; many are met soon by walking down the ids, or the ids that the text
/// index gives. <c>+s.id</c> keeps the engine from walking where few are expected.
/// </remarks>
internal sealed class ReaderQuery(Database database, TimeProvider clock)
{
    /// <summary>A count stops here.</summary>
    public const int MostCounted = 10_000;

    /// <summary>A count by text and other conditions looks at as many who have the text.</summary>
    private const int MostLookedAt = 50_000;

    /// <summary>The ids of the next readers.</summary>
    /// <param name="before">Only ids below it; null begins with the latest.</param>
    public async Task<IReadOnlyList<long>> PageAsync(
        ReaderFilter filter,
        long? before,
        int take,
        CancellationToken cancellationToken
    )
    {
        var conditions = new ReaderConditions(filter, clock.GetUtcNow());
        conditions.Values.Add("before", before ?? long.MaxValue);
        conditions.Values.Add("take", take);
        await using var connection = await database.OpenAsync(cancellationToken);
        var isFew =
            filter.HasFacets && (await CountFacetsAsync(connection, conditions, cancellationToken)).IsMore is false;
        var sql = (conditions.HasText, isFew) switch
        {
            (false, false) when filter is { JoinedFrom: null, JoinedTo: null } => $"""
                SELECT s.id FROM subscribers s WHERE s.id < @before AND {conditions.Facets}
                 ORDER BY s.id DESC LIMIT @take
                """,
            (false, _) => $"""
                SELECT s.id FROM subscribers s WHERE +s.id < @before AND {conditions.Facets}
                 ORDER BY +s.id DESC LIMIT @take
                """,
            (true, false) => $"""
                SELECT s.id
                  FROM reader_search f
                 CROSS JOIN subscribers s ON s.id = f.rowid
                 WHERE f.reader_search MATCH @match AND f.rowid < @before AND {conditions.Texts} AND {conditions.Facets}
                 ORDER BY f.rowid DESC LIMIT @take
                """,
            _ => $"""
                SELECT c.id
                  FROM (SELECT s.id FROM subscribers s WHERE +s.id < @before AND {conditions.Facets}) AS c
                 CROSS JOIN reader_search f ON f.rowid = c.id
                 WHERE {conditions.Texts}
                 ORDER BY +c.id DESC LIMIT @take
                """,
        };
        return (
            await connection.QueryAsync<long>(
                new CommandDefinition(sql, conditions.Values, cancellationToken: cancellationToken)
            )
        ).AsList();
    }

    /// <summary>How many readers a filter lets through, up to <see cref="MostCounted"/>.</summary>
    public async Task<ReaderCount> CountAsync(ReaderFilter filter, CancellationToken cancellationToken)
    {
        var conditions = new ReaderConditions(filter, clock.GetUtcNow());
        await using var connection = await database.OpenAsync(cancellationToken);
        if (!conditions.HasText)
        {
            return await CountFacetsAsync(connection, conditions, cancellationToken);
        }

        if (filter.HasFacets)
        {
            var facets = await CountFacetsAsync(connection, conditions, cancellationToken);
            if (!facets.IsMore)
            {
                return await CountAsync(
                    connection,
                    conditions,
                    $"""
                    SELECT 1 FROM subscribers s CROSS JOIN reader_search f ON f.rowid = s.id
                     WHERE {conditions.Facets} AND {conditions.Texts}
                    """,
                    cancellationToken
                );
            }
        }

        conditions.Values.Add("most", MostCounted + 1);
        conditions.Values.Add("looked", filter.HasFacets ? MostLookedAt : MostCounted + 1);
        var (seen, hits) = await connection.QuerySingleAsync<(long, long)>(
            new CommandDefinition(
                $"""
                SELECT count(*), count(s.id)
                  FROM (SELECT f.rowid AS id FROM reader_search f
                         WHERE f.reader_search MATCH @match AND {conditions.Texts}
                         LIMIT @looked) AS c
                  LEFT JOIN subscribers s ON s.id = c.id AND {conditions.Facets}
                """,
                conditions.Values,
                cancellationToken: cancellationToken
            )
        );
        return hits > MostCounted ? new(MostCounted, true) : new(hits, filter.HasFacets && seen == MostLookedAt);
    }

    private static Task<ReaderCount> CountFacetsAsync(
        SqliteConnection connection,
        ReaderConditions conditions,
        CancellationToken cancellationToken
    ) =>
        CountAsync(
            connection,
            conditions,
            $"SELECT 1 FROM subscribers s WHERE {conditions.Facets}",
            cancellationToken
        );

    private static async Task<ReaderCount> CountAsync(
        SqliteConnection connection,
        ReaderConditions conditions,
        string rows,
        CancellationToken cancellationToken
    )
    {
        conditions.Values.Add("most", MostCounted + 1);
        var number = await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                $"SELECT count(*) FROM ({rows} LIMIT @most) AS counted",
                conditions.Values,
                cancellationToken: cancellationToken
            )
        );
        return new(Math.Min(number, MostCounted), number > MostCounted);
    }
}
