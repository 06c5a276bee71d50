using Newsletter.Dispatcher.Accounts;

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
        // Readers, one by one and many at once.
        new("/desk/readers", Right.SeeReaders, Right.SeeReaders),
        new("/desk/readers/{who}", Right.SeeReaders, Right.ChangeReaders),
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
