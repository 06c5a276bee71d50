using System.Runtime.CompilerServices;
using Dapper;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Reads who would get an issue now, as the freeze chooses them, a few at a time and never all at once.
/// Tests: DoctorTests.
/// </summary>
internal sealed class AudienceReaders(Database database)
{
    private const int AtOnce = 1000;

    /// <param name="audience"><c>all</c>, <c>trial</c>, <c>paid</c> or a tag.</param>
    public async IAsyncEnumerable<Recipient> ReadAsync(
        string audience,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var after = 0L;
        for (var isMore = true; isMore; )
        {
            var rows = await PageAsync(audience, after, cancellationToken);
            foreach (var row in rows)
            {
                after = row.Id;
                yield return new(
                    row.Id,
                    row.Email,
                    row.FirstName,
                    row.LastName,
                    row.TimeZone,
                    row.Status,
                    row.Tags?.Split(' ') ?? []
                )
                {
                    Term = row.Term,
                    TermEndsAt = row.TermEndsAt,
                };
            }

            isMore = rows.Count == AtOnce;
        }
    }

    private async Task<IReadOnlyList<Row>> PageAsync(string audience, long after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return
        [
            .. await connection.QueryAsync<Row>(
                new CommandDefinition(
                    $"""
                    SELECT s.id, s.email, s.first_name, s.last_name, s.time_zone, s.status, s.term, s.term_ends_at,
                           (SELECT string_agg(t.tag, ' ' ORDER BY t.tag) FROM subscriber_tags t
                               WHERE t.subscriber_id = s.id) AS tags
                      FROM mailable_subscribers s
                     WHERE s.id > @after
                       AND {Audiences.IsIn}
                     ORDER BY s.id
                     LIMIT {AtOnce}
                    """,
                    new { audience, after },
                    cancellationToken: cancellationToken
                )
            ),
        ];
    }

    private sealed record Row
    {
        public required long Id { get; init; }
        public required string Email { get; init; }
        public string? FirstName { get; init; }
        public string? LastName { get; init; }
        public string? TimeZone { get; init; }
        public required string Status { get; init; }
        public string? Term { get; init; }
        public DateTimeOffset? TermEndsAt { get; init; }
        public string? Tags { get; init; }
    }
}
