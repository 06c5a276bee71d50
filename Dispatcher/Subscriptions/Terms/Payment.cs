namespace Newsletter.Dispatcher.Subscriptions.Terms;

/// <summary>A payment that arrived.</summary>
/// <param name="Reference">The provider's own id of it; one payment, one reference.</param>
/// <param name="Amount">In the currency's smallest unit, for example cents.</param>
/// <param name="Currency">ISO 4217, lower case.</param>
/// <param name="TermEndsAt">First instant that it does not pay for.</param>
/// <param name="Customer">The provider's name of the customer; null when it says none.</param>
/// <param name="Subscription">The provider's id of the subscription that it belongs to; null when it says none.</param>
internal sealed record Payment(
    string Reference,
    long SubscriberId,
    long Amount,
    string Currency,
    DateTimeOffset PaidAt,
    DateTimeOffset TermEndsAt,
    string? Customer,
    string? Subscription = null
);
