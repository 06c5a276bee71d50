namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The progress of a wave.</summary>
internal sealed record WaveCounts
{
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset CutOffAt { get; init; }
    public DateTimeOffset? BegunAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public required long Recipients { get; init; }
    public required long Sent { get; init; }

    public WaveState State =>
        (BegunAt, EndedAt) switch
        {
            (not null, null) => WaveState.Begun,
            (not null, not null) => WaveState.Over,
            (null, null) => WaveState.ToCome,
            (null, not null) => WaveState.Missed,
        };
}
