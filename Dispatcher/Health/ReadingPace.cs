namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Decides how often something is read, so that reading does not slow down what is read. Pure.
/// </summary>
/// <param name="Shortest">The time between two readings, however quick they are.</param>
/// <param name="TimesPerCost">A reading may cost one of so many parts of the time.</param>
internal sealed record ReadingPace(TimeSpan Shortest, int TimesPerCost)
{
    /// <summary>How many there are: cheap enough for each second.</summary>
    public static readonly ReadingPace OfCounts = new(TimeSpan.FromSeconds(1), 50);

    /// <summary>By wave, domain and time: each of them reads every delivery of the dispatch.</summary>
    public static readonly ReadingPace OfDetails = new(TimeSpan.FromSeconds(5), 100);

    /// <summary>How long a reading is good for.</summary>
    /// <param name="cost">How long it took.</param>
    public TimeSpan Lifetime(TimeSpan cost) => cost * TimesPerCost is var time && time > Shortest ? time : Shortest;
}
