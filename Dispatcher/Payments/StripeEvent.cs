namespace Newsletter.Dispatcher.Payments;

/// <summary>Something that Stripe says has happened.</summary>
/// <param name="Id">Stripe's own, <c>evt_…</c>: the same again is the same event.</param>
/// <param name="Fact">What it means for a term; null where it means nothing.</param>
internal sealed record StripeEvent(string Id, string Type, DateTimeOffset CreatedAt, StripeFact? Fact);
