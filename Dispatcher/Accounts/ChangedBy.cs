using Newsletter.Dispatcher.Audit;

namespace Newsletter.Dispatcher.Accounts;

/// <summary>Who changes an account, and whence, for the audit. Tests: AccountChangesTests.</summary>
/// <param name="Actor"><c>account:7</c> at the desk, <c>cli:NAME</c> on the command line.</param>
/// <param name="Origin">The network of the browser, or <c>terminal</c>.</param>
/// <param name="SessionId">
/// The session in which they do it: it goes on when they change their own account. 0 without one.
/// </param>
internal sealed record ChangedBy(string Actor, string Origin, long SessionId = 0)
{
    public AuditEntry Entry(string action, string subject, string? details) =>
        new(Actor, action, subject, details, Reason: null, Origin);
}
