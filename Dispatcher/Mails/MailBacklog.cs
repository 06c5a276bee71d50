using Dapper;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Mails;

/// <summary>
/// Mails to one person that were not sent: those that are late now, and those that failed within the last day.
/// </summary>
/// <param name="Waiting">How many have been due for a minute or longer, or are deferred.</param>
/// <param name="Failed">How many ended without being sent.</param>
/// <param name="Reply">The last error of a relay or a template about one of them; null when there is none.</param>
internal sealed record MailBacklog(long Waiting, long Failed, string? Reply)
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    /// <summary>A sentence for people; null when nothing waits and nothing failed.</summary>
    public string? Sentence =>
        (Waiting, Failed) switch
        {
            (0, 0) => null,
            _ => FormattableString.Invariant(
                $"Mails such as confirm and welcome: {Waiting:N0} waiting, {Failed:N0} failed within a day."
            ) + (Reply is null ? "" : $" Last said: {Reply}"),
        };

    /// <param name="now">The present time: it decides which mails are late, and which failures are within the last
    /// day.</param>
    public static async Task<MailBacklog> ReadAsync(
        Database database,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleAsync<MailBacklog>(
            new CommandDefinition(
                """
                SELECT count(*) FILTER (WHERE state IN ('pending', 'sending', 'deferred')) AS waiting,
                       count(*) FILTER (WHERE state IN ('failed', 'expired', 'uncertain')) AS failed,
                       (SELECT m.reply FROM mails m
                         WHERE m.reply IS NOT NULL AND (m.state = 'deferred'
                         OR (m.state IN ('failed', 'expired', 'uncertain') AND m.updated_at > @recent))
                         ORDER BY m.updated_at DESC LIMIT 1) AS reply
                  FROM mails
                 WHERE state = 'deferred' OR (state IN ('pending', 'sending') AND due_at <= @late)
                    OR (state IN ('failed', 'expired', 'uncertain') AND updated_at > @recent)
                """,
                new { late = now - Late, recent = now - Recent },
                cancellationToken: cancellationToken
            )
        );
    }
}
