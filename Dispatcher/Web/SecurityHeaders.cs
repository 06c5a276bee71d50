using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web;

/// <summary>The headers that every answer has, errors and files among them. Tests: EveryPageTests.</summary>
/// <remarks>
/// No inline script and no inline style, from nowhere but here. A form may lead to the payment provider's page, because
/// browsers hold the redirect after a form against <c>form-action</c>.
/// </remarks>
internal sealed class SecurityHeaders(RequestDelegate next, NewsletterSettings newsletter, DispatcherSettings settings)
{
    private readonly string _policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action "
        + $"'self'{(settings.Stripe is null ? "" : " https://checkout.stripe.com https://billing.stripe.com")}; "
        + "base-uri 'none'; frame-ancestors 'none'";

    private readonly bool _isHttps = newsletter.BaseUrl.StartsWith(Uri.UriSchemeHttps, StringComparison.Ordinal);

    public Task InvokeAsync(HttpContext context)
    {
        // Not before the answer begins: an exception on the way clears what was set.
        context.Response.OnStarting(() =>
        {
            Set(context.Response.Headers);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private void Set(IHeaderDictionary headers)
    {
        // An SVG picture has a stricter one.
        if (headers.ContentSecurityPolicy.Count == 0)
        {
            headers.ContentSecurityPolicy = _policy;
        }

        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";

        // Images of issues say otherwise: mails are shown inside other sites' pages.
        if (headers["Cross-Origin-Resource-Policy"].Count == 0)
        {
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
        }

        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-store";
        }

        if (_isHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }
    }
}
