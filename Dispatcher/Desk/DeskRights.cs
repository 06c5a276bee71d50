using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Desk.Live;

namespace Newsletter.Dispatcher.Desk;

/// <summary>
/// Which address of the desk needs which right: the one table. An address without a row is served to nobody.
/// Tests: DeskGateTests.
/// </summary>
internal static class DeskRights
{
    private static readonly DeskRight[] Rows =
    [
        // The first page and the own account.
        new("/desk", Right.SignedIn),
        new("/desk/error/{status:int}", Right.None, Right.None),
        new("/desk/me", Right.SignedIn, Right.SignedIn),
        new("/desk/me/second-step", Right.SignedIn, Right.SignedIn),
        new("/desk/me/passkeys", Right.SignedIn, Right.SignedIn),
        new("/desk/me/passkeys/add", Right.SignedIn, Right.SignedIn),
        new("/desk/me/passkeys/begin", Right.SignedIn, Right.SignedIn),
        // The way in and out.
        new("/desk/sign-in", Right.None, Right.None),
        new("/desk/sign-in/code", Right.None, Right.None),
        new("/desk/sign-in/link", Right.None, Right.None),
        new("/desk/sign-in/link/{token}", Right.None, Right.None),
        new("/desk/sign-in/oidc", Right.None),
        new("/desk/sign-in/oidc/answer", Right.None),
        new("/desk/sign-in/passkey", Right.None, Right.None),
        new("/desk/sign-in/passkey/begin", Right.None, Right.None),
        new("/desk/sign-out", Right.SignedIn, Right.SignedIn),
        // People who work here.
        new("/desk/accounts", Right.ManageAccounts, Right.ManageAccounts),
        new("/desk/accounts/{id:long}", Right.ManageAccounts, Right.ManageAccounts),
        // Approval, and showing a draft. Who may look at one of them sees all; each posts one thing.
        new("/desk/issues/{slug}/approve", Right.WriteIssues, Right.ApproveIssues),
        new("/desk/issues/{slug}/comment", Right.WriteIssues, Right.WriteIssues),
        new("/desk/issues/{slug}/test", Right.WriteIssues, Right.SendTests),
        new("/desk/issues/{slug}/links", Right.WriteIssues, Right.SendTests),
        // Who did what.
        new("/desk/audit", Right.SeeAudit),
        new("/desk/audit.csv", Right.SeeAudit),
        // The queue; its calendar is opened by the key in the address.
        new("/desk/queue", Right.SeeQueue, Right.ReleaseIssues),
        new("/desk/queue/waves", Right.SeeQueue),
        new("/desk/queue/link", Right.SeeQueue, Right.SeeQueue),
        new("/desk/queue.ics", Right.None),
        // Dispatches.
        new("/desk/dispatches", Right.SeeDispatches),
        new("/desk/dispatches/{id:long}", Right.SeeDispatches),
        new(LiveEndpoints.Route, Right.SeeDispatches),
        new("/desk/dispatches/{id:long}/unsent", Right.SeeDispatches),
        new("/desk/dispatches/{id:long}/pause", Right.ControlDispatches, Right.ControlDispatches),
        new("/desk/dispatches/{id:long}/resume", Right.ControlDispatches, Right.ControlDispatches),
        new("/desk/dispatches/{id:long}/stop", Right.ControlDispatches, Right.ControlDispatches),
        new("/desk/dispatches/{id:long}/correct", Right.ControlDispatches, Right.ControlDispatches),
        new("/desk/dispatches/{id:long}/resolve", Right.ControlDispatches, Right.ControlDispatches),
        new("/desk/dispatches/{id:long}/resend", Right.ControlDispatches, Right.ControlDispatches),
        // What came back, and who gets nothing.
        new("/desk/returns", Right.SeeReturns),
        new("/desk/suppressions", Right.SeeReturns, Right.LiftSuppressions),
        new("/desk/suppressions/lift", Right.LiftSuppressions, Right.LiftSuppressions),
        // The machine.
        new("/desk/doctor", Right.SeeChecks, Right.RunChecks),
        new("/desk/mails", Right.PreviewMails),
        new(MailFrames.Route, Right.PreviewMails),
        new("/desk/settings", Right.SeeSettings),
        // Writing. Whether a text may be released is decided where it is saved.
        new("/desk/issues", Right.WriteIssues, Right.WriteIssues),
        new("/desk/issues/{slug}", Right.WriteIssues, Right.WriteIssues),
        new("/desk/issues/{slug}/versions", Right.WriteIssues, Right.WriteIssues),
        new("/desk/issues/{slug}/live", Right.WriteIssues, Right.WriteIssues),
        new("/desk/issues/{slug}/draft", Right.WriteIssues, Right.WriteIssues),
        new("/desk/issues/{slug}/image", Right.WriteIssues, Right.WriteIssues),
        new("/desk/issues/{slug}/mail/{key}/{view}", Right.WriteIssues),
        // Readers, one by one and many at once.
        new("/desk/readers", Right.SeeReaders, Right.SeeReaders),
        new("/desk/readers/{who}", Right.SeeReaders, Right.ChangeReaders)
        {
            Handlers = new Dictionary<string, Right> { ["Lift"] = Right.LiftSuppressions },
        },
        new("/desk/readers/bulk", Right.ChangeManyReaders, Right.ChangeManyReaders),
        new("/desk/readers/jobs", Right.ChangeManyReaders),
        new("/desk/readers/jobs/{id:long}", Right.ChangeManyReaders, Right.ChangeManyReaders),
        new("/desk/readers/import", Right.ChangeManyReaders, Right.ChangeManyReaders),
        new("/desk/readers/export", Right.ExportReaders, Right.ExportReaders),
    ];

    private static readonly Dictionary<string, DeskRight> ByRoute = Rows.ToDictionary(
        row => row.Route,
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>All rows, in the order of the table.</summary>
    public static IReadOnlyList<DeskRight> All => Rows;

    /// <summary>The row of an endpoint; null where the table has none.</summary>
    public static DeskRight? Of(RouteEndpoint endpoint) => ByRoute.GetValueOrDefault(Route(endpoint));

    /// <summary>Whether an endpoint belongs to the desk.</summary>
    public static bool IsDesk(RouteEndpoint endpoint) =>
        Route(endpoint) is "/desk" || Route(endpoint).StartsWith("/desk/", StringComparison.OrdinalIgnoreCase);

    private static string Route(RouteEndpoint endpoint) => $"/{endpoint.RoutePattern.RawText?.TrimStart('/')}";
}
