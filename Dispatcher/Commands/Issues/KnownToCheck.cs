using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary>What the database knows that a check asks for. Tests: IssueCommandTests.</summary>
/// <param name="Dispatched">What was sent already.</param>
/// <param name="Tags">The tags that subscribers have; null where there is no database yet.</param>
internal sealed record KnownToCheck(IReadOnlyList<DispatchedSlot> Dispatched, IReadOnlyList<string>? Tags);
