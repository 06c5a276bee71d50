namespace Newsletter.Dispatcher.Payments;

/// <summary>A reader went through the checkout. From now on we know the id that Stripe gave the reader.</summary>
internal sealed record CheckedOut(Buyer Buyer) : StripeFact;
