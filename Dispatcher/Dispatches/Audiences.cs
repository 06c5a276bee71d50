using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// Counts who would get an issue now, by the condition of the freeze itself: check, queue, waves, send and doctor all
/// ask here.
/// Tests: AudiencesTests.
/// </summary>
internal sealed class Audiences(Database database)
{
    /// <summary>
    /// An SQL condition on a subscriber <c>s</c>: all, those on trial, those who paid, or those with a tag.
    /// </summary>
    public const string IsIn = """
        (@audience = 'all'
         OR s.term = @audience
         OR (@audience NOT IN ('trial', 'paid') AND EXISTS (SELECT 1 FROM subscriber_tags t WHERE t.subscriber_id = s.id
         AND t.tag = @audience)))
        """;

    /// <param name="audience"><c>all</c>, <c>trial</c>, <c>paid</c> or a tag.</param>
    public async Task<AudienceLook> LookAsync(string audience, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var readers = await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                $"SELECT count(*) FROM mailable_subscribers s WHERE {IsIn}",
                new { audience },
                commandTimeout: 0,
                cancellationToken: cancellationToken
            )
        );
        return new(audience, readers, readers > 0 ? [] : await TagsAsync(cancellationToken));
    }

    /// <summary>All tags that subscribers have, active or not, in order.</summary>
    public async Task<IReadOnlyList<string>> TagsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<string>(
                new CommandDefinition(
                    "SELECT DISTINCT tag FROM subscriber_tags ORDER BY tag",
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }
}
