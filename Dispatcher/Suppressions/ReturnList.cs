using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Suppressions;

/// <summary>Reads what came back: by reason and domain, and one by one, newest first.</summary>
internal sealed class ReturnList(Database database)
{
    /// <summary>
    /// The part of an address after its last @. SQLite cannot search from the right, so all characters but @ are
    /// trimmed
    /// from there.
    /// </summary>
    private const string Domain = "lower(replace(s.email, rtrim(s.email, replace(s.email, '@', '')), ''))";

    private const string Matches = $"""
        r.at >= @since AND (@kind = '' OR r.kind = @kind) AND (@reason = '' OR r.reason = @reason)
           AND (@domain = '' OR {Domain} = @domain)
        """;

    /// <summary>How much came back since an instant, by kind, reason and domain; the most first.</summary>
    public async Task<IReadOnlyList<ReturnGroup>> GroupsAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<ReturnGroup>(
                new CommandDefinition(
                    $"""
                    SELECT r.kind, r.reason, {Domain} AS domain, count(*) AS count,
                           count(*) FILTER (WHERE r.is_hard = 1) AS hard
                      FROM returns r
                      JOIN subscribers s ON s.id = r.subscriber_id
                     WHERE r.at >= @since
                     GROUP BY 1, 2, 3
                     ORDER BY 4 DESC, 1, 2, 3
                    """,
                    new { since },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    /// <summary>The next of them, newest first.</summary>
    /// <param name="before">The last number of the page before; null for the first page.</param>
    public async Task<IReadOnlyList<ReturnRow>> PageAsync(
        ReturnFilter filter,
        long? before,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<ReturnRow>(
                new CommandDefinition(
                    $"""
                    SELECT r.id, r.at, r.source, r.kind, r.subscriber_id, s.email, r.dispatch_id, r.reason, r.status,
                           r.class AS cause, r.is_hard, r.evidence,
                           CASE WHEN EXISTS (SELECT 1 FROM suppressions x WHERE x.email_key = s.email_key)
                                THEN 1 ELSE 0 END AS is_suppressed
                      FROM returns r
                      JOIN subscribers s ON s.id = r.subscriber_id
                     WHERE {Matches} AND r.id < @before
                     ORDER BY r.id DESC
                     LIMIT @limit
                    """,
                    new
                    {
                        since = filter.Since,
                        kind = filter.Kind?.Word() ?? "",
                        reason = filter.Reason ?? "",
                        domain = filter.Domain?.ToLowerInvariant() ?? "",
                        before = before ?? long.MaxValue,
                        limit,
                    },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }
}
