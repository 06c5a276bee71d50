namespace Newsletter.Dispatcher.Accounts.Passkeys;

/// <summary>Whether a passkey was used on our own pages; pure.</summary>
internal static class PasskeyOrigin
{
    /// <param name="origin">What the browser says and the passkey signed.</param>
    /// <param name="isInFrame">The page was shown inside a page of another site.</param>
    /// <param name="baseUrl">
    /// The newsletter's own address. What a request says of its host does not count: a proxy may change it.
    /// </param>
    public static bool IsOurs(string? origin, bool isInFrame, string baseUrl)
    {
        if (isInFrame || !Uri.TryCreate(origin, UriKind.Absolute, out var from))
        {
            return false;
        }

        var site = new Uri(baseUrl);
        return site.IsLoopback
            ? from.Host == site.Host && (from.Scheme == Uri.UriSchemeHttp || from.Scheme == Uri.UriSchemeHttps)
            : from.GetLeftPart(UriPartial.Authority) == site.GetLeftPart(UriPartial.Authority);
    }
}
