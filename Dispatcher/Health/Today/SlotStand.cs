using System.Globalization;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Health.Today;

/// <summary>A slot that is still open, and what fills it. Tests: TodayStandTests.</summary>
/// <param name="Span">From its first wave to the end of its catch-up, in the newsletter's time zone.</param>
/// <param name="Candidate">What fills it now; null when nothing does.</param>
/// <param name="Drafts">Drafts whose file names the slot's day.</param>
/// <param name="Day">For people: <c>today</c>, <c>tomorrow</c>, or the day of the week.</param>
/// <param name="IsDue">True when the morning of its first readers has come.</param>
/// <param name="TakesAny">False when only an issue whose file names the day can fill it.</param>
internal sealed record SlotStand(
    Slot Slot,
    SlotSpan Span,
    IssueCandidate? Candidate,
    IReadOnlyList<Issue> Drafts,
    string Day,
    bool IsDue,
    bool TakesAny
)
{
    public Issue? Issue => Candidate?.Issue;

    /// <summary>True when readers wait now, or will: nothing fills it.</summary>
    public bool IsEmpty => Candidate is null;

    /// <summary>The approval of what fills it; null when none is asked for, or nothing fills it.</summary>
    public ApprovalStand? Approval { get; init; }

    /// <summary>What is so, for people, in one or two sentences.</summary>
    public string Says =>
        (IsEmpty, IsDue) switch
        {
            (true, true) => Say($"Nothing fills it, and readers have waited for it since {At(Span.FirstAt)}. ") + Until,
            (true, false) => Say($"Nothing fills it. Its first readers wait for it from {At(Span.FirstAt)}. ") + Until,
            (false, true) => "It is due now; its dispatch begins within a minute, unless something is in the way.",
            (false, false) => Say($"It goes out at {At(Slot.At)}")
                + (
                    Span.FirstAt < Slot.At
                        ? Say($"; readers further east get it from {At(Span.FirstAt)}, and then it is frozen.")
                        : ", and then it is frozen."
                ),
        };

    /// <summary>The hour at which an empty slot becomes a missed morning.</summary>
    private string Until =>
        Say($"At {At(Span.CatchUpUntil)} it becomes a missed morning.")
        + (TakesAny ? "" : Say($" Only an issue with the line date: {Slot.Date:yyyy-MM-dd} fills it now."));

    private static string At(DateTimeOffset instant) => instant.ToString("ddd HH:mm", CultureInfo.InvariantCulture);

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
