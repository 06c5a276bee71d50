using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Desk;

/// <summary>One line of an issue's file that a button of the queue changes. Tests: QueuePageTests.</summary>
/// <param name="Change">The new bytes of a file; null when the line has a form that no rule changes.</param>
/// <param name="ByHand">What to write into the file by hand, for example <c>date: 2026-11-24</c>.</param>
/// <param name="Deed">For the audit, from the issue before the change.</param>
/// <param name="Says">What was done, from the title.</param>
internal sealed record QueueLine(
    Func<IssueCandidate, byte[]?> Change,
    string ByHand,
    Func<Issue, SaveDeed> Deed,
    Func<string, string> Says
);
