using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>Begins the dispatch of a slot that is due, or records that there was no issue for it.</summary>
internal sealed class SlotStart(
    DispatchedSlots slots,
    DispatchStore dispatches,
    Audiences audiences,
    IssueDispatcher dispatcher,
    IssuePackageReader packages,
    TickObstacles obstacles,
    DeliverySettings delivery,
    DueWorkLog log,
    TimeProvider clock
)
{
    /// <summary>
    /// At most four slots are open at once, for example yesterday's last wave, today's, and tomorrow's first.
    /// </summary>
    public const int MostOpenSlots = 4;

    /// <summary>How many broken files a message names for one slot.</summary>
    private const int MostNamed = 3;

    /// <summary>
    /// Fills a slot with the first issue of the queue that can be sent. The dispatch freezes the readings that were
    /// planned: no issue file is read again.
    /// </summary>
    /// <param name="watchSince">Since when the service watches.</param>
    /// <param name="readings">All files of the issues' folder, as this tick read them.</param>
    /// <returns>True when a dispatch has begun, so that there is something new to send.</returns>
    public async Task<bool> FillAsync(
        Slot slot,
        Waves waves,
        DateTimeOffset watchSince,
        IReadOnlyList<IssueReading> readings,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        List<string> broken = [];
        List<string> unapproved = [];
        var known = await slots.ReadAsync(cancellationToken);
        var candidates = readings.Select(reading => reading.Candidate).OfType<IssueCandidate>().ToList();
        while (IssueQueue.Plan(waves, now, watchSince, candidates, known, MostOpenSlots).For(slot.Date) is { } next)
        {
            var (result, problems) = await BeginAsync(
                next,
                slot,
                waves.Plan(slot, now, delivery.Retry.GiveUpAfter),
                cancellationToken
            );
            if (result is BeginResult.Nobody)
            {
                var look = await audiences.LookAsync(next.Issue.Audience, cancellationToken);
                broken.Add(SlotFaults.OfNobody(next.Issue, look));
                if (look is { Readers: 0, Audience: "all" })
                {
                    // The list is empty, so no other issue has a reader either.
                    break;
                }

                candidates.Remove(next);
                continue;
            }

            if (result is BeginResult.NotApproved { Why: var why })
            {
                // It does not block another one, and may still be approved until the slot is over.
                unapproved.Add($"{next.Issue.File} {why}");
                candidates.Remove(next);
                continue;
            }

            if (result is not null)
            {
                return result is BeginResult.Begun;
            }

            // A broken issue does not block another one; editors may fix it until the slot is filled.
            var fault = problems.FirstOrDefault(problem => problem.Severity is Severity.Error);
            broken.Add(fault?.ToString() ?? next.Issue.File);
            candidates.Remove(next);
        }

        MeetAll(ObstacleCause.BrokenIssue, broken);
        MeetAll(ObstacleCause.NotApproved, unapproved);
        if (broken.Count + unapproved.Count == 0)
        {
            var unreadable = SlotFaults.OfUnreadable(readings, known, MostNamed);
            await LeaveEmptyAsync(slot, waves.SpanOf(slot, watchSince), unreadable, now, cancellationToken);
        }

        return false;

        void MeetAll(ObstacleCause cause, List<string> found)
        {
            if (found.Count > 0)
            {
                obstacles.Meet(new(cause, slot.Date, string.Join("; ", found.Take(MostNamed)), now, now));
            }
        }
    }

    /// <returns>No result when the candidate cannot be sent; then one of the problems is an error.</returns>
    private async Task<(BeginResult? Result, IReadOnlyList<Problem> Problems)> BeginAsync(
        IssueCandidate candidate,
        Slot slot,
        WavePlan plan,
        CancellationToken cancellationToken
    )
    {
        var (package, problems) = packages.Read(candidate);
        if (package is null)
        {
            return (null, problems);
        }

        (var result, problems) = await dispatcher.BeginAsync(package, slot.Date, slot.At, plan, cancellationToken);
        if (result is BeginResult.Begun begun)
        {
            log.Begun(begun.Id, candidate.Issue.Title, begun.Recipients);
        }

        return (result, problems);
    }

    /// <param name="span">The slot's time; null when the service does not have to send the slot.</param>
    /// <param name="unreadable">The files that may have been meant for the slot; null when there are none.</param>
    private async Task LeaveEmptyAsync(
        Slot slot,
        SlotSpan? span,
        string? unreadable,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var empty = new Obstacle(ObstacleCause.NoIssue, slot.Date, unreadable, now, now);
        obstacles.MeetUnsaid(empty);
        if (span is null)
        {
            return;
        }

        // Before the newsletter's own send time the queue is still open. A reader in an eastern time zone must not take
        // that day from the editors.
        if (now < slot.At)
        {
            if (obstacles.IsNews(empty, "not yet"))
            {
                log.NotYet(slot.Date, slot.At);
            }
        }
        else if (
            await dispatches.RecordEmptyAsync(
                slot.Date,
                slot.At,
                span.CatchUpUntil,
                "no issue was ready",
                cancellationToken
            )
        )
        {
            log.Empty(slot.Date, span.CatchUpUntil.ToUniversalTime());
        }
    }
}
