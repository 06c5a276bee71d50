namespace Newsletter.Dispatcher.Payments;

/// <summary>
/// A renewal could not be collected. Stripe tries again by itself, and the term ends at its date anyway.
/// </summary>
internal sealed record CollectionFailed(string? Customer) : StripeFact;
