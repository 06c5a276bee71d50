using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// The tables <c>delivery_summaries</c>, <c>reader_summaries</c>, <c>summed_dispatches</c> and <c>retention_round</c>:
/// what stays of old deliveries. What is counted is counted in the transaction of the caller.
/// Tests: DeliveryRetentionTests.
/// </summary>
internal static class DeliverySummaryTable
{
    /// <summary>
    /// The deliveries of one step: the outcome is final, and nobody has to decide about it. A delivery that is open or
    /// uncertain keeps its row for as long as it takes.
    /// </summary>
    public const string InStep = """
        d.dispatch_id = @dispatchId AND d.subscriber_id <= @last AND d.state IN ('sent', 'failed', 'skipped', 'expired')
        """;

    /// <summary>Notes that a dispatch is being summed up.</summary>
    /// <param name="issueHash">SHA-256 of the issue as it was sent.</param>
    /// <param name="domains">The domains that are counted by name, as JSON.</param>
    public static Task BeginAsync(
        SqliteConnection connection,
        long dispatchId,
        string issueHash,
        string domains,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            """
            INSERT INTO summed_dispatches (dispatch_id, issue_hash, domains, begun_at)
            VALUES (@dispatchId, @issueHash, @domains, @now)
                ON CONFLICT (dispatch_id) DO NOTHING
            """,
            new
            {
                dispatchId,
                issueHash,
                domains,
                now,
            }
        );

    /// <summary>Adds the deliveries of a step to the counts of the dispatch and of each reader.</summary>
    /// <param name="domains">The domains that are counted by name.</param>
    public static Task AddAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long dispatchId,
        long last,
        IReadOnlyList<string> domains
    ) =>
        connection.ExecuteAsync(
            $"""
            INSERT INTO delivery_summaries (dispatch_id, domain, state, cause, wave_at, readers, dead, soft, complaints,
                first_at, last_at)
            SELECT d.dispatch_id,
                   CASE WHEN {Ledger.RecipientDomain} IN @domains THEN {Ledger.RecipientDomain} ELSE '' END,
                   d.state, coalesce(d.class, ''), coalesce(d.wave_at, 0), count(*),
                   count(*) FILTER (WHERE r.is_dead = 1),
                   count(*) FILTER (WHERE r.has_bounced = 1 AND r.is_dead = 0),
                   count(*) FILTER (WHERE r.has_complained = 1),
                   min(d.updated_at), max(d.updated_at)
              FROM deliveries d
              LEFT JOIN delivery_returns r ON r.dispatch_id = @dispatchId AND r.subscriber_id = d.subscriber_id
             WHERE {InStep}
             GROUP BY 1, 2, 3, 4, 5
                ON CONFLICT (dispatch_id, domain, state, cause, wave_at) DO UPDATE
               SET readers = delivery_summaries.readers + excluded.readers,
                   dead = delivery_summaries.dead + excluded.dead,
                   soft = delivery_summaries.soft + excluded.soft,
                   complaints = delivery_summaries.complaints + excluded.complaints,
                   first_at = CASE WHEN excluded.first_at < delivery_summaries.first_at
                                   THEN excluded.first_at ELSE delivery_summaries.first_at END,
                   last_at = CASE WHEN excluded.last_at > delivery_summaries.last_at
                                  THEN excluded.last_at ELSE delivery_summaries.last_at END;

            INSERT INTO reader_summaries (subscriber_id, issues, first_at, last_at)
            SELECT d.subscriber_id, 1, d.updated_at, d.updated_at
              FROM deliveries d
              JOIN dispatches p ON p.id = d.dispatch_id
              JOIN subscribers s ON s.id = d.subscriber_id
             WHERE {InStep} AND d.state = 'sent' AND p.kind = 'issue'
                ON CONFLICT (subscriber_id) DO UPDATE
               SET issues = reader_summaries.issues + 1,
                   first_at = CASE WHEN excluded.first_at < reader_summaries.first_at
                                   THEN excluded.first_at ELSE reader_summaries.first_at END,
                   last_at = CASE WHEN excluded.last_at > reader_summaries.last_at
                                  THEN excluded.last_at ELSE reader_summaries.last_at END;
            """,
            new
            {
                dispatchId,
                last,
                domains,
            },
            transaction
        );

    /// <summary>Notes that all deliveries of a dispatch are summed up.</summary>
    public static Task EndAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long dispatchId,
        DateTimeOffset now
    ) =>
        connection.ExecuteAsync(
            "UPDATE summed_dispatches SET summed_at = @now WHERE dispatch_id = @dispatchId",
            new { dispatchId, now },
            transaction
        );

    /// <summary>
    /// Counts a bounce or complaint that came after the delivery was summed up. Does nothing where it has its row.
    /// </summary>
    /// <param name="domain">Of the reader, in lower case.</param>
    public static Task AddReturnAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long dispatchId,
        long subscriberId,
        string domain,
        LateReturn returned
    ) =>
        connection.ExecuteAsync(
            """
            UPDATE delivery_summaries
               SET dead = dead + @dead, soft = soft + @soft, complaints = complaints + @complaints
             WHERE dispatch_id = @dispatchId AND state = 'sent' AND cause = ''
               AND domain = CASE WHEN EXISTS (SELECT 1 FROM delivery_summaries n
                                               WHERE n.dispatch_id = @dispatchId AND n.domain = @domain
                                                 AND n.state = 'sent')
                                 THEN @domain ELSE '' END
               AND wave_at = (SELECT min(w.wave_at) FROM delivery_summaries w
                               WHERE w.dispatch_id = @dispatchId AND w.state = 'sent' AND w.cause = ''
                                 AND w.domain = delivery_summaries.domain)
               AND NOT EXISTS (SELECT 1 FROM deliveries d
                                WHERE d.dispatch_id = @dispatchId AND d.subscriber_id = @subscriberId)
            """,
            new
            {
                dispatchId,
                subscriberId,
                domain,
                dead = returned is LateReturn.DeadAddress ? 1 : 0,
                soft = returned is LateReturn.SoftBounce ? 1 : 0,
                complaints = returned is LateReturn.Complaint ? 1 : 0,
            },
            transaction
        );

    /// <summary>Records what a round of the retention came to.</summary>
    public static Task RecordAsync(SqliteConnection connection, RetentionRound round) =>
        connection.ExecuteAsync(
            """
            INSERT INTO retention_round (id, ended_at, deliveries, used_before, used_after)
            VALUES (1, @EndedAt, @Deliveries, @UsedBefore, @UsedAfter)
                ON CONFLICT (id) DO UPDATE
               SET ended_at = excluded.ended_at, deliveries = excluded.deliveries,
                   used_before = excluded.used_before, used_after = excluded.used_after
            """,
            round
        );
}
