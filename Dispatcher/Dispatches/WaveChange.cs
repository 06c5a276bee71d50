namespace Newsletter.Dispatcher.Dispatches;

/// <summary>What became of a wave when its time came.</summary>
/// <param name="Recipients">Who joined; of a missed one, who expired.</param>
internal sealed record WaveChange(DispatchWave Wave, bool IsMissed, int Recipients);
