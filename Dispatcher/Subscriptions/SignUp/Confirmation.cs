namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>What a person was asked to confirm.</summary>
internal sealed record Confirmation
{
    public required long Id { get; init; }

    public required ConfirmationPurpose Purpose { get; init; }
    public required long SubscriberId { get; init; }
    public required string Email { get; init; }
    public required string EmailKey { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When they did; null when they have not.</summary>
    public DateTimeOffset? UsedAt { get; init; }

    public bool IsAddressChange => Purpose == ConfirmationPurpose.Address;
}
