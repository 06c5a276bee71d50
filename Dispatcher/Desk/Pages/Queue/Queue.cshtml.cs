using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Desk.Writing;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Desk.Pages.Queue;

/// <summary>The queue as a calendar of weeks, and its changes. Tests: QueuePageTests.</summary>
internal sealed class QueueModel(QueueReader queues, Audiences audiences, IApprovalState approval, QueueDesk desk)
    : DeskPage
{
    /// <summary>Weeks on one page: the one before, this one, and four to come.</summary>
    private const int WeeksShown = 6;

    /// <summary>So far the calendar goes back and ahead; the plan reaches about a year.</summary>
    private const int MostDays = 364;

    private const int DaysOffered = 15;

    private readonly Dictionary<string, AudienceLook> _audiences = new(StringComparer.Ordinal);

    private IReadOnlyDictionary<string, ApprovalStand> _approvals = new Dictionary<string, ApprovalStand>();
    private QueueNow _queue = null!;
    private DateOnly _nextSlot;

    /// <summary>Any day of the first week, as <c>2026-11-23</c>; without it the week before this one.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; set; }

    public IReadOnlyList<QueueWeek> Weeks { get; private set; } = [];

    /// <summary>Why issues cannot have the day that they name.</summary>
    public IReadOnlyList<Problem> Problems { get; private set; } = [];

    /// <summary>Drafts that name no day of the weeks that are shown.</summary>
    public IReadOnlyList<IssueCandidate> OtherDrafts { get; private set; } = [];

    /// <summary>Why the last change was refused; null when none was.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Where both texts are, when the last change met one of somebody else.</summary>
    public string? VersionsPath { get; private set; }

    public bool MayChange => Can(Right.ReleaseIssues);

    public DateOnly Today => _queue.Calendar.Today(_queue.Now);

    public DateOnly Earlier => Weeks[0].Monday.AddDays(-7 * (WeeksShown - 1));

    public DateOnly Later => Weeks[0].Monday.AddDays(7 * (WeeksShown - 1));

    public Task OnGetAsync(CancellationToken cancellationToken) => ReadAsync(cancellationToken);

    public Task<IActionResult> OnPostMoveAsync(
        [FromForm] string? slug,
        [FromForm] string? hash,
        [FromForm] string? date,
        CancellationToken cancellationToken
    ) =>
        DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? EndAsync(
                desk.MoveAsync(slug ?? "", hash ?? "", day, WritingPerson.Of(HttpContext), cancellationToken),
                cancellationToken
            )
            : EndAsync(
                Task.FromResult<QueueChange>(
                    new QueueChange.Refused("Nothing was moved: choose a day, for example 2026-11-24.")
                ),
                cancellationToken
            );

    public Task<IActionResult> OnPostFloatAsync(
        [FromForm] string? slug,
        [FromForm] string? hash,
        CancellationToken cancellationToken
    ) =>
        EndAsync(
            desk.FloatAsync(slug ?? "", hash ?? "", WritingPerson.Of(HttpContext), cancellationToken),
            cancellationToken
        );

    public Task<IActionResult> OnPostReleaseAsync(
        [FromForm] string? slug,
        [FromForm] string? hash,
        CancellationToken cancellationToken
    ) =>
        EndAsync(
            desk.ReleaseAsync(slug ?? "", hash ?? "", WritingPerson.Of(HttpContext), cancellationToken),
            cancellationToken
        );

    public Task<IActionResult> OnPostTakeBackAsync(
        [FromForm] string? slug,
        [FromForm] string? hash,
        CancellationToken cancellationToken
    ) =>
        EndAsync(
            desk.TakeBackAsync(slug ?? "", hash ?? "", WritingPerson.Of(HttpContext), cancellationToken),
            cancellationToken
        );

    /// <summary>The days that an issue can be moved to.</summary>
    public IReadOnlyList<DateOnly> DaysFor(Issue issue) =>
        [.. new QueueMove(_queue).Days(issue.Slug, DaysOffered).Where(day => day != issue.Date)];

    /// <summary>True for a gap whose morning has come, or is the next.</summary>
    public bool IsUrgent(QueueDay day) => day.Kind is QueueDayKind.Gap && day.Date <= _nextSlot;

    /// <summary>Who would get the issue now.</summary>
    public AudienceLook ReadersOf(Issue issue) => _audiences[issue.Audience];

    /// <summary>The approval of a ready issue; null when none is asked for.</summary>
    public ApprovalStand? ApprovalOf(Issue issue) => _approvals.GetValueOrDefault(issue.Slug);

    public DateTimeOffset FirstWave(Slot slot) => _queue.Calendar.ToLocal(_queue.Waves.Of(slot)[0].At);

    /// <summary>The page of an issue, where the person may see it; otherwise null.</summary>
    public string? IssuePath(string slug) => DeskWays.Find(Me, "/desk/issues/{slug}", slug);

    private async Task<IActionResult> EndAsync(Task<QueueChange> change, CancellationToken cancellationToken)
    {
        var result = await change;
        if (result is not QueueChange.Refused refused)
        {
            Note(result.Says);
            return Redirect(Url.Content("~/desk/queue") + (From is null ? "" : $"?from={Uri.EscapeDataString(From)}"));
        }

        VersionsPath = refused.Versions is { } slug ? DeskWays.Find(Me, "/desk/issues/{slug}/versions", slug) : null;
        Refusal = refused.Says;
        Response.StatusCode = StatusCodes.Status409Conflict;
        await ReadAsync(cancellationToken);
        return Page();
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        _queue = await queues.ReadAsync(cancellationToken);
        var plan = _queue.Plan(QueueNow.SlotsAhead);
        _approvals = await approval.OfAsync(
            [.. _queue.Waiting.Where(one => one.Issue.Status is IssueStatus.Ready)],
            cancellationToken
        );
        _nextSlot = plan.Slots.FirstOrDefault(queued => queued.Slot.At > _queue.Now)?.Slot.Date ?? Today;
        Weeks = QueueWeek.Of(_queue, plan, First(), WeeksShown);
        Problems = [.. plan.Problems, .. _queue.Unreadable.SelectMany(reading => reading.Problems.Take(1))];
        var shown = Weeks
            .SelectMany(week => week.Days)
            .SelectMany(day => day.Drafts)
            .Select(one => one.Issue.Slug)
            .ToHashSet(StringComparer.Ordinal);
        OtherDrafts =
        [
            .. _queue.Waiting.Where(one => one.Issue.Status is IssueStatus.Draft && !shown.Contains(one.Issue.Slug)),
        ];
        foreach (
            var audience in Weeks
                .SelectMany(week => week.Days)
                .Select(day => day.Issue?.Audience)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
        )
        {
            _audiences[audience] = await audiences.LookAsync(audience, cancellationToken);
        }
    }

    private DateOnly First()
    {
        var usual = Today.AddDays(-7);
        return
            DateOnly.TryParseExact(From, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asked)
            && Math.Abs(asked.DayNumber - Today.DayNumber) <= MostDays
            ? asked
            : usual;
    }
}
