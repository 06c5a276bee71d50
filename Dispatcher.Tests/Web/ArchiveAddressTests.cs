using System.Net;
using System.ServiceModel.Syndication;
using System.Xml;
using Newsletter.Dispatcher.Tests.Archive;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary>The addresses of issues, new and old, by the whole service.</summary>
[TestFixture]
internal sealed class ArchiveAddressTests
{
    [Test]
    public async Task The_old_address_leads_to_the_new_one_for_ever()
    {
        await using var host = await ArchiveHost.StartAsync();
        await host.PublishAsync("042-the-river", body: "![A pixel](pictures/pixel%20one.png)", date: "2026-11-26");
        await host.PublishAsync("2026-11-27-the-river", date: "2026-11-27");

        foreach (
            var (old, now) in new[]
            {
                ("042-the-river?utm=mail", "the-river?utm=mail"),
                ("2026-11-27-the-river", "the-river-2026-11-27"),
            }
        )
        {
            using var answer = await host.SendAsync($"/archive/{old}");
            Assert.That(
                (answer.StatusCode, answer.Headers.Location?.OriginalString),
                Is.EqualTo((HttpStatusCode.MovedPermanently, $"/archive/{now}"))
            );
            Assert.That(answer.Headers.CacheControl!.MaxAge, Is.LessThan(TimeSpan.FromHours(1)));
            Assert.That(await host.StatusAsync($"/archive/{now}"), Is.EqualTo(HttpStatusCode.OK));
        }

        Assert.That(
            await host.StatusAsync("/archive/042-the-river/pictures/pixel%20one.png"),
            Is.EqualTo(HttpStatusCode.OK),
            "mails show it from there"
        );
    }

    [Test]
    public async Task Every_page_names_the_new_address_alone()
    {
        await using var host = await ArchiveHost.StartAsync();
        await host.PublishAsync("042-the-river", date: "2026-11-26");
        await host.PublishAsync("043-the-clock", date: "2026-11-27");

        foreach (
            var path in new[]
            {
                "/",
                "/archive",
                "/archive?q=news",
                "/archive/the-river",
                "/archive/the-clock",
                "/sitemap.xml",
            }
        )
        {
            Assert.That(
                await host.GetAsync(path),
                Does.Contain("/archive/the-clock").And.Not.Contain("/archive/04"),
                path
            );
        }

        Assert.That(
            await host.GetAsync("/archive/the-river"),
            Does.Contain("<link rel=\"canonical\" href=\"https://letter.example.com/archive/the-river\">")
        );
    }

    [Test]
    public async Task A_feed_reader_knows_an_issue_by_what_it_was_known_by_before()
    {
        await using var host = await ArchiveHost.StartAsync();
        await host.PublishAsync("042-the-river");

        using var xml = XmlReader.Create(new StringReader(await host.GetAsync("/feed.xml")));
        var item = SyndicationFeed.Load(xml).Items.Single();

        Assert.That(
            (item.Id, item.Links.Single().Uri.AbsoluteUri),
            Is.EqualTo(
                ("https://letter.example.com/archive/042-the-river", "https://letter.example.com/archive/the-river")
            )
        );
    }

    [Test]
    public async Task Under_a_path_the_old_address_leads_below_it()
    {
        await using var host = await ArchiveHost.StartAsync(change: newsletter =>
            newsletter with
            {
                BaseUrl = "https://letter.example.com/letter",
            }
        );
        await host.PublishAsync("042-the-river");

        using var answer = await host.SendAsync("/letter/archive/042-the-river");

        Assert.That(answer.Headers.Location?.OriginalString, Is.EqualTo("/letter/archive/the-river"));
    }
}
