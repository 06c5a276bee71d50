using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Suppressions;

/// <summary>Reads the suppressed addresses page by page, by any part of the address.</summary>
internal sealed class SuppressionList(Database database)
{
    /// <summary>The hash of an erased person's address is no address, so a part of an address never finds it.</summary>
    private const string Matches = """
        (@kind = '' OR x.kind = @kind)
           AND (@part = '' OR (x.email_key LIKE @pattern ESCAPE '!' AND x.kind <> 'erased'))
        """;

    /// <summary>The next of them, by address.</summary>
    /// <param name="after">The last key of the page before; empty for the first page.</param>
    public async Task<IReadOnlyList<SuppressedAddress>> PageAsync(
        SuppressionSearch search,
        string after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<SuppressedAddress>(
                new CommandDefinition(
                    $"""
                    SELECT x.email_key AS email, x.kind, x.reason, x.evidence, x.source, x.created_at
                      FROM suppressions x
                     WHERE {Matches} AND x.email_key > @after
                     ORDER BY x.email_key
                     LIMIT @limit
                    """,
                    Values(search, after, limit),
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    /// <summary>How many they are.</summary>
    public async Task<long> CountAsync(SuppressionSearch search, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                $"SELECT count(*) FROM suppressions x WHERE {Matches}",
                Values(search, after: "", limit: 0),
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>One of them; null when the address is not suppressed.</summary>
    /// <param name="key">The address's key.</param>
    public async Task<SuppressedAddress?> FindAsync(string key, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<SuppressedAddress>(
            new CommandDefinition(
                "SELECT x.email_key AS email, x.kind, x.reason, x.evidence, x.source, x.created_at FROM suppressions x "
                    + "WHERE x.email_key = @key",
                new { key },
                cancellationToken: cancellationToken
            )
        );
    }

    private static object Values(SuppressionSearch search, string after, int limit)
    {
        var part = search.Part.Trim().ToLowerInvariant();
        return new
        {
            part,
            pattern = $"%{Escaped(part)}%",
            kind = search.Kind?.Word() ?? "",
            after,
            limit,
        };
    }

    private static string Escaped(string part) =>
        part.Replace("!", "!!", StringComparison.Ordinal)
            .Replace("%", "!%", StringComparison.Ordinal)
            .Replace("_", "!_", StringComparison.Ordinal);
}
