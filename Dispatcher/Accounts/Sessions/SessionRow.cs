namespace Newsletter.Dispatcher.Accounts.Sessions;

/// <summary>A row of <c>account_sessions</c>, without its secret: a browser that is, or was, signed in.</summary>
internal sealed record SessionRow
{
    public required long Id { get; init; }
    public required long AccountId { get; init; }

    /// <summary>One of <see cref="SessionWays"/>.</summary>
    public required string Way { get; init; }

    /// <summary>The network of the browser, shortened.</summary>
    public required string Network { get; init; }

    /// <summary>What the browser calls itself.</summary>
    public required string Agent { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset LastSeenAt { get; init; }
}
