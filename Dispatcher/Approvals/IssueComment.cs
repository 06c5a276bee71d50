namespace Newsletter.Dispatcher.Approvals;

/// <summary>A row of <c>issue_comments</c>. Tests: CommentTableTests.</summary>
internal sealed record IssueComment
{
    public required long Id { get; init; }

    public required string IssueSlug { get; init; }

    public required string Actor { get; init; }

    /// <summary>The person's name at that time.</summary>
    public required string Name { get; init; }

    /// <summary>Plain text.</summary>
    public required string Body { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
