using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// <c>/robots.txt</c> (RFC 9309): a page with a token in its address must not be collected.
/// Tests: ArchiveFeedTests.
/// </summary>
internal static class RobotsEndpoint
{
    private static readonly string[] Private = ["confirm", "unsubscribe", "manage", "link", "old", "waves", "draft"];

    public static void MapRobots(this IEndpointRouteBuilder routes) =>
        routes.MapMethods(
            "/robots.txt",
            [HttpMethods.Get, HttpMethods.Head],
            (NewsletterSettings newsletter) => TypedResults.Text(Text(newsletter.BaseUrl))
        );

    private static string Text(string baseUrl)
    {
        var under = new Uri(baseUrl).AbsolutePath.TrimEnd('/');
        var disallowed = string.Concat(Private.Select(path => $"Disallow: {under}/{path}/\n"));
        return $"User-agent: *\n{disallowed}\nSitemap: {baseUrl}/sitemap.xml\n";
    }
}
