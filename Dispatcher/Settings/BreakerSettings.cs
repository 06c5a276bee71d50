namespace Newsletter.Dispatcher.Settings;

/// <summary>When refusals pause a dispatch. Section <c>Delivery:Breaker</c>.</summary>
internal sealed record BreakerSettings
{
    /// <summary>
    /// Permanent refusals that are borne, in percent of the last <see cref="Of"/> messages; 100 bears them all.
    /// </summary>
    public int Percent { get; init; } = 20;

    /// <summary>Messages that are looked back on.</summary>
    public int Of { get; init; } = 50;
}
