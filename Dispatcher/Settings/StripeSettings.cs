namespace Newsletter.Dispatcher.Settings;

/// <summary>
/// Payment through Stripe; there is none without its keys. Section <c>Stripe</c>.
/// Tests: SettingsCheckTests.
/// </summary>
internal sealed record StripeSettings
{
    /// <summary>Never shown: <c>sk_…</c> or a restricted key.</summary>
    public required string SecretKey { get; init; }

    /// <summary>Never shown: <c>whsec_…</c>, signs what Stripe posts to <c>/webhooks/stripe</c>.</summary>
    public required string WebhookSecret { get; init; }

    /// <summary>The yearly price at Stripe, <c>price_…</c>.</summary>
    public required string Price { get; init; }

    /// <summary>Another server that speaks Stripe's API; null for Stripe itself.</summary>
    public string? ApiBase { get; init; }

    public override string ToString() => $"Stripe, {Price}";
}
