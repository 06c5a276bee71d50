namespace Newsletter.Dispatcher.Payments;

/// <summary>Which addresses a reader may be sent on to; pure.</summary>
internal static class StripeAddress
{
    /// <summary>Stripe's own pages by HTTPS, or a page of the server that stands in for Stripe.</summary>
    /// <param name="apiBase">See <c>StripeSettings.ApiBase</c>.</param>
    /// <returns>Null for every other address.</returns>
    public static Uri? Trusted(string? address, string? apiBase)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var page) || page.UserInfo.Length > 0)
        {
            return null;
        }

        var isStripe =
            page.Scheme == Uri.UriSchemeHttps
            && page.IsDefaultPort
            && (page.IdnHost == "stripe.com" || page.IdnHost.EndsWith(".stripe.com", StringComparison.Ordinal));
        var isStandIn =
            apiBase is not null
            && new Uri(apiBase) is var server
            && page.Scheme == server.Scheme
            && page.Authority == server.Authority;
        return isStripe || isStandIn ? page : null;
    }
}
