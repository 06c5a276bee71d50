using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Web;

[TestFixture, Integration]
internal sealed class DraftPageTests
{
    private PagesHost _pages = null!;
    private string _secret = null!;

    [SetUp]
    public async Task Start()
    {
        _pages = await PagesHost.StartAsync();
        File.WriteAllBytes(Path.Combine(Issues, "map.png"), Given.Png);
        Save("Hello {{ subscriber.first_name }}, look at ![a map](map.png).");
        _secret = (
            await _pages
                .Services.GetRequiredService<DraftLinks>()
                .MakeAsync("river", new Decider("account:1", "Ana", "x"), days: 3, CancellationToken.None)
        )!;
    }

    [TearDown]
    public async Task Stop() => await _pages.DisposeAsync();

    private string Issues => _pages.Services.GetRequiredService<NewsletterFolder>().Issues;

    [Test]
    public async Task A_draft_is_shown_as_text_and_in_a_frame_that_can_do_nothing()
    {
        using var answer = await _pages.Http.GetAsync($"draft/{_secret}");
        using var mail = await _pages.Http.GetAsync($"draft/{_secret}/mail");
        var (page, html) = (await answer.Content.ReadAsStringAsync(), await mail.Content.ReadAsStringAsync());

        Assert.That(
            page,
            Does.Contain($"<iframe class=\"draft\" sandbox=\"allow-popups allow-popups-to-escape-sandbox\"")
                .And.Contain($"/draft/{_secret}/mail")
                .And.Contain("Hello Ana, look at")
                .And.Contain("Thursday, 26 November, 09:00")
        );
        Assert.That(html, Does.Contain("src=\"data:image/png;base64,").And.Not.Contain("<script"));
        Assert.That(
            mail.Headers.GetValues("Content-Security-Policy").Single(),
            Does.Contain("default-src 'none'")
                .And.Contain("sandbox allow-popups")
                .And.Not.Contain("allow-scripts")
                .And.Not.Contain("allow-same-origin")
        );
        foreach (var each in new[] { answer, mail })
        {
            Assert.That(each.Headers.GetValues("X-Robots-Tag"), Is.EqualTo(new[] { "noindex, nofollow" }));
            Assert.That(each.Headers.GetValues("Referrer-Policy"), Is.EqualTo(new[] { "no-referrer" }));
            Assert.That(each.Headers.CacheControl!.ToString(), Is.EqualTo("no-store"));
        }
    }

    [Test]
    public async Task No_link_of_the_mail_opens_the_page_of_a_reader()
    {
        await _pages.AddAsync("reader@example.org");
        var html = await _pages.Http.GetStringAsync($"draft/{_secret}/mail");
        var link = System.Text.RegularExpressions.Regex.Match(html, "/(unsubscribe/[^\"?#]+)").Groups[1].Value;

        using var answer = await _pages.Http.GetAsync(link);

        Assert.That(link, Is.Not.Empty);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task The_page_shows_the_file_as_it_is_now()
    {
        Save("Other words.");

        Assert.That(await _pages.Http.GetStringAsync($"draft/{_secret}"), Does.Contain("Other words."));
    }

    [Test]
    public async Task A_draft_with_an_error_is_said_to_be_in_work()
    {
        Save("![None](none.png)");

        using var mail = await _pages.Http.GetAsync($"draft/{_secret}/mail");

        Assert.That(
            await _pages.Http.GetStringAsync($"draft/{_secret}"),
            Does.Contain("This draft cannot be shown now").And.Not.Contain("<iframe")
        );
        Assert.That(mail.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task After_its_end_and_without_its_secret_nothing_is_shown()
    {
        using var other = await _pages.Http.GetAsync("draft/abcdefghijklmnopqrstuvwxyz234567");
        _pages.Clock.Advance(TimeSpan.FromDays(3));
        using var over = await _pages.Http.GetAsync($"draft/{_secret}");
        using var overMail = await _pages.Http.GetAsync($"draft/{_secret}/mail");

        Assert.That(
            new[] { other.StatusCode, over.StatusCode, overMail.StatusCode },
            Is.All.EqualTo(HttpStatusCode.NotFound)
        );
    }

    private void Save(string body) =>
        File.WriteAllText(
            Path.Combine(Issues, "river.md"),
            $"---\ntitle: The river\npreheader: It moved\nstatus: draft\n---\n{body}\n"
        );
}
