namespace Newsletter.Dispatcher.Dispatches;

/// <summary>How many deliveries of a dispatch went out, from one step of time to the next. Pure.</summary>
/// <param name="From">When the first step begins.</param>
/// <param name="Step">How long each step is.</param>
/// <param name="Sent">Deliveries that went out in each step.</param>
internal sealed record SendCurve(DateTimeOffset From, TimeSpan Step, IReadOnlyList<long> Sent)
{
    /// <summary>More than this many points cannot be told apart in a picture.</summary>
    public const int MostSteps = 120;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>All that went out.</summary>
    public long Total => Sent.Sum();

    /// <summary>The most that went out in a second, in the step with the most.</summary>
    public double MostPerSecond => Sent.Count == 0 ? 0 : Sent.Max() / Step.TotalSeconds;

    /// <summary>A step, in whole seconds, with which a time has no more than <see cref="MostSteps"/> steps.</summary>
    public static TimeSpan StepOf(TimeSpan duration) =>
        duration <= Shortest * MostSteps
            ? Shortest
            : TimeSpan.FromSeconds(Math.Ceiling(duration.TotalSeconds / MostSteps));

    /// <summary>Puts counts by the number of their step into one line; steps without any count are zero.</summary>
    /// <param name="counts">By step, from 0; steps outside of the line count with its first and its last.</param>
    /// <param name="until">The end of the line.</param>
    public static SendCurve Of(
        DateTimeOffset from,
        TimeSpan step,
        IEnumerable<KeyValuePair<long, long>> counts,
        DateTimeOffset until
    )
    {
        var steps = Math.Clamp((long)((until - from) / step) + 1, 1, MostSteps + 1);
        var sent = new long[steps];
        foreach (var (at, count) in counts)
        {
            sent[Math.Clamp(at, 0, steps - 1)] += count;
        }

        return new(from, step, sent);
    }
}
