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
