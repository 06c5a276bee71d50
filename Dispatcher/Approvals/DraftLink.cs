namespace Newsletter.Dispatcher.Approvals;

/// <summary>A row of <c>draft_links</c>: a link that shows a draft to somebody without an account.
/// Tests: DraftLinksTests.</summary>
internal sealed record DraftLink
{
    public required long Id { get; init; }

    public required string IssueSlug { get; init; }

    /// <summary>Who made it.</summary>
    public required string Actor { get; init; }

    /// <summary>The name of who made it.</summary>
    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Null unless somebody took it back.</summary>
    public DateTimeOffset? TakenBackAt { get; init; }

    /// <summary>True while it shows the draft.</summary>
    public bool IsOpen(DateTimeOffset now) => TakenBackAt is null && now < ExpiresAt;
}
