using System.Net;
using System.ServiceModel.Syndication;
using System.Xml;
using System.Xml.Linq;
using AngleSharp.Html.Parser;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Archive;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary>The feed and the sitemap, as programs read them.</summary>
[TestFixture]
internal sealed class ArchiveFeedTests
{
    [Test]
    public async Task A_feed_reader_gets_the_last_issues_with_their_text()
    {
        await using var host = await ArchiveHost.StartAsync();
        for (var i = 1; i <= 22; i++)
        {
            await host.PublishAsync(
                $"issue-{i}",
                title: $"Issue <{i}> & more",
                date: $"2026-10-{i:00}",
                body: "Text[^1] ![A pixel](pictures/pixel%20one.png)\n\n[^1]: A note."
            );
        }

        var feed = Read(await host.GetAsync("/feed.xml"));
        Assert.Multiple(() =>
        {
            Assert.That(
                feed.Items.Select(item => item.Id),
                Is.EqualTo(
                    Enumerable.Range(3, 20).Reverse().Select(i => $"https://letter.example.com/archive/issue-{i}")
                )
            );
            Assert.That(feed.Items.First().Title.Text, Is.EqualTo("Issue <22> & more"));
            Assert.That(feed.Items.First().Authors.Single().Name, Is.EqualTo("Ann Author"));
            Assert.That(feed.Items.First().Summary.Text, Is.EqualTo("One line of it"));
            Assert.That(
                feed.Links.Single(link => link.RelationshipType == "self").Uri.AbsoluteUri,
                Is.EqualTo("https://letter.example.com/feed.xml")
            );
            Assert.That(feed.LastUpdatedTime, Is.EqualTo(host.Clock.GetUtcNow()));
        });

        using var text = new HtmlParser().ParseDocument(((TextSyndicationContent)feed.Items.First().Content).Text);
        var addresses = text.QuerySelectorAll("[src], [href]")
            .Select(element => element.GetAttribute("src") ?? element.GetAttribute("href"));
        Assert.That(addresses, Is.Not.Empty.And.All.StartsWith("https://letter.example.com/archive/issue-22"));
    }

    [Test]
    public async Task A_summary_is_no_whole_issue()
    {
        await using var host = await ArchiveHost.StartAsync(feed: FeedText.Summary);
        await host.PublishAsync("one", body: "The whole text.");

        var item = Read(await host.GetAsync("/feed.xml")).Items.Single();

        Assert.That((item.Content, item.Summary.Text), Is.EqualTo(((SyndicationContent?)null, "One line of it")));
    }

    [Test]
    public async Task Before_the_first_issue_there_is_a_feed_without_entries()
    {
        await using var host = await ArchiveHost.StartAsync();

        Assert.That(Read(await host.GetAsync("/feed.xml")).Items, Is.Empty);
    }

    [Test]
    public async Task A_reader_that_has_the_feed_is_told_that_nothing_is_new()
    {
        await using var host = await ArchiveHost.StartAsync();
        await host.PublishAsync("one", date: "2026-11-26");

        // A date that is still to come on this machine's own clock would be ignored.
        await host.Workplace.ExecuteAsync("UPDATE dispatches SET started_at = 1700000000000");
        using var first = await host.SendAsync("/feed.xml");
        var tag = first.Headers.ETag!.ToString();
        using var same = await host.SendAsync("/feed.xml", header: ("If-None-Match", tag));
        using var since = await host.SendAsync(
            "/feed.xml",
            header: ("If-Modified-Since", first.Content.Headers.LastModified!.Value.ToString("R"))
        );
        await host.PublishAsync("two", date: "2026-11-27");
        using var newer = await host.SendAsync("/feed.xml", header: ("If-None-Match", tag));

        Assert.That(
            (same.StatusCode, since.StatusCode, newer.StatusCode),
            Is.EqualTo((HttpStatusCode.NotModified, HttpStatusCode.NotModified, HttpStatusCode.OK))
        );
        Assert.That(first.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/atom+xml"));
    }

    [Test]
    public async Task The_sitemap_has_every_public_page()
    {
        await using var host = await ArchiveHost.StartAsync();
        await host.PublishAsync("one");
        XNamespace sitemap = "http://www.sitemaps.org/schemas/sitemap/0.9";

        var addresses = XDocument
            .Parse(await host.GetAsync("/sitemap.xml"))
            .Descendants(sitemap + "loc")
            .Select(loc => loc.Value);

        Assert.That(
            addresses,
            Is.EqualTo(
                new[]
                {
                    "https://letter.example.com/",
                    "https://letter.example.com/archive",
                    "https://letter.example.com/archive/one",
                }
            )
        );
    }

    private static SyndicationFeed Read(string text)
    {
        using var xml = XmlReader.Create(new StringReader(text));
        return SyndicationFeed.Load(xml);
    }
}
