namespace Newsletter.Dispatcher.Payments;

/// <summary>Somebody went through the checkout: from now on we know what Stripe calls them.</summary>
internal sealed record CheckedOut(Buyer Buyer) : StripeFact;
