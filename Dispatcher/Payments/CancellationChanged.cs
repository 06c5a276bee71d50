namespace Newsletter.Dispatcher.Payments;

/// <summary>
/// The subscription will end at its date instead of renewing itself, or that was taken back. No term changes by it.
/// </summary>
internal sealed record CancellationChanged(Buyer Buyer, DateTimeOffset At, string Subscription, bool IsCancelled)
    : StripeFact;
