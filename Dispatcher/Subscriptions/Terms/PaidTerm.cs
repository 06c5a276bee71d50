namespace Newsletter.Dispatcher.Subscriptions.Terms;

/// <summary>What a payment paid for.</summary>
internal sealed record PaidTerm
{
    public required DateTimeOffset PaidAt { get; init; }

    /// <summary>First instant that it does not pay for.</summary>
    public required DateTimeOffset TermEndsAt { get; init; }

    /// <summary>The provider's id of the subscription; null when none was said.</summary>
    public string? Subscription { get; init; }

    /// <summary>When it was given back; null when it was not.</summary>
    public DateTimeOffset? RefundedAt { get; init; }
}
