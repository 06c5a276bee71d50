using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Mails;

/// <summary>What an issue is made of that goes to one reader once more. Tests: IssueAgainTests.</summary>
/// <param name="Tags">The reader's now.</param>
internal sealed record IssueCopy(
    DateOnly SlotDate,
    IReadOnlyDictionary<string, byte[]> Files,
    IReadOnlyList<string> Tags
)
{
    /// <returns>Null when the issue is not kept any more.</returns>
    public static async Task<IssueCopy?> ReadAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        DueMail mail
    )
    {
        var dispatch = await connection.QuerySingleOrDefaultAsync<Source>(
            """
            SELECT d.slot_date, d.revision,
                   (SELECT string_agg(t.tag, ' ' ORDER BY t.tag) FROM subscriber_tags t
                       WHERE t.subscriber_id = @SubscriberId) AS tags
              FROM dispatches d
             WHERE d.id = @DispatchId
            """,
            new { mail.DispatchId, mail.SubscriberId },
            transaction
        );
        if (dispatch is null)
        {
            return null;
        }

        var files = await FrozenFiles.ReadAsync(
            connection,
            mail.DispatchId!.Value,
            dispatch.Revision,
            CancellationToken.None,
            transaction
        );
        return files.Count == 0 ? null : new(dispatch.SlotDate, files, dispatch.Tags?.Split(' ') ?? []);
    }

    private sealed record Source
    {
        public required DateOnly SlotDate { get; init; }
        public required long Revision { get; init; }
        public string? Tags { get; init; }
    }
}
