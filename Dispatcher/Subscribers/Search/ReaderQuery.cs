using System.Runtime.CompilerServices;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Subscribers.Search;

/// <summary>
/// Finds readers by a filter, the latest id first, in pages by key.
/// </summary>
/// <remarks>
/// What is asked of the row is looked up first, up to a limit. Few are all read, and the text of each is looked at.
/// Many are met soon by going down the ids, or down those that the text index gives.
/// </remarks>
internal sealed class ReaderQuery(Database database, TimeProvider clock)
{
    /// <summary>A count stops here.</summary>
    public const int MostCounted = 10_000;

    /// <summary>Rows of one look at the list as a whole.</summary>
    public const int WindowRows = 5000;

    /// <summary>A count by text and other conditions looks at as many who have the text.</summary>
    private const int MostLookedAt = 50_000;

    /// <summary>A page of many looks at as many rows before it reads all.</summary>
    private const int MostWalked = 20_000;

    /// <summary>A page, and how many there are in all.</summary>
    /// <param name="before">Only ids below it; null begins with the latest.</param>
    public async Task<ReaderPage> FindAsync(
        ReaderFilter filter,
        long? before,
        int take,
        CancellationToken cancellationToken
    )
    {
        var conditions = Conditions(filter, before ?? long.MaxValue);
        conditions.Values.Add("take", take + 1);
        await using var connection = await database.OpenAsync(cancellationToken);
        if (filter.HasFacets && await FewAsync(connection, conditions, cancellationToken) is { } few)
        {
            var found = conditions.HasText ? await WithTextAsync(connection, conditions, few, cancellationToken) : few;
            found.Sort((one, other) => other.CompareTo(one));
            return Page([.. found.Where(id => !(id >= before)).Take(take + 1)], take, new(found.Count, false));
        }

        if (conditions.HasText)
        {
            return Page(
                await QueryAsync(connection, conditions, TextPage(conditions), cancellationToken),
                take,
                await CountTextAsync(connection, filter, conditions, cancellationToken)
            );
        }

        var walked = await QueryAsync(connection, conditions, Walk(conditions), cancellationToken);
        if (walked.Count <= take)
        {
            walked = await QueryAsync(connection, conditions, Sorted(conditions), cancellationToken);
        }

        return Page(
            walked,
            take,
            filter.HasFacets ? new(MostCounted, true) : await CountAllAsync(connection, conditions, cancellationToken)
        );
    }

    /// <summary>
    /// The next part of all whom a filter lets through, for work that goes through the list: each call is a short read.
    /// </summary>
    /// <param name="before">Where the last part ended; null begins with the latest.</param>
    /// <returns>The ids, perhaps none, and where the next part begins; null at the end of the list.</returns>
    public async Task<(IReadOnlyList<long> Ids, long? Next)> WindowAsync(
        ReaderFilter filter,
        long? before,
        CancellationToken cancellationToken
    )
    {
        var conditions = Conditions(filter, before ?? long.MaxValue);
        await using var connection = await database.OpenAsync(cancellationToken);
        var end = await connection.ExecuteScalarAsync<long?>(
            new CommandDefinition(
                "SELECT id FROM subscribers WHERE id < @before ORDER BY id DESC LIMIT 1 OFFSET @skipped",
                new { before = before ?? long.MaxValue, skipped = WindowRows - 1 },
                cancellationToken: cancellationToken
            )
        );
        conditions.Values.Add("end", end ?? 0);
        var text = conditions.HasText
            ? $"AND EXISTS (SELECT 1 FROM reader_search f WHERE f.rowid = s.id AND {conditions.Texts})"
            : "";
        var ids = await QueryAsync(
            connection,
            conditions,
            $"""
            SELECT s.id FROM (SELECT * FROM subscribers WHERE id < @before AND id >= @end ORDER BY id DESC
                LIMIT {WindowRows}) AS s
             WHERE {conditions.AllFacets} {text}
             ORDER BY s.id DESC
            """,
            cancellationToken
        );
        return (ids, end);
    }

    /// <summary>All whom a filter lets through, the latest first. Each part is a short read.</summary>
    public async IAsyncEnumerable<Subscriber> ReadAsync(
        ReaderFilter filter,
        SubscriberList list,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        const int PartRows = 500;
        long? next = null;
        do
        {
            (var ids, next) = await WindowAsync(filter, next, cancellationToken);
            foreach (var part in ids.Chunk(PartRows))
            {
                foreach (var reader in await list.FindAllAsync(part, cancellationToken))
                {
                    yield return reader;
                }
            }
        } while (next is not null);
    }

