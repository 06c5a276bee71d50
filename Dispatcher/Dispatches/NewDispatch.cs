namespace Newsletter.Dispatcher.Dispatches;

/// <summary>What is needed to begin a dispatch.</summary>
/// <param name="CutOffAt">When the issue is stale: open deliveries are expired then.</param>
/// <param name="Audience"><c>all</c>, <c>trial</c>, <c>paid</c> or a tag.</param>
/// <param name="Files">The source, images and templates by name.</param>
/// <param name="Waves">Who is due when; null where everybody is due at once.</param>
internal sealed record NewDispatch(
    DateOnly SlotDate,
    DateTimeOffset SlotAt,
    DateTimeOffset CutOffAt,
    string Slug,
    string Title,
    string Audience,
    IReadOnlyDictionary<string, byte[]> Files,
    WavePlan? Waves = null
);
