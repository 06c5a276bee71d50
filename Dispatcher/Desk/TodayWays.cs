using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Health.Today;

namespace Newsletter.Dispatcher.Desk;

/// <summary>For whom each thing waits, and where it is done. Tests: TodayPageTests.</summary>
internal static class TodayWays
{
    /// <summary>The tasks that the person can do, each with the page for it; no page where none is there.</summary>
    public static IEnumerable<(TodayTask Task, string? Path)> For(DeskPerson person, IEnumerable<TodayTask> tasks) =>
        tasks
            .Select(task => (Task: task, Way: Of(task.Kind)))
            .Where(one => person.Can(one.Way.Right))
            .Select(one => (one.Task, DeskWays.Find(person, one.Way.Route)));

    private static (Right Right, string Route) Of(TodayTaskKind kind) =>
        kind switch
        {
            TodayTaskKind.EmptySlot => (Right.WriteIssues, "/desk/queue"),
            TodayTaskKind.UnreadableFiles => (Right.WriteIssues, "/desk/queue"),
            TodayTaskKind.RefusedDates => (Right.ReleaseIssues, "/desk/queue"),
            TodayTaskKind.DraftsToRelease => (Right.ReleaseIssues, "/desk/queue"),
            TodayTaskKind.IssuesToApprove => (Right.ApproveIssues, "/desk/issues"),
            TodayTaskKind.RedChecks => (Right.SeeChecks, "/desk/doctor"),
            TodayTaskKind.StandingDispatches => (Right.ControlDispatches, "/desk/dispatches"),
            TodayTaskKind.UncertainDeliveries => (Right.ControlDispatches, "/desk/dispatches"),
            TodayTaskKind.SignUpsOverLimit => (Right.ChangeManyReaders, "/desk/readers"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "It needs a row here."),
        };
}
