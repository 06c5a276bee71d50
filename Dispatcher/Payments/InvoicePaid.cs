namespace Newsletter.Dispatcher.Payments;

/// <summary>An invoice was paid, the first or a renewal.</summary>
/// <param name="Amount">In the currency's smallest unit.</param>
/// <param name="PeriodEndsAt">First instant that it does not pay for.</param>
internal sealed record InvoicePaid(
    Buyer Buyer,
    string Invoice,
    long Amount,
    string Currency,
    DateTimeOffset PaidAt,
    DateTimeOffset PeriodEndsAt,
    string? Subscription
) : StripeFact;
