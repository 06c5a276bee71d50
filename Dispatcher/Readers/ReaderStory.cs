using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Readers;

/// <summary>
/// All that happened to one reader, on one line of time, the latest first: what the person did, what was sent, what
/// came back, what was paid, and who of us did what.
/// </summary>
internal sealed class ReaderStory(Database database)
{
    /// <summary>Each part gives what a story's row has, for one reader.</summary>
    private const string Parts = """
        SELECT e.at, 'history' AS source, CAST(e.id AS TEXT) AS key, e.event AS what, e.detail AS about, NULL AS words,
               NULL AS actor
          FROM subscriber_events e WHERE e.subscriber_id = @id
        UNION ALL
        SELECT d.updated_at, 'delivery', CAST(p.id AS TEXT), d.state,
               p.slot_date || ' ' || coalesce(p.title, p.issue_slug, ''), d.reply, NULL
          FROM dispatches p JOIN deliveries d ON d.dispatch_id = p.id AND d.subscriber_id = @id
        UNION ALL
        SELECT a.at, 'attempt', CAST(a.id AS TEXT), a.state, p.slot_date || ' attempt ' || a.attempt, a.reply, NULL
          FROM dispatches p JOIN attempts a ON a.dispatch_id = p.id AND a.subscriber_id = @id
        UNION ALL
        SELECT z.last_at, 'summary', 'last', 'the last of the issues whose deliveries are summed up',
               CAST(z.issues AS TEXT), NULL, NULL
          FROM reader_summaries z WHERE z.subscriber_id = @id
        UNION ALL
        SELECT z.first_at, 'summary', 'first', 'the first of the issues whose deliveries are summed up',
               CAST(z.issues AS TEXT), NULL, NULL
          FROM reader_summaries z WHERE z.subscriber_id = @id
        UNION ALL
        SELECT r.at, 'return', CAST(r.id AS TEXT), r.kind, r.reason || coalesce(' ' || r.status, ''), r.evidence, NULL
          FROM returns r WHERE r.subscriber_id = @id
        UNION ALL
        SELECT m.updated_at, 'mail', CAST(m.id AS TEXT), m.state, m.kind, m.reply, NULL
          FROM mails m WHERE m.subscriber_id = @id
        UNION ALL
        SELECT y.paid_at, 'payment', y.reference, CASE WHEN y.refunded_at IS NULL THEN 'payment' ELSE 'given back' END,
               y.amount || ' ' || y.currency || ' (smallest unit), ' || y.reference, NULL, NULL
          FROM payments y WHERE y.subscriber_id = @id
        UNION ALL
        SELECT c.created_at, 'confirmation', CAST(c.id AS TEXT),
               CASE WHEN c.used_at IS NULL THEN 'asked' ELSE 'answered' END,
               c.purpose || ' ' || c.email, NULL, NULL
          FROM confirmations c WHERE c.subscriber_id = @id
        UNION ALL
        SELECT x.changed_at, 'bulk', CAST(j.id AS TEXT), j.kind, j.detail, j.reason, j.actor
          FROM reader_job_changes x JOIN reader_jobs j ON j.id = x.job_id WHERE x.subscriber_id = @id
        UNION ALL
        SELECT u.at, 'desk', CAST(u.id AS TEXT), u.action, u.details, u.reason, u.actor
          FROM audit u WHERE u.subject = @subject
        """;

    /// <param name="before">Where the last page ended; null begins with the latest.</param>
    /// <returns>The rows, and whether there are older ones.</returns>
    public async Task<(IReadOnlyList<StoryRow> Rows, bool HasMore)> PageAsync(
        long subscriberId,
        StoryPlace? before,
        int take,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = (
            await connection.QueryAsync<StoryRow>(
                new CommandDefinition(
                    $"""
                    SELECT at, source, key, what, about, words,
                           coalesce((SELECT a.name FROM accounts a
                                      WHERE 'account:' || CAST(a.id AS TEXT) = story.actor), actor) AS actor
                      FROM ({Parts}) AS story
                     WHERE at < @at OR (at = @at AND (source < @source OR (source = @source AND key < @key)))
                     ORDER BY at DESC, source DESC, key DESC
                     LIMIT @take
                    """,
                    new
                    {
                        id = subscriberId,
                        subject = Subject(subscriberId),
                        at = before?.At ?? long.MaxValue,
                        source = before?.Source ?? "",
                        key = before?.Key ?? "",
                        take = take + 1,
                    },
                    cancellationToken: cancellationToken
                )
            )
        ).AsList();
        return rows.Count > take ? (rows[..take], true) : (rows, false);
    }

    /// <summary>How the audit names a reader.</summary>
    public static string Subject(long subscriberId) => FormattableString.Invariant($"reader:{subscriberId}");
}
