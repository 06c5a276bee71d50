namespace Newsletter.Dispatcher.Subscriptions.Terms;

/// <summary>The end of a subscription. Tests: TermTests.</summary>
/// <param name="Subscription">The provider's id; null ends all that was paid before.</param>
internal sealed record PaidEnd(DateTimeOffset At, string? Subscription)
{
    public bool Ends(PaidTerm payment) =>
        At >= payment.PaidAt
        && (Subscription is null || payment.Subscription is null || Subscription == payment.Subscription);
}
