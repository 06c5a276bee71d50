using Dapper;
using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Subscribers;

/// <summary>The table <c>subscriber_tags</c>, one tag of one person at a time. Tests: ReaderJobsTests.</summary>
internal static class TagChanges
{
    /// <returns>False when the person has the tag, is not there, or has as many tags as one may have.</returns>
    public static async Task<bool> AddAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long subscriberId,
        string tag
    ) =>
        await connection.ExecuteAsync(
            """
            INSERT INTO subscriber_tags (subscriber_id, tag)
            SELECT s.id, @tag
              FROM subscribers s
             WHERE s.id = @subscriberId
               AND (SELECT count(*) FROM subscriber_tags t WHERE t.subscriber_id = s.id) < @MaxTags
                ON CONFLICT (subscriber_id, tag) DO NOTHING
            """,
            new
            {
                subscriberId,
                tag,
                SubscriberFields.MaxTags,
            },
            transaction
        ) > 0;

    /// <returns>False when the person does not have the tag.</returns>
    public static async Task<bool> RemoveAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        long subscriberId,
        string tag
    ) =>
        await connection.ExecuteAsync(
            "DELETE FROM subscriber_tags WHERE subscriber_id = @subscriberId AND tag = @tag",
            new { subscriberId, tag },
            transaction
        ) > 0;
}
