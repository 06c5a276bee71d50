using System.Net;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Archive;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary>The front page: what the publisher says there, and which links stand on it.</summary>
[TestFixture, Integration]
internal sealed class HomePageTests
{
    [Test]
    public async Task The_publishers_own_words_stand_between_the_form_and_the_sample_and_an_edit_shows()
    {
        await using var pages = await PagesHost.StartAsync();
        var file = Path.Combine(Path.GetDirectoryName(pages.Outbox)!, HomeText.FileName);
        var without = await pages.Http.GetStringAsync("");
        await File.WriteAllTextAsync(file, "## Why we write\n\nBecause of *you*. <script>alert(1)</script>\n");
        var broken = await pages.Http.GetStringAsync("");
        await File.WriteAllTextAsync(file, "## Why we write\n\nBecause of *you*, at last.\n");
        var with = await pages.Http.GetStringAsync("");
        File.Delete(file);
        var after = await pages.Http.GetStringAsync("");

        Assert.That(new[] { without, broken, after }, Is.All.Not.Contain("Because"));
        var places = new[] { "<form", "Why we write</h2>", "<em>you</em>, at last.", "class=\"sample\"" }
            .Select(words => with.IndexOf(words, StringComparison.Ordinal))
            .ToList();
        Assert.That(places, Is.Ordered.And.All.GreaterThan(0));
        Assert.That(with, Does.Not.Contain("alert(1)"));
    }

    [Test]
    public async Task Privacy_terms_and_imprint_stand_at_sign_up_and_at_the_foot_of_each_page()
    {
        await using var pages = await PagesHost.StartAsync(
            web: new WebSettings
            {
                Links = new()
                {
                    Privacy = "https://example.com/privacy",
                    Imprint = "/imprint",
                    Terms = "/terms",
                },
            }
        );
        var ana = await pages.AddAsync("ana@example.org");
        var home = await pages.Http.GetStringAsync("");

        Assert.That(home.Split("</form>")[0], Does.Contain("href=\"https://example.com/privacy\""));
        foreach (var path in new[] { "", "link", "archive", pages.Manage(ana), pages.Unsubscribe(ana) })
        {
            var footer = (await pages.Http.GetStringAsync(path)).Split("<footer")[1];
            Assert.That(
                footer,
                Does.Contain("<a href=\"https://example.com/privacy\">Privacy</a>")
                    .And.Contain("<a href=\"/imprint\">Imprint</a>")
                    .And.Contain("<a href=\"/terms\">Terms</a>"),
                path
            );
        }
    }

    [TestCase(ArchiveAccess.Full, "From the latest issue", "Read on")]
    [TestCase(ArchiveAccess.Subscribers, "The latest issue", "Whole issues are for subscribers.")]
    public async Task The_sample_is_what_a_stranger_may_read(ArchiveAccess access, string kicker, string onward)
    {
        await using var host = await ArchiveHost.StartAsync(access, price: "€60");
        await host.PublishAsync("river", body: "Nobody saw it.\n\nIt was found in the morning, by a dog.\n\nThe end.");
        var home = WebUtility.HtmlDecode(await host.GetAsync("/"));

        Assert.That(home, Does.Contain($"<p class=\"kicker\">{kicker}</p>").And.Contain(onward));
        Assert.That(home, Does.Contain("Two weeks free, then €60 a year").And.Contain("The trial ends by itself."));
        Assert.That(home.Contains("Nobody saw it", StringComparison.Ordinal), Is.EqualTo(access is ArchiveAccess.Full));
    }

    [Test]
    public async Task Nothing_is_promised_that_the_publisher_did_not_say()
    {
        await using var pages = await PagesHost.StartAsync();
        var home = await pages.Http.GetStringAsync("");

        Assert.That(
            home,
            Does.Not.Contain("goes to nobody")
                .And.Not.Contain(">Privacy<")
                .And.Not.Contain("class=\"offer\"")
                .And.Contain("It is still to come.")
        );
    }
}
