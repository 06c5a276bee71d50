namespace Newsletter.Dispatcher.Web;

/// <summary>Addresses that are only looked at. Tests: ArchiveReaderTests.</summary>
internal static class Looks
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Answers GET, and HEAD with the same headers and no body (RFC 9110 9.3.2): monitors and load balancers often ask
    /// with HEAD.
    /// </summary>
    public static RouteHandlerBuilder MapLook(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapMethods(pattern, Methods, handler);
}
