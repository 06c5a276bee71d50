using System.Net;
using AngleSharp.Html.Parser;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Archive;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary>What a person sees around an issue, by the whole service.</summary>
[TestFixture]
internal sealed class ArchiveReaderTests
{
    private const string ToManage = "href=\"/manage\"";

    [Test]
    public async Task A_reader_is_led_to_their_own_manage_page_and_nobody_else()
    {
        await using var host = await ArchiveHost.StartAsync(ArchiveAccess.Subscribers, price: "€60");
        await host.PublishAsync("paid");
        var cookie = host.Tokens.Sign(TokenPurpose.Read, 1, host.Clock.GetUtcNow().AddDays(1));
        var manage = $"/manage/{host.Tokens.Sign(TokenPurpose.Manage, 1)}";
        foreach (var path in new[] { "/archive", "/archive/paid" })
        {
            Assert.That(await host.GetAsync(path, cookie), Does.Contain(ToManage).And.Not.Contain("/manage/"), path);
            Assert.That(await host.GetAsync(path), Does.Not.Contain(ToManage), path);
        }

        Assert.That(await LocationAsync(host, cookie), Is.EqualTo(manage));
        Assert.That(await host.StatusAsync(manage), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await LocationAsync(host, cookie: null), Is.EqualTo("/link"));
        Assert.That(await LocationAsync(host, host.Tokens.Sign(TokenPurpose.Manage, 1)), Is.EqualTo("/link"));
        await host.Workplace.ExecuteAsync("UPDATE subscribers SET link_epoch = 1 WHERE id = 1");
        Assert.That(await LocationAsync(host, cookie), Is.EqualTo("/link"), "renewed links take the cookie back");
    }

    [Test]
    public async Task A_page_names_the_newsletter_once_above_the_text()
    {
        await using var host = await ArchiveHost.StartAsync();
        await host.PublishAsync("one");
        foreach (var path in new[] { "/archive", "/archive/one" })
        {
            using var page = new HtmlParser().ParseDocument(await host.GetAsync(path));
            var above = page.QuerySelectorAll(".masthead, .archive-head");

            Assert.That(
                above.Sum(part => part.TextContent.Split(host.Newsletter.Name).Length - 1),
                Is.EqualTo(1),
                path
            );
        }
    }

    [Test]
    public async Task The_list_has_author_reading_time_and_picture_of_each_issue()
    {
        await using var host = await ArchiveHost.StartAsync();
        var filler = string.Concat(Enumerable.Repeat("word ", 700));
        await host.PublishAsync("one", body: $"{filler}\n\n![A pixel](pictures/pixel%20one.png)");

        using var page = new HtmlParser().ParseDocument(await host.GetAsync("/archive"));

        var line = page.QuerySelector(".issues li")!;
        Assert.That(
            line.QuerySelector(".facts")!.TextContent,
            Is.EqualTo("27 November · Ann Author · 3 minutes to read")
        );
        Assert.That(
            await host.StatusAsync(line.QuerySelector("img")!.GetAttribute("src")!),
            Is.EqualTo(HttpStatusCode.OK)
        );
        Assert.That(await host.GetAsync("/archive/one"), Does.Contain("3 minutes to read"));
    }

    [Test]
    public async Task A_teaser_begins_with_what_the_issue_says()
    {
        await using var host = await ArchiveHost.StartAsync(ArchiveAccess.Teaser, price: "€60");
        await host.PublishAsync(
            "one",
            body: "Hello {{ subscriber.first_name | default \"there\" }},\n\nOpen words. " + new string('x', 400)
        );

        Assert.That(await host.GetAsync("/archive/one"), Does.Contain("Open words").And.Not.Contain("Hello there"));
    }

    private static async Task<string?> LocationAsync(ArchiveHost host, string? cookie)
    {
        using var answer = await host.SendAsync("/manage", cookie: cookie);
        Assert.That(answer.Headers.CacheControl!.NoStore, Is.True);
        return answer.Headers.Location?.OriginalString;
    }
}
