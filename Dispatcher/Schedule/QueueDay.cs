using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>One day of the queue's calendar. Tests: QueueWeekTests.</summary>
/// <param name="Slot">Null on a day on which nothing is sent.</param>
internal sealed record QueueDay(DateOnly Date, QueueDayKind Kind, Slot? Slot)
{
    /// <summary>The issue that fills the slot; null when none does, and when the slot was dispatched.</summary>
    public IssueCandidate? Candidate { get; init; }

    /// <summary>The dispatch of the day; null when it has none.</summary>
    public DispatchedSlot? Dispatched { get; init; }

    /// <summary>Drafts whose file names this day; they take no slot.</summary>
    public IReadOnlyList<IssueCandidate> Drafts { get; init; } = [];

    /// <summary>
    /// Ready issues whose file names this day and that cannot have it; each is a problem of the plan.
    /// </summary>
    public IReadOnlyList<IssueCandidate> Refused { get; init; } = [];

    /// <summary>From when to when the slot is sent; null without an open slot.</summary>
    public SlotSpan? Span { get; init; }

    public Issue? Issue => Candidate?.Issue;

    /// <summary>True when the file of the issue names this day; otherwise the issue moves up when a day is
    /// free.</summary>
    public bool IsPinned => Issue?.Date is not null;

    /// <summary>True when an issue may be moved here: the slot is open and no other issue names the day.</summary>
    public bool TakesIssue => Kind is QueueDayKind.Gap || (Kind is QueueDayKind.Filled && !IsPinned);
}
