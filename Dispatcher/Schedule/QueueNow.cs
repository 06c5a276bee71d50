using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// The queue at one moment: which issues wait, what was dispatched, and which slots are open; pure. The commands and
/// the desk ask this one type, so all of them show the same queue.
/// </summary>
/// <param name="waves">The calendar, and the time zones of the subscribers.</param>
/// <param name="watchSince">Since when the service watches; it does not fill an earlier slot.</param>
/// <param name="candidates">Ready issues and drafts, in order of file name.</param>
/// <param name="dispatched">The slots that have a dispatch.</param>
internal sealed class QueueNow(
    Waves waves,
    DateTimeOffset now,
    DateTimeOffset watchSince,
    IReadOnlyList<IssueCandidate> candidates,
    IReadOnlyList<DispatchedSlot> dispatched
)
{
    /// <summary>How many slots are looked at for the day of an issue, or for a free day: about a year.</summary>
    public const int SlotsAhead = 250;

    private readonly HashSet<string> _sent = dispatched
        .Select(row => row.IssueSlug)
        .OfType<string>()
        .ToHashSet(StringComparer.Ordinal);

    public Waves Waves => waves;

    public SlotCalendar Calendar => waves.Calendar;

    public DateTimeOffset Now => now;

    /// <summary>Since when the service watches.</summary>
    public DateTimeOffset WatchSince => watchSince;

    public IReadOnlyList<DispatchedSlot> Dispatched => dispatched;

    /// <summary>Which slots an issue can still fill.</summary>
    public OpenSlots Open { get; } = new(waves, now, watchSince, dispatched);

    /// <summary>The candidates that were not dispatched, drafts too, in order of file name.</summary>
    public IReadOnlyList<IssueCandidate> Waiting =>
        [
            .. candidates
                .Where(one => !_sent.Contains(one.Issue.Slug))
                .OrderBy(one => one.Issue.Slug, StringComparer.Ordinal),
        ];

    /// <summary>The drafts that were not dispatched, in order of file name.</summary>
    public IReadOnlyList<Issue> Drafts =>
        [.. Waiting.Select(one => one.Issue).Where(issue => issue.Status is IssueStatus.Draft)];

    /// <summary>Files of the folder that cannot be read as an issue; each has an error.</summary>
    public IReadOnlyList<IssueReading> Unreadable { get; init; } = [];

    /// <summary>The next open slots and what fills each.</summary>
    public QueuePlan Plan(int count) => IssueQueue.Plan(waves, now, watchSince, candidates, dispatched, count);

    /// <summary>True when the issue was dispatched: a change of its file does not change what was sent.</summary>
    public bool WasSent(string slug) => _sent.Contains(slug);

    /// <summary>
    /// The day on which an issue goes out, as far as it is known: the day on which it was dispatched; else the slot
    /// that it fills, or would fill if it were ready now; else the day in the file; else today.
    /// </summary>
    public DateOnly DayOf(Issue issue)
    {
        if (dispatched.LastOrDefault(row => row.IssueSlug == issue.Slug) is { } sent)
        {
            return sent.SlotDate;
        }

        var ready = new IssueCandidate(issue with { Status = IssueStatus.Ready }, [], []);
        var plan = IssueQueue.Plan(
            waves,
            now,
            watchSince,
            [.. candidates.Where(one => one.Issue.Slug != issue.Slug), ready],
            dispatched,
            SlotsAhead
        );
        return plan.Slots.FirstOrDefault(queued => queued.Issue?.Slug == issue.Slug)?.Slot.Date
            ?? issue.Date
            ?? Calendar.Today(now);
    }
}
