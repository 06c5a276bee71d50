namespace Newsletter.Dispatcher.Dispatches;

/// <summary>What happened to a wave when its time came.</summary>
/// <param name="Recipients">How many recipients joined; for a missed wave, how many expired.</param>
internal sealed record WaveChange(DispatchWave Wave, bool IsMissed, int Recipients);
