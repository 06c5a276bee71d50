namespace Newsletter.Dispatcher.Desk;

/// <summary>
/// Whether the desk may be shown on an address: passwords and readers' data do not travel in clear text, except on this
/// machine itself. Tests: DeskAddressRuleTests.
/// </summary>
internal static class DeskAddressRule
{
    /// <param name="baseUrl">The newsletter's own address.</param>
    /// <param name="isHttps">The request's, or what a trusted proxy says of it.</param>
    /// <param name="isFromHere">The connection comes from this machine, such as from a proxy on it.</param>
    public static bool MayShow(string baseUrl, bool isHttps, bool isFromHere)
    {
        var site = new Uri(baseUrl);
        return (site.Scheme == Uri.UriSchemeHttps || site.IsLoopback) && (isHttps || isFromHere);
    }
}
