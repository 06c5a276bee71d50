using System.Globalization;
using System.Text;
using System.Xml;
using Newsletter.Dispatcher.Archive;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web;

/// <summary>Every public address for search engines (sitemaps.org, protocol 0.9). Tests: ArchiveFeedTests.</summary>
internal static class SitemapEndpoint
{
    private const string Namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";

    /// <summary>
    /// The protocol's limit for one file, less our own two pages; at an issue a day it lasts for two centuries.
    /// </summary>
    private const int Most = 49_998;

    public static void MapSitemap(this IEndpointRouteBuilder routes) =>
        routes.MapMethods(
            "/sitemap.xml",
            [HttpMethods.Get, HttpMethods.Head],
            async (ArchiveStore store, NewsletterSettings newsletter, HttpContext context) =>
            {
                var issues = await store.ListAsync(skip: 0, Most, context.RequestAborted);
                context.Response.Headers.CacheControl = PublicCache.Minutes;
                return TypedResults.Bytes(Write(newsletter, issues), "application/xml; charset=utf-8");
            }
        );

    private static byte[] Write(NewsletterSettings newsletter, IReadOnlyList<PublishedIssue> issues)
    {
        using var content = new MemoryStream();
        using (
            var xml = XmlWriter.Create(
                content,
                new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) }
            )
        )
        {
            xml.WriteStartElement("urlset", Namespace);
            Page(xml, ArchiveAddress.SignUp(newsletter), changed: null);
            Page(xml, ArchiveAddress.List(newsletter), issues.Count == 0 ? null : issues.Max(issue => issue.UpdatedAt));
            foreach (var issue in issues)
            {
                Page(xml, ArchiveAddress.Issue(newsletter, issue.WebName), issue.UpdatedAt);
            }

            xml.WriteEndElement();
        }

        return content.ToArray();
    }

    private static void Page(XmlWriter xml, string address, DateTimeOffset? changed)
    {
        xml.WriteStartElement("url", Namespace);
        xml.WriteElementString("loc", Namespace, address);
        if (changed is { } at)
        {
            xml.WriteElementString(
                "lastmod",
                Namespace,
                at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            );
        }

        xml.WriteEndElement();
    }
}
