using System.Net;
using AngleSharp.Html.Parser;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Archive;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary>Past issues over HTTP, by the whole service.</summary>
[TestFixture]
internal sealed class ArchiveTests
{
    private static readonly string Filler = string.Concat(Enumerable.Repeat("open words ", 50)).TrimEnd();

    [Test]
    public async Task Everybody_reads_past_issues_newest_first_and_goes_from_one_to_the_next()
    {
        await using var host = await ArchiveHost.StartAsync();
        await host.PublishAsync("first", title: "The first", date: "2026-10-30");
        await host.PublishAsync("second", title: "The second", date: "2026-11-26");
        await host.PublishAsync("third", title: "The third", date: "2026-11-27", state: DispatchState.Stopped);

        var list = await host.GetAsync("/archive");
        Assert.That(
            Positions(list, "November 2026", "/archive/third", "/archive/second", "October 2026", "/archive/first"),
            Is.Ordered.And.All.Positive
        );

        var page = await host.GetAsync("/archive/second");
        Assert.Multiple(() =>
        {
            Assert.That(
                page,
                Does.Contain("Hello there, here is the news.")
                    .And.Contain("Ann Author")
                    .And.Contain("Thursday, 26 November 2026")
            );
            Assert.That(page, Does.Contain("href=\"/archive/first\"").And.Contain("href=\"/archive/third\""));
            Assert.That(
                page,
                Does.Contain("<link rel=\"canonical\" href=\"https://letter.example.com/archive/second\">")
            );
            Assert.That(page, Does.Contain("<meta property=\"og:title\" content=\"The second\">"));
        });
    }

    [Test]
    public async Task What_was_not_sent_and_what_is_no_issue_is_not_found()
    {
        await using var host = await ArchiveHost.StartAsync();
        var id = await host.PublishAsync("sent", body: "![A pixel](pictures/pixel%20one.png)");
        host.Workplace.Issue("draft.md", frontMatter: "status: draft");
        host.Workplace.Issue("tomorrow.md");
        await host.PublishAsync("missed", date: "2026-11-26", state: DispatchState.Missed);
        string[] paths =
        [
            "/archive/draft",
            "/archive/tomorrow",
            "/archive/missed",
            $"/archive/{id}",
            "/archive/1",
            "/archive/%252e%252e",
            "/archive/..%2fappsettings.json",
            "/archive/sent/../../appsettings.json",
            "/archive/sent/%2e%2e/%2e%2e/dispatcher.keys",
            "/archive/sent/..%2f..%2fdispatcher.keys",
            "/archive/SENT",
            "/archive/sent/issue/issues/sent.md",
            "/archive/sent/other.png",
            "/archive/draft/pictures/pixel%20one.png",
            "/archive/sent'%20OR%201=1--",
            "/archive/sent%00",
            "/archive?p=0",
            "/archive?p=2",
            "/archive?p=x",
            "/archive?p=99999999999999999999",
            "/archive/sent/" + new string('a', 400) + ".png",
        ];

        Assert.That(await host.StatusAsync("/archive/sent"), Is.EqualTo(HttpStatusCode.OK));
        foreach (var path in paths)
        {
            var status = await host.StatusAsync(path);
            Assert.That(status, Is.EqualTo(HttpStatusCode.NotFound).Or.EqualTo(HttpStatusCode.BadRequest), path);
        }
    }

