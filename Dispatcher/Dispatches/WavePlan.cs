namespace Newsletter.Dispatcher.Dispatches;

/// <summary>When each part of the list is due in a dispatch.</summary>
/// <param name="Waves">In order of their instants; at least one.</param>
/// <param name="Zones">The wave of each time zone of the subscribers, by the zone's id as stored.</param>
/// <param name="Otherwise">The wave of subscribers without a zone, or with one that is not in
/// <paramref name="Zones"/>.</param>
internal sealed record WavePlan(
    IReadOnlyList<PlannedWave> Waves,
    IReadOnlyDictionary<string, DateTimeOffset> Zones,
    DateTimeOffset Otherwise
)
{
    /// <summary>When the issue becomes stale in all waves.</summary>
    public DateTimeOffset CutOffAt => Waves.Max(wave => wave.CutOffAt);
}
