namespace Newsletter.Dispatcher.Desk;

/// <summary>A form that was refused: nothing that the person typed is lost. Tests: ApprovalPageTests.</summary>
/// <param name="Problem">What, and what to do.</param>
internal sealed record ApprovalTyped(string Problem)
{
    /// <summary>The comment beside a decision.</summary>
    public string? Reason { get; init; }

    /// <summary>A comment by itself.</summary>
    public string? Comment { get; init; }

    /// <summary>The address for a test.</summary>
    public string? To { get; init; }
}
