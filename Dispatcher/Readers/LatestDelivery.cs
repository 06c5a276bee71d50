using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Readers;

/// <summary>What became of the latest issue for one reader. Tests: IssueAgainTests.</summary>
internal sealed record LatestDelivery
{
    public required long DispatchId { get; init; }
    public required DateOnly SlotDate { get; init; }
    public required string Title { get; init; }

    /// <summary>Of the reader's delivery; null when the reader was no recipient.</summary>
    public DeliveryState? State { get; private init; }

    /// <summary>As it stands in the database; Dapper reads an enum by its names, which are no words.</summary>
    public string? StateWord
    {
        get => State?.Word();
        init => State = DeliveryStates.Words.Find(value);
    }

    /// <summary>When the issue went to the reader once more, or will; null when nobody asked for it.</summary>
    public DateTimeOffset? AgainAt { get; init; }

    /// <summary>What became of that.</summary>
    public string? AgainState { get; init; }

    /// <returns>Null when no issue was sent yet.</returns>
    public static Task<LatestDelivery?> ReadAsync(
        SqliteConnection connection,
        SqliteTransaction? transaction,
        long subscriberId
    ) =>
        connection.QueryFirstOrDefaultAsync<LatestDelivery>(
            """
            SELECT p.id AS dispatch_id, p.slot_date, coalesce(p.title, p.issue_slug) AS title, d.state AS state_word,
                   m.created_at AS again_at, m.state AS again_state
              FROM dispatches p
              LEFT JOIN deliveries d ON d.dispatch_id = p.id AND d.subscriber_id = @subscriberId
              LEFT JOIN mails m ON m.once_key = 'issue-copy:' || p.id || ':' || @subscriberId
             WHERE p.kind = 'issue' AND p.issue_slug IS NOT NULL AND p.state IN ('sending', 'paused', 'done', 'stopped')
             ORDER BY p.slot_date DESC, p.id DESC
             LIMIT 1
            """,
            new { subscriberId },
            transaction
        );
}
