namespace Newsletter.Dispatcher.Accounts.SignIn;

/// <summary>A row of <c>account_links</c>: a link that signs in once. Tests: SignInLinksTests.</summary>
internal sealed record SignInLink
{
    public required string TokenHash { get; init; }
    public required long AccountId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Null until it was used.</summary>
    public DateTimeOffset? UsedAt { get; init; }
}
