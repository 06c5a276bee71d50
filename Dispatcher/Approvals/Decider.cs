using Newsletter.Dispatcher.Audit;

namespace Newsletter.Dispatcher.Approvals;

/// <summary>The person who approves, comments or makes a link. Tests: ApprovalDeskTests.</summary>
/// <param name="Actor"><c>account:7</c> or <c>cli:ana</c>.</param>
/// <param name="Name">As people read it.</param>
/// <param name="Origin">Where from: an IP address, or <c>terminal</c>.</param>
internal sealed record Decider(string Actor, string Name, string Origin)
{
    /// <summary>What the person did to an issue, for the audit.</summary>
    public AuditEntry Did(string action, string slug, string? details = null, string? reason = null) =>
        new(Actor, action, $"issue:{slug}", details, reason, Origin);
}
