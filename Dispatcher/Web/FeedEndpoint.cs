using System.Security.Cryptography;
using System.ServiceModel.Syndication;
using System.Text;
using System.Xml;
using Microsoft.Net.Http.Headers;
using Newsletter.Dispatcher.Archive;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// The last issues as an Atom feed (RFC 4287). Feed readers are strangers: they get what a stranger may read.
/// Tests: ArchiveFeedTests.
/// </summary>
internal static class FeedEndpoint
{
    private const int Length = 20;

    public static void MapFeed(this IEndpointRouteBuilder routes) =>
        routes.MapMethods(
            "/feed.xml",
            [HttpMethods.Get, HttpMethods.Head],
            async (
                ArchiveStore store,
                ArchivePages pages,
                NewsletterSettings newsletter,
                WebSettings web,
                HttpContext context
            ) =>
            {
                var issues = await store.ListAsync(skip: 0, Length, context.RequestAborted);
                var access = ArchiveLock.ForStrangers(newsletter, web);
                var items = new List<SyndicationItem>();
                foreach (var issue in issues)
                {
                    items.Add(
                        Item(issue, await pages.OfAsync(issue, context.RequestAborted), newsletter, access, web.Feed)
                    );
                }

                var updated = issues.Count == 0 ? (DateTimeOffset?)null : issues.Max(issue => issue.UpdatedAt);
                var content = Write(Feed(newsletter, items, updated));
                context.Response.Headers.CacheControl = PublicCache.Minutes;
                return TypedResults.Bytes(
                    content,
                    "application/atom+xml; charset=utf-8",
                    lastModified: updated,
                    entityTag: new EntityTagHeaderValue(
                        $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\""
                    )
                );
            }
        );

    private static SyndicationFeed Feed(
        NewsletterSettings newsletter,
        IReadOnlyList<SyndicationItem> items,
        DateTimeOffset? updated
    )
    {
        var feed = new SyndicationFeed(items)
        {
            Id = ArchiveAddress.List(newsletter),
            Title = new TextSyndicationContent(Printable(newsletter.Name)),
            Language = newsletter.Language,

            // A feed must have a time (RFC 4287 4.1.1), and before the first issue any will do.
            LastUpdatedTime = updated ?? DateTimeOffset.UnixEpoch,
        };
        feed.Authors.Add(new SyndicationPerson { Name = Printable(newsletter.Name) });
        feed.Links.Add(
            new SyndicationLink(
                new Uri(ArchiveAddress.Feed(newsletter)),
                "self",
                title: null,
                "application/atom+xml",
                length: 0
            )
        );
        feed.Links.Add(SyndicationLink.CreateAlternateLink(new Uri(ArchiveAddress.List(newsletter)), "text/html"));
        return feed;
    }

    private static SyndicationItem Item(
        PublishedIssue issue,
        ArchivePage page,
        NewsletterSettings newsletter,
        ArchiveAccess access,
        FeedText wanted
    )
    {
        var item = new SyndicationItem
        {
            // Never another one, or feed readers would show the issue again. It need not be the present address.
            Id = ArchiveAddress.Issue(newsletter, issue.Slug),
            Title = new TextSyndicationContent(Printable(page.Title)),
            PublishDate = issue.SentAt,
            LastUpdatedTime = issue.UpdatedAt,
        };
        item.Links.Add(
            SyndicationLink.CreateAlternateLink(new Uri(ArchiveAddress.Issue(newsletter, issue.WebName)), "text/html")
        );
        if (page.Author is { } author)
        {
            item.Authors.Add(new SyndicationPerson { Name = Printable(author) });
        }

        if (page.Preheader is { } preheader)
        {
            item.Summary = new TextSyndicationContent(Printable(preheader));
        }

        if (wanted is FeedText.Full && ArchiveLock.Text(page, access) is { } text)
        {
            item.Content = SyndicationContent.CreateHtmlContent(Printable(text.Feed));
        }

        // An entry without content needs a summary for those who see no page (RFC 4287 4.1.2).
        item.Summary ??= item.Content is null ? new TextSyndicationContent(Printable(page.Title)) : null;
        return item;
    }

    private static byte[] Write(SyndicationFeed feed)
    {
        using var content = new MemoryStream();
        using (
            var xml = XmlWriter.Create(
                content,
                new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) }
            )
        )
        {
            new Atom10FeedFormatter(feed).WriteTo(xml);
        }

        return content.ToArray();
    }

    /// <summary>Without the characters that no XML may hold (XML 1.0 2.2).</summary>
    private static string Printable(string text) =>
        string.Concat(text.EnumerateRunes().Where(rune => !rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value)));
}
