namespace Newsletter.Dispatcher.Health;

/// <summary>How fast the last issue went out.</summary>
/// <param name="Messages">How many of them count: all but the slowest hundredth, which waited for other servers and not
/// for us.</param>
/// <param name="Took">From the beginning of its largest wave until they were sent.</param>
/// <param name="Waited">How much of that nothing went, because the relay was down or the dispatch was paused.</param>
internal sealed record SendSpeed(long Messages, TimeSpan Took, TimeSpan Waited = default)
{
    /// <summary>Messages a second, of the time in which something went.</summary>
    public double PerSecond => Messages / Math.Max((Took - Waited).TotalSeconds, 0.001);
}
