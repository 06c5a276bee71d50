namespace Newsletter.Dispatcher.Accounts.Sessions;

/// <summary>The person of a session that is good now.</summary>
internal sealed record SignedIn
{
    public required long SessionId { get; init; }
    public required long AccountId { get; init; }
    public required string Name { get; init; }
    public required string Email { get; init; }

    /// <summary>The word of <see cref="Role"/>.</summary>
    public required string RoleWord { get; init; }

    public Role Role => Roles.Words.Parse(RoleWord);

    public required DateTimeOffset LastSeenAt { get; init; }
}
