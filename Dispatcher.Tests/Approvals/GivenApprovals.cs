using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Approvals;

/// <summary>People who decide about issues, and what they decide.</summary>
internal static class GivenApprovals
{
    public static readonly Decider Ana = new("account:1", "Ana", "192.0.2.1");

    public static readonly Decider Ben = new("account:2", "Ben", "192.0.2.2");

    /// <summary>The settings of the workplace ask for approvals from now on.</summary>
    public static ApprovalDesk Ask(this Workplace work, ApprovalMode mode)
    {
        work.Newsletter = work.Newsletter with { Approval = mode };
        return new(work.Database, work.Newsletter, work.Clock);
    }

    /// <summary>A decision about a print, as if it were in the table.</summary>
    public static Approval Decision(
        long id,
        Decider by,
        IssuePrint print,
        ApprovalKind kind = ApprovalKind.Approved,
        bool isTakenBack = false
    ) =>
        new()
        {
            Id = id,
            IssueSlug = "a",
            KindWord = kind.Word(),
            Print = print.Value,
            Parts = print.PartsJson,
            Actor = by.Actor,
            Name = by.Name,
            Comment = kind is ApprovalKind.SentBack ? "The river is the Po." : null,
            CreatedAt = DateTimeOffset.UnixEpoch,
            TakenBackAt = isTakenBack ? DateTimeOffset.UnixEpoch : null,
        };
}
