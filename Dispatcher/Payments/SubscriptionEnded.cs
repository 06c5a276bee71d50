namespace Newsletter.Dispatcher.Payments;

/// <summary>The subscription at Stripe is over: cancelled before, and now at its date.</summary>
internal sealed record SubscriptionEnded(Buyer Buyer, DateTimeOffset At, string? Subscription) : StripeFact;
