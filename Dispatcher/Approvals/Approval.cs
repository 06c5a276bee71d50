namespace Newsletter.Dispatcher.Approvals;

/// <summary>A row of <c>approvals</c>: one decision about an issue. Tests: ApprovalTableTests.</summary>
internal sealed record Approval
{
    /// <summary>Rises with each decision, so it orders them.</summary>
    public required long Id { get; init; }

    public required string IssueSlug { get; init; }

    /// <summary>The decision as the table has it: a word of <see cref="ApprovalKinds"/>.</summary>
    public required string KindWord { get; init; }

    public ApprovalKind Kind => ApprovalKinds.Words.Parse(KindWord);

    /// <summary>The bytes that the person decided about: <see cref="IssuePrint.Value"/>.</summary>
    public required string Print { get; init; }

    /// <summary>The parts of the print as JSON; see <see cref="IssuePrint.Parts"/>.</summary>
    public required string Parts { get; init; }

    /// <summary><c>account:7</c> or <c>cli:ana</c>; two decisions with the same actor are by one person.</summary>
    public required string Actor { get; init; }

    /// <summary>The person's name at that time, for people to read.</summary>
    public required string Name { get; init; }

    public string? Comment { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the person took the decision back; null while it counts.</summary>
    public DateTimeOffset? TakenBackAt { get; init; }
}
