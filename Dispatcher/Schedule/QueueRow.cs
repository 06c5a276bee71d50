using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>A coming slot as <c>queue</c> and the desk show it. Tests: QueueCommandTests.</summary>
/// <param name="Issue">What fills the slot; null when nothing does.</param>
/// <param name="Draft">A draft with this date, which does not fill the slot yet; null when there is none, and when an
/// issue fills the slot.</param>
/// <param name="Audience">Who would get the issue now; null without an issue.</param>
/// <param name="OpenUntil">Until when the issue can still be changed: its first wave freezes it.</param>
/// <param name="NotApproved">What keeps the issue from being sent, as the end of a sentence; null when nothing
/// does.</param>
internal sealed record QueueRow(
    Slot Slot,
    Issue? Issue,
    Issue? Draft,
    AudienceLook? Audience,
    DateTimeOffset OpenUntil,
    string? NotApproved = null
);