    private ReaderConditions Conditions(ReaderFilter filter, long before)
    {
        var conditions = new ReaderConditions(filter, clock.GetUtcNow());
        conditions.Values.Add("before", before);
        conditions.Values.Add("counted", MostCounted + 1);
        return conditions;
    }

    private static string Walk(ReaderConditions conditions) =>
        $"""
            SELECT s.id FROM (SELECT * FROM subscribers WHERE id < @before ORDER BY id DESC LIMIT {MostWalked}) AS s
             WHERE {conditions.AllFacets}
             ORDER BY s.id DESC LIMIT @take
            """;

    private static string Sorted(ReaderConditions conditions) =>
        $"SELECT s.id FROM {conditions.Source} {conditions.Facets} AND +s.id < @before ORDER BY +s.id DESC LIMIT @take";

    private static string TextPage(ReaderConditions conditions) =>
        $"""
            SELECT s.id
              FROM reader_search f
             CROSS JOIN subscribers s ON s.id = f.rowid
             WHERE f.reader_search MATCH @match AND f.rowid < @before AND {conditions.Texts} AND {conditions.AllFacets}
             ORDER BY f.rowid DESC LIMIT @take
            """;

    /// <summary>All whom the conditions on the row let through; null when they are many.</summary>
    private static async Task<List<long>?> FewAsync(
        SqliteConnection connection,
        ReaderConditions conditions,
        CancellationToken cancellationToken
    )
    {
        var ids = await QueryAsync(
            connection,
            conditions,
            $"SELECT s.id FROM {conditions.Source} {conditions.Facets} LIMIT @counted",
            cancellationToken
        );
        return ids.Count > MostCounted ? null : ids;
    }

    private static Task<List<long>> WithTextAsync(
        SqliteConnection connection,
        ReaderConditions conditions,
        List<long> ids,
        CancellationToken cancellationToken
    )
    {
        conditions.Values.Add("ids", JsonSerializer.Serialize(ids));
        return QueryAsync(
            connection,
            conditions,
            $"""
            SELECT c.value FROM json_each(@ids) c CROSS JOIN reader_search f ON f.rowid = c.value
             WHERE {conditions.Texts}
            """,
            cancellationToken
        );
    }

    private static async Task<ReaderCount> CountTextAsync(
        SqliteConnection connection,
        ReaderFilter filter,
        ReaderConditions conditions,
        CancellationToken cancellationToken
    )
    {
        conditions.Values.Add("looked", filter.HasFacets ? MostLookedAt : MostCounted + 1);
        var (seen, hits) = await connection.QuerySingleAsync<(long, long)>(
            new CommandDefinition(
                $"""
                SELECT count(*), count(s.id)
                  FROM (SELECT f.rowid AS id FROM reader_search f
                         WHERE f.reader_search MATCH @match AND {conditions.Texts}
                         LIMIT @looked) AS c
                  LEFT JOIN subscribers s ON s.id = c.id AND {conditions.AllFacets}
                """,
                conditions.Values,
                cancellationToken: cancellationToken
            )
        );
        return hits > MostCounted ? new(MostCounted, true) : new(hits, filter.HasFacets && seen == MostLookedAt);
    }

    private static async Task<ReaderCount> CountAllAsync(
        SqliteConnection connection,
        ReaderConditions conditions,
        CancellationToken cancellationToken
    )
    {
        var number = await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                "SELECT count(*) FROM (SELECT 1 FROM subscribers LIMIT @counted) AS c",
                conditions.Values,
                cancellationToken: cancellationToken
            )
        );
        return new(Math.Min(number, MostCounted), number > MostCounted);
    }

    private static async Task<List<long>> QueryAsync(
        SqliteConnection connection,
        ReaderConditions conditions,
        string sql,
        CancellationToken cancellationToken
    ) =>
        (
            await connection.QueryAsync<long>(
                new CommandDefinition(sql, conditions.Values, cancellationToken: cancellationToken)
            )
        ).AsList();

    private static ReaderPage Page(List<long> found, int take, ReaderCount count) =>
        new(found.Count > take ? found[..take] : found, found.Count > take, count);
}
