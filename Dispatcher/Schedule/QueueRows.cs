using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>Lays the readers over the queue: who would get each issue now. Tests: QueueCommandTests.</summary>
internal sealed class QueueRows(Audiences audiences, IApprovalState approvals)
{
    /// <summary>The slots of a plan in order, each with the readers whom its issue has now.</summary>
    public async Task<IReadOnlyList<QueueRow>> OfAsync(
        QueueNow queue,
        QueuePlan plan,
        CancellationToken cancellationToken
    )
    {
        var drafts = queue.Drafts;
        var approved = await approvals.OfAsync(
            [.. plan.Slots.Select(queued => queued.Candidate).OfType<IssueCandidate>()],
            cancellationToken
        );
        var looks = new Dictionary<string, AudienceLook>(StringComparer.Ordinal);
        List<QueueRow> rows = [];
        foreach (var queued in plan.Slots)
        {
            var (slot, issue) = (queued.Slot, queued.Issue);
            if (issue is not null && !looks.ContainsKey(issue.Audience))
            {
                looks[issue.Audience] = await audiences.LookAsync(issue.Audience, cancellationToken);
            }

            rows.Add(
                new(
                    slot,
                    issue,
                    issue is null ? drafts.FirstOrDefault(draft => draft.Date == slot.Date) : null,
                    issue is null ? null : looks[issue.Audience],
                    queue.Calendar.ToLocal(queue.Waves.Of(slot)[0].At),
                    issue is not null && approved.GetValueOrDefault(issue.Slug) is { IsApproved: false } stand
                        ? stand.Says
                        : null
                )
            );
        }

        return rows;
    }

    /// <summary>
    /// Issues that would reach nobody; each would stay in the queue at its send time. An empty list is named once.
    /// </summary>
    public static IEnumerable<Problem> Nobody(IEnumerable<QueueRow> rows) =>
        rows.Where(row => row is { Issue: not null, Audience.Nobody: not null })
            .DistinctBy(row => row.Audience!.Audience == "all" ? "" : row.Issue!.File)
            .Select(row =>
                (row.Audience!.IsUnknown ? Findings.AudienceUnknown : Findings.AudienceNobody).At(
                    row.Issue!.File,
                    row.Issue.KeyLines.GetValueOrDefault("audience"),
                    0,
                    row.Audience.Nobody!
                )
            );
}
