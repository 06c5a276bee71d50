namespace Newsletter.Dispatcher.Settings;

/// <summary>How messages leave. Section <c>Delivery</c>.</summary>
internal sealed record DeliverySettings
{
    public DeliveryMethod Method { get; init; } = DeliveryMethod.Pickup;

    /// <summary>Where <see cref="DeliveryMethod.Pickup"/> writes its .eml files.</summary>
    public string PickupDirectory { get; init; } = "outbox";

    /// <summary>Connections to the relay at once.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>Messages after which a connection is replaced; many relays set a limit of their own.</summary>
    public int MessagesPerConnection { get; init; } = 1000;

    /// <summary>Longest wait for a reply to any command but the end of the data (RFC 5321 4.5.3.2: 5 min).</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Longest wait for the reply after the data. Shorter than 10 min makes duplicates (RFC 5321 4.5.3.2.6).
    /// </summary>
    public TimeSpan DataTimeout { get; init; } = TimeSpan.FromMinutes(10);

    public RetrySettings Retry { get; init; } = new();

    public BreakerSettings Breaker { get; init; } = new();

    /// <summary>Messages a second at most, all together; null for as fast as the relays take them.</summary>
    public double? RatePerSecond { get; init; }

    /// <summary>Limits for the recipients of some domains; no domain is in two of them.</summary>
    public IReadOnlyList<DomainRate> PerDomain { get; init; } = [];

    /// <summary>What becomes of a delivery whose outcome was lost.</summary>
    public UncertainPolicy OnUncertain { get; init; } = UncertainPolicy.Resend;
}
