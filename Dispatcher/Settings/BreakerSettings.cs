namespace Newsletter.Dispatcher.Settings;

/// <summary>When refusals pause a dispatch. Section <c>Delivery:Breaker</c>.</summary>
internal sealed record BreakerSettings
{
    /// <summary>
    /// Permanent refusals that do not yet pause a dispatch, in percent of the last <see cref="Of"/> messages; 100 never
    /// pauses it.
    /// </summary>
    public int Percent { get; init; } = 20;

    /// <summary>Messages that are looked back on.</summary>
    public int Of { get; init; } = 50;
}