    [Test]
    public async Task While_only_readers_further_east_have_an_issue_it_is_at_its_own_address_and_nowhere_else()
    {
        await using var host = await ArchiveHost.StartAsync();
        await host.PublishAsync(
            "early",
            body: "![A pixel](pictures/pixel%20one.png)",
            title: "Early bird",
            date: "2026-11-30",
            state: DispatchState.Paused
        );

        Assert.That(await host.GetAsync("/archive/early"), Does.Contain("noindex"));
        Assert.That(
            await host.StatusAsync("/archive/early/pictures/pixel%20one.png"),
            Is.EqualTo(HttpStatusCode.OK),
            "it is in mails that are read already"
        );
        foreach (var path in new[] { "/archive", "/archive?q=bird", "/feed.xml", "/sitemap.xml" })
        {
            Assert.That(await host.GetAsync(path), Does.Not.Contain("/archive/early"), path);
        }

        host.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 30, 5, 0, 0, TimeSpan.Zero));
        foreach (var path in new[] { "/archive", "/archive?q=bird", "/feed.xml", "/sitemap.xml" })
        {
            Assert.That(await host.GetAsync(path), Does.Contain("/archive/early"), path);
        }
    }

    [Test]
    public async Task Nothing_of_any_subscriber_is_in_any_byte()
    {
        await using var host = await ArchiveHost.StartAsync();
        await host.Workplace.ExecuteAsync(
            "UPDATE subscribers SET first_name = 'CanaryName', last_name = 'CanaryFamily', email = "
                + "'canary@example.org' WHERE id = 1"
        );
        await host.PublishAsync(
            "all",
            body: """
            {{ subscriber.first_name }} {{ subscriber.last_name }} {{ subscriber.email }} {{ subscriber.status }} {{ subscriber.time_zone }} {{ subscriber.tags }}

            [Leave]({{ links.unsubscribe }}) [Manage]({{ links.manage }}) [Web]({{ links.web }})
            """
        );

        foreach (var path in new[] { "/archive", "/archive/all", "/feed.xml", "/sitemap.xml" })
        {
            var text = await host.GetAsync(path);
            Assert.That(
                text,
                Does.Not.Contain("Canary")
                    .And.Not.Contain("canary")
                    .And.Not.Contain("/manage/")
                    .And.Not.Contain("/unsubscribe/")
                    .And.Not.Contain("@example.org"),
                path
            );
        }

        Assert.That(
            await host.GetAsync("/archive/all"),
            Does.Contain("<a href=\"https://letter.example.com/\">Leave</a>")
        );
    }

    [Test]
    public async Task Hostile_words_are_text_and_nothing_inline_is_left_for_the_policy_to_stop()
    {
        const string Evil = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>";
        await using var host = await ArchiveHost.StartAsync();
        await host.PublishAsync(
            "evil",
            body: $$$"""
            <b style="color: red" class="archive-head">bold</b> {{ "<script>alert(3)</script>" }} ![Far](https://pictures.example.net/far.png)

            | a | b |
            |:-:|--:|
            | 1 | {{ newsletter.name }} |
            """,
            title: Evil,
            author: Evil,
            preheader: Evil
        );

        foreach (
            var path in new[]
            {
                "/archive",
                "/archive/evil",
                "/archive?q=" + Uri.EscapeDataString(Evil),
                "/archive?q=zzz" + Uri.EscapeDataString(Evil),
            }
        )
        {
            using var answer = await host.SendAsync(path);
            using var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
            var attributes = page.All.SelectMany(element => element.Attributes).ToList();
            Assert.Multiple(() =>
            {
                Assert.That(
                    answer.Headers.GetValues("Content-Security-Policy").Single(),
                    Does.Contain("default-src 'none'").And.Not.Contain("unsafe")
                );
                Assert.That(
                    page.Scripts.All(script =>
                        script.Source?.StartsWith("/assets/", StringComparison.Ordinal) is true
                        && script.TextContent.Length == 0
                    ),
                    path
                );
                Assert.That(page.QuerySelectorAll("style, [style]"), Is.Empty, path);
                Assert.That(
                    attributes.Where(attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal)),
                    Is.Empty,
                    path
                );
                Assert.That(page.Images.Where(image => image.GetAttribute("src")?[0] != '/'), Is.Empty, path);
            });
        }

        var issue = await host.GetAsync("/archive/evil");
        Assert.That(
            issue,
            Does.Contain("class=\"align-right\"")
                .And.Contain("class=\"align-center\"")
                .And.Contain("<a href=\"https://pictures.example.net/far.png\">Far</a>")
        );
        Assert.That(issue, Does.Not.Contain("class=\"archive-head\">bold"));
    }

    [TestCase("uber", "street")]
    [TestCase("STRASSE", "street")]
    [TestCase("100%", "percent")]
    [TestCase("a_b", "percent")]
    public async Task A_search_finds_a_part_of_a_title_in_any_case_with_or_without_accents(string search, string found)
    {
        await using var host = await ArchiveHost.StartAsync();
        await host.PublishAsync("street", title: "Über die Straße", date: "2026-11-25");
        await host.PublishAsync("percent", title: "100% of a_b", date: "2026-11-26");
        await host.PublishAsync("axb", title: "1000 axb", date: "2026-11-27");

        var list = await host.GetAsync("/archive?q=" + Uri.EscapeDataString(search));

        Assert.That(
            new[] { "street", "percent", "axb" }.Where(slug =>
                list.Contains($"/archive/{slug}\"", StringComparison.Ordinal)
            ),
            Is.EqualTo(new[] { found })
        );
    }

    [Test]
    public async Task The_list_has_pages_that_keep_the_search()
    {
        await using var host = await ArchiveHost.StartAsync();
        for (var i = 1; i <= 27; i++)
        {
            await host.PublishAsync($"issue-{i}", date: $"2026-10-{i:00}");
        }

        Assert.That(
            await host.GetAsync("/archive?q=news"),
            Does.Contain("href=\"/archive?q=news&amp;p=2\"")
                .And.Contain("/archive/issue-3\"")
                .And.Not.Contain("/archive/issue-2\"")
        );
        Assert.That(
            await host.GetAsync("/archive?q=news&p=2"),
            Does.Contain("/archive/issue-2\"").And.Contain("/archive/issue-1\"").And.Not.Contain("/archive/issue-3\"")
        );
    }

    [Test]
    public async Task A_corrected_issue_shows_the_correction_and_its_date()
    {
        await using var host = await ArchiveHost.StartAsync();
        var id = await host.PublishAsync("wrong", body: "The river is the Po.", state: DispatchState.Paused);
        await host.GetAsync("/archive/wrong");
        host.Clock.Advance(TimeSpan.FromHours(12));
        var corrected = await host.Workplace.Control.CorrectAsync(
            id,
            host.Package("wrong", "The river is the Ebro.", "Right").Freeze(),
            notice: null,
            whyNot: null,
            CancellationToken.None
        );
        Assert.That(corrected, Is.InstanceOf<ControlResult.Changed>());

        var page = await host.GetAsync("/archive/wrong");

        Assert.That(
            page,
            Does.Contain("the Ebro")
                .And.Not.Contain("the Po.")
                .And.Contain("Corrected on 29 November 2026")
                .And.Contain("<h1>Right</h1>")
        );
    }

    [TestCase(ArchiveAccess.Teaser)]
    [TestCase(ArchiveAccess.Subscribers)]
    public async Task What_is_locked_is_in_no_byte_that_a_stranger_gets(ArchiveAccess access)
    {
        await using var host = await ArchiveHost.StartAsync(access, price: "€60");
        await host.PublishAsync("paid", body: $"{Filler}\n\n{Filler} SECRETWORD\n\nMore SECRETWORD {Filler}");

        foreach (var path in new[] { "/archive", "/archive/paid", "/feed.xml", "/sitemap.xml" })
        {
            Assert.That(await host.GetAsync(path), Does.Not.Contain("SECRETWORD"), path);
        }

        var page = await host.GetAsync("/archive/paid");
        Assert.That(page, Does.Contain("Read the archive here"));
        Assert.That(page.Contains("open words", StringComparison.Ordinal), Is.EqualTo(access is ArchiveAccess.Teaser));
    }

    [Test]
    public async Task A_free_newsletter_hides_nothing()
    {
        await using var host = await ArchiveHost.StartAsync(ArchiveAccess.Subscribers);
        await host.PublishAsync("free");

        Assert.That(await host.GetAsync("/archive/free"), Does.Contain("here is the news"));
    }

    [Test]
    public async Task A_subscriber_unlocks_the_archive_for_as_long_as_they_are_one()
    {
        await using var host = await ArchiveHost.StartAsync(ArchiveAccess.Subscribers, price: "€60");
        await host.PublishAsync("paid", body: "SECRETWORD");
        using var answer = await host.SendAsync(
            $"/manage/{host.Tokens.Sign(TokenPurpose.Manage, 1)}/read",
            HttpMethod.Post
        );
        var set = answer.Headers.GetValues("Set-Cookie").Single();
        var cookie = set[(set.IndexOf('=', StringComparison.Ordinal) + 1)..set.IndexOf(';', StringComparison.Ordinal)];
        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
            Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/archive"));
            Assert.That(
                set,
                Does.Contain("httponly")
                    .And.Contain("secure")
                    .And.Contain("samesite=lax")
                    .And.Contain("path=/")
                    .IgnoreCase
            );
        });

        using var unlocked = await host.SendAsync("/archive/paid", cookie: cookie);
        Assert.That(await unlocked.Content.ReadAsStringAsync(), Does.Contain("SECRETWORD"));
        Assert.That(unlocked.Headers.CacheControl!.ToString(), Is.EqualTo("no-store, private"));
        Assert.That(await host.GetAsync("/archive", cookie), Does.Contain("Stop reading here"));
        using var stopped = await host.SendAsync("/stop-reading", HttpMethod.Post, cookie);
        Assert.That(
            stopped.Headers.GetValues("Set-Cookie").Single(),
            Does.StartWith("reader=;").And.Contain("1970").And.Contain("path=/").IgnoreCase
        );
        Assert.That(await host.GetAsync("/archive/paid"), Does.Not.Contain("Stop reading here"));
        using var stranger = await host.SendAsync("/archive/paid");
        Assert.That(
            (stranger.Headers.CacheControl!.Public, stranger.Headers.Vary.Single()),
            Is.EqualTo((true, "Cookie"))
        );
        Assert.That(await host.GetAsync("/feed.xml", cookie), Does.Not.Contain("SECRETWORD"));

        string[] forged =
        [
            "x",
            cookie[..^1] + (cookie[^1] == 'A' ? 'B' : 'A'),
            cookie.Replace(".r.", ".m.", StringComparison.Ordinal),
            host.Tokens.Sign(TokenPurpose.Manage, 1),
            host.Tokens.Sign(TokenPurpose.Read, 1),
            host.Tokens.Sign(TokenPurpose.Confirm, 1, host.Clock.GetUtcNow().AddDays(1)),
            host.Tokens.Sign(TokenPurpose.Read, 999, host.Clock.GetUtcNow().AddDays(1)),
        ];
        foreach (var other in forged)
        {
            Assert.That(await host.GetAsync("/archive/paid", other), Does.Not.Contain("SECRETWORD"), other);
        }

        await host.Workplace.ExecuteAsync("UPDATE subscribers SET status = 'unsubscribed' WHERE id = 1");
        Assert.That(await host.GetAsync("/archive/paid", cookie), Does.Not.Contain("SECRETWORD"), "left the list");
        await host.Workplace.ExecuteAsync("UPDATE subscribers SET status = 'paused' WHERE id = 1");
        Assert.That(await host.GetAsync("/archive/paid", cookie), Does.Contain("SECRETWORD"));
        await host.Workplace.ExecuteAsync("UPDATE subscribers SET link_epoch = 1 WHERE id = 1");
        Assert.That(await host.GetAsync("/archive/paid", cookie), Does.Not.Contain("SECRETWORD"), "renewed links");
        await host.Workplace.ExecuteAsync("UPDATE subscribers SET link_epoch = 0 WHERE id = 1");
        host.Clock.Advance(TimeSpan.FromDays(180));
        Assert.That(await host.GetAsync("/archive/paid", cookie), Does.Not.Contain("SECRETWORD"), "the cookie is over");
    }

    [Test]
    public async Task Who_is_no_subscriber_gets_no_cookie()
    {
        await using var host = await ArchiveHost.StartAsync(ArchiveAccess.Subscribers, price: "€60");
        await host.Workplace.ExecuteAsync("UPDATE subscribers SET status = 'expired' WHERE id = 1");
        var token = host.Tokens.Sign(TokenPurpose.Manage, 1);
        using var expired = await host.SendAsync($"/manage/{token}/read", HttpMethod.Post);
        using var forged = await host.SendAsync("/manage/1.a.m.1.AAAAAAAAAAAAAAAAAAAAAA/read", HttpMethod.Post);

        Assert.Multiple(() =>
        {
            Assert.That(
                (expired.StatusCode, expired.Headers.Location!.OriginalString),
                Is.EqualTo((HttpStatusCode.SeeOther, $"/manage/{token}"))
            );
            Assert.That(forged.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(expired.Headers.Contains("Set-Cookie") || forged.Headers.Contains("Set-Cookie"), Is.False);
        });
    }

    [Test]
    public async Task Images_come_as_they_were_frozen_and_may_be_kept()
    {
        await using var host = await ArchiveHost.StartAsync();
        await host.PublishAsync("seen", body: "![A pixel](pictures/pixel%20one.png)");
        File.WriteAllBytes(Path.Combine(host.Workplace.IssuesFolder, "pictures", "pixel one.png"), [1, 2, 3]);
        using var page = new HtmlParser().ParseDocument(await host.GetAsync("/archive/seen"));
        var address = page.QuerySelector(".body img")!.GetAttribute("src")!;

        using var image = await host.SendAsync(address);
        using var again = await host.SendAsync(address, header: ("If-None-Match", image.Headers.ETag!.ToString()));
        using var plain = await host.SendAsync(address[..address.IndexOf('?', StringComparison.Ordinal)]);

        Assert.That(await image.Content.ReadAsByteArrayAsync(), Is.EqualTo(ArchiveHost.Pixel));
        Assert.Multiple(() =>
        {
            Assert.That(image.Content.Headers.ContentType!.MediaType, Is.EqualTo("image/png"));
            Assert.That(image.Headers.GetValues("X-Content-Type-Options").Single(), Is.EqualTo("nosniff"));
            Assert.That(image.Headers.CacheControl!.ToString(), Does.Contain("immutable"));
            Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
            Assert.That(
                plain.Headers.CacheControl!.ToString(),
                Does.Not.Contain("immutable"),
                "a correction may replace it"
            );
        });
    }

    [Test]
    public async Task The_images_that_a_mail_links_are_there()
    {
        await using var host = await ArchiveHost.StartAsync(change: newsletter =>
            newsletter with
            {
                Images = ImageTravel.Link,
                BaseUrl = "https://letter.example.com/letter",
            }
        );
        await host.PublishAsync("linked", body: "![A pixel](pictures/pixel%20one.png)");
        var (issue, problems) = CompiledIssue.Compile(
            host.Package("linked", "![A pixel](pictures/pixel%20one.png)"),
            host.Newsletter,
            new DateOnly(2026, 11, 27)
        );
        var mail = issue!.Render(
            Recipient.Sample("ana@example.com"),
            new LinkBook(host.Newsletter.BaseUrl, host.Tokens),
            out _
        )!;
        using var page = new HtmlParser().ParseDocument(mail.Html);
        var address = page
            .Images.Select(image => image.GetAttribute("src")!)
            .Single(src => src.Contains("pixel", StringComparison.Ordinal));

        using var image = await host.SendAsync(address["https://letter.example.com".Length..]);

        Assert.That(await image.Content.ReadAsByteArrayAsync(), Is.EqualTo(ArchiveHost.Pixel), address);
        Assert.That(
            image.Headers.GetValues("Cross-Origin-Resource-Policy").Single(),
            Is.EqualTo("cross-origin"),
            "webmail shows it in its own page"
        );
    }

    [Test]
    public async Task Under_a_path_everything_leads_below_it()
    {
        await using var host = await ArchiveHost.StartAsync(change: newsletter =>
            newsletter with
            {
                BaseUrl = "https://letter.example.com/letter",
            }
        );
        await host.PublishAsync("below", body: "![A pixel](pictures/pixel%20one.png)");

        foreach (var path in new[] { "/letter/archive", "/letter/archive/below", "/archive/below" })
        {
            using var page = new HtmlParser().ParseDocument(await host.GetAsync(path));
            var addresses = page.QuerySelectorAll("[href], [src], [action]")
                .SelectMany(element => element.Attributes)
                .Where(attribute => attribute.Name is "href" or "src" or "action")
                .Select(attribute => attribute.Value)
                .Where(address => !address.StartsWith('#') && !address.StartsWith("mailto:", StringComparison.Ordinal))
                .ToList();
            Assert.That(addresses, Has.All.Match("^(https://letter[.]example[.]com)?/letter/"), path);
        }
    }

    private static IEnumerable<int> Positions(string text, params string[] parts) =>
        parts.Select(part => text.IndexOf(part, StringComparison.Ordinal));
}
