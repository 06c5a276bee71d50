namespace Newsletter.Dispatcher.Subscriptions.Links;

/// <summary>A row of <c>fresh_links</c>: a link that works once, for one matter, for a while.</summary>
internal sealed record FreshLink
{
    /// <summary>From <see cref="FreshLinkTable.HashOf"/>.</summary>
    public required string TokenHash { get; init; }

    /// <summary>One of <see cref="LinkMatter"/>.</summary>
    public required string Matter { get; init; }
    public required long SubscriberId { get; init; }

    /// <summary>Where the link was mailed to.</summary>
    public required string Email { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Null until it was used.</summary>
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>Not used, and not over.</summary>
    public bool IsGood(DateTimeOffset now) => UsedAt is null && now < ExpiresAt;
}
