namespace Newsletter.Dispatcher.Audit;

/// <summary>One change that somebody made: who did what to what, why, and from where. The time is the book's.</summary>
/// <param name="Actor"><c>account:7</c> at the desk, <c>cli:NAME</c> on the command line, <c>api</c> for a program.</param>
/// <param name="Action">A noun and a verb, such as <c>issue.release</c> or <c>reader.extend</c>.</param>
/// <param name="Subject">
/// A kind and an id, such as <c>issue:2026-11-30-news</c>, <c>reader:12</c>, <c>dispatch:7</c> or <c>account:3</c>;
/// never an address, because the book outlives an erased reader.
/// </param>
/// <param name="Details">What exactly, such as <c>trial until 2026-12-24</c>; null for nothing more. No address.</param>
/// <param name="Reason">In the person's own words; null where none was asked for.</param>
/// <param name="Origin">The network of the request, or <c>terminal</c>.</param>
internal sealed record AuditEntry(
    string Actor,
    string Action,
    string Subject,
    string? Details,
    string? Reason,
    string Origin
);
