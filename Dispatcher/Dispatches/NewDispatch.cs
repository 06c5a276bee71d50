using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The data to begin a dispatch.</summary>
/// <param name="CutOffAt">When the issue becomes stale: then open deliveries expire.</param>
/// <param name="Audience"><c>all</c>, <c>trial</c>, <c>paid</c> or a tag.</param>
/// <param name="Files">The source, images and templates by name.</param>
/// <param name="Waves">When each recipient is due; null when all are due at once.</param>
internal sealed record NewDispatch(
    DateOnly SlotDate,
    DateTimeOffset SlotAt,
    DateTimeOffset CutOffAt,
    string Slug,
    string Title,
    string Audience,
    IReadOnlyDictionary<string, byte[]> Files,
    WavePlan? Waves = null
)
{
    /// <summary>
    /// Asked in the transaction that begins the dispatch: what keeps the files from being sent, or null. Null where
    /// nobody has to approve them.
    /// </summary>
    public Func<SqliteConnection, SqliteTransaction, Task<string?>>? WhyNot { get; init; }
}
