namespace Newsletter.Dispatcher.Payments;

/// <summary>Something that Stripe says has happened.</summary>
/// <param name="Id">Stripe's own, <c>evt_…</c>: the same again is the same event.</param>
/// <param name="Fact">What it means for a term; null where it means nothing.</param>
internal sealed record StripeEvent(string Id, string Type, DateTimeOffset CreatedAt, StripeFact? Fact);

/// <summary>What an event means for somebody's term. Facts do not depend on the order in which they are told.</summary>
internal abstract record StripeFact;

/// <summary>Somebody went through the checkout: from now on we know what Stripe calls them.</summary>
internal sealed record CheckedOut(Buyer Buyer) : StripeFact;

/// <summary>An invoice was paid, the first or a renewal.</summary>
/// <param name="Amount">In the currency's smallest unit.</param>
/// <param name="PeriodEndsAt">First instant that it does not pay for.</param>
internal sealed record InvoicePaid(
    Buyer Buyer, string Invoice, long Amount, string Currency, DateTimeOffset PaidAt, DateTimeOffset PeriodEndsAt, string? Subscription) : StripeFact;

/// <summary>An invoice was paid that has no line which pays for the newsletter: no term changes by it.</summary>
/// <param name="IsOfReader">True where our checkout began it, or it has a credit for our price: then an operator may want to look.</param>
internal sealed record NothingOfOurs(string Invoice, bool IsOfReader) : StripeFact;

/// <summary>The subscription at Stripe is over: cancelled before, and now at its date.</summary>
internal sealed record SubscriptionEnded(Buyer Buyer, DateTimeOffset At, string? Subscription) : StripeFact;

/// <summary>The subscription will end at its date instead of renewing itself, or that was taken back. No term changes by it.</summary>
internal sealed record CancellationChanged(Buyer Buyer, DateTimeOffset At, string Subscription, bool IsCancelled) : StripeFact;

/// <summary>All of a payment went back to the reader, by a refund or through their bank.</summary>
/// <param name="Invoice">Null where newer versions of Stripe's API leave it out; <paramref name="PaymentIntent"/> leads to it.</param>
internal sealed record MoneyBack(string? Invoice, string? PaymentIntent, DateTimeOffset At) : StripeFact;

/// <summary>A renewal could not be collected. Stripe tries again by itself, and the term ends at its date anyway.</summary>
internal sealed record CollectionFailed(string? Customer) : StripeFact;

/// <summary>Whom an event is about, as far as it says.</summary>
/// <param name="SubscriberId">As our own checkout wrote it; null where it was another newsletter's, or nobody's.</param>
/// <param name="Customer">What Stripe calls them.</param>
/// <param name="IsForReaders">False for other things that the same Stripe account sells.</param>
internal sealed record Buyer(long? SubscriberId, string? Customer, bool IsForReaders);
