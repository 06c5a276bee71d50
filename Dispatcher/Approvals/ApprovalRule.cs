using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Approvals;

/// <summary>Decides which approvals of an issue count. Pure.</summary>
/// <remarks>
/// An approval counts for exactly the bytes that the person saw, once a person, and only if nobody sent the issue back
/// afterwards. Bytes that come back as they were approved are approved again, because they are what the person saw.
/// </remarks>
internal static class ApprovalRule
{
    /// <param name="print">The issue as its files are now.</param>
    /// <param name="decisions">All decisions about the issue, in any order.</param>
    public static ApprovalStatus Judge(ApprovalMode mode, IssuePrint print, IEnumerable<Approval> decisions)
    {
        var standing = decisions.Where(one => one.TakenBackAt is null).OrderBy(one => one.Id).ToList();
        var back = standing.LastOrDefault(one => one.Kind is ApprovalKind.SentBack);
        var approvals = standing
            .Where(one => one.Kind is ApprovalKind.Approved && (back is null || one.Id > back.Id))
            .ToList();
        var valid = approvals.Where(one => one.Print == print.Value).DistinctBy(one => one.Actor).ToList();
        var isBack = valid.Count == 0 && back is not null && back.Print == print.Value;
        var voided = valid.Count == 0 && !isBack ? approvals.LastOrDefault() : null;
        return new(mode, valid, isBack ? back : null, voided, voided is null ? [] : print.ChangesSince(voided.Parts));
    }
}
