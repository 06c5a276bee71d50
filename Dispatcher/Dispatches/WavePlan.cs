namespace Newsletter.Dispatcher.Dispatches;

/// <summary>When each part of the list is due in a dispatch.</summary>
/// <param name="Waves">In order of their instants; at least one.</param>
/// <param name="Zones">The wave of each time zone that subscribers have, by its id as it stands in the list.</param>
/// <param name="Otherwise">The wave of whoever has no zone, or one that is not among <paramref name="Zones"/>.</param>
internal sealed record WavePlan(
    IReadOnlyList<PlannedWave> Waves,
    IReadOnlyDictionary<string, DateTimeOffset> Zones,
    DateTimeOffset Otherwise
)
{
    /// <summary>When the whole dispatch is stale.</summary>
    public DateTimeOffset CutOffAt => Waves.Max(wave => wave.CutOffAt);
}
