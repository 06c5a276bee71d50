namespace Newsletter.Dispatcher.Dispatches;

/// <summary>How far a wave is; the database has its instants, not this state.</summary>
internal enum WaveState
{
    ToCome,
    Begun,
    Over,
    Missed,
}
