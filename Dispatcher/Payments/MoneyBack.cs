namespace Newsletter.Dispatcher.Payments;

/// <summary>All of a payment went back to the reader, by a refund or through their bank.</summary>
/// <param name="Invoice">Null where newer versions of Stripe's API leave it out; <paramref name="PaymentIntent"/> leads
/// to it.</param>
internal sealed record MoneyBack(string? Invoice, string? PaymentIntent, DateTimeOffset At) : StripeFact;
