using Microsoft.Playwright;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>The live page of a dispatch in a real browser.</summary>
[TestFixture, EndToEnd]
internal sealed class LivePageTests
{
    private static readonly string? Screenshots = Environment.GetEnvironmentVariable("NEWSLETTER_SCREENSHOTS");

    [Test]
    public async Task The_page_follows_the_dispatch_and_offers_other_acts_when_it_is_over()
    {
        await using var browser = await Browser.RequireAsync();
        await using var desk = await OpenDeskAsync();
        await DispatchOnFile.AddAsync(desk.Host);
        await using var window = await OpenAsync(browser, desk, Role.Owner);
        var page = await window.NewPageAsync();
        List<string> errors = [];
        page.Console += (_, message) => errors.AddRange(message.Type == "error" ? [message.Text] : []);
        page.PageError += (_, error) => errors.Add(error);

        await page.GotoAsync("desk/dispatches/1");
        await page.GetByText("Live.", new() { Exact = true }).WaitForAsync();
        await desk.Host.ScalarAsync<long>("UPDATE deliveries SET state = 'sent' WHERE subscriber_id = 7");
        await UntilAsync(desk, async () => await page.Locator("[data-text=sent]").TextContentAsync() == "4");
        await desk.Host.ScalarAsync<long>("UPDATE dispatches SET state = 'stopped', finished_at = started_at");
        await UntilAsync(
            desk,
            async () => await page.GetByRole(AriaRole.Link, new() { Name = "Resume" }).CountAsync() == 0
        );

        Assert.That(await page.Locator("h1 + .tag").TextContentAsync(), Is.EqualTo("stopped"));
        Assert.That(errors, Is.Empty);
    }

    [Test]
    public async Task Without_JavaScript_the_page_is_right_at_each_load()
    {
        await using var browser = await Browser.RequireAsync();
        await using var desk = await OpenDeskAsync();
        await DispatchOnFile.AddAsync(desk.Host);
        await using var window = await OpenAsync(browser, desk, Role.Owner, javaScript: false);
        var page = await window.NewPageAsync();

        await page.GotoAsync("desk/dispatches/1");
        await desk.Host.ScalarAsync<long>("UPDATE deliveries SET state = 'sent' WHERE subscriber_id = 7");
        desk.Host.Clock.Advance(TimeSpan.FromSeconds(2));
        await page.ReloadAsync();

        Assert.That(await page.Locator("[data-text=sent]").TextContentAsync(), Is.EqualTo("4"));
    }

    [Test, Explicit("Pictures of each page, to look at; NEWSLETTER_SCREENSHOTS names their folder.")]
    public async Task Pictures()
    {
        await using var browser = await Browser.RequireAsync();
        await using var desk = await OpenDeskAsync();
        await DispatchOnFile.AddAsync(desk.Host);
        await DispatchOnFile.AddLargeAsync(desk.Host);
        foreach (var (width, isDark) in new[] { (1100, false), (390, false), (1100, true) })
        {
            await using var window = await OpenAsync(browser, desk, Role.Owner, width: width, isDark: isDark);
            var page = await window.NewPageAsync();
            foreach (
                var path in new[]
                {
                    "dispatches",
                    "dispatches/2",
                    "dispatches/1/unsent",
                    "dispatches/1/stop",
                    "dispatches/1/resolve",
                    "dispatches/1/correct",
                    "dispatches/1/resend",
                    "returns",
                    "suppressions",
                    "suppressions/lift?address=spam@example.org",
                    "doctor",
                    "mails",
                    "settings",
                }
            )
            {
                await page.GotoAsync($"desk/{path}");
                var name = path.Replace('/', '-').Split('?')[0];
                await page.ScreenshotAsync(
                    new()
                    {
                        Path = Path.Combine(Screenshots ?? "", $"{name}-{width}{(isDark ? "-dark" : "")}.png"),
                        FullPage = true,
                    }
                );
            }
        }
    }

    /// <summary>A newsletter on this machine: a browser takes its cookies without HTTPS.</summary>
    private static Task<DeskSite> OpenDeskAsync() =>
        DeskSite.OpenAsync(newsletter: NewsletterSample.Settings() with { BaseUrl = "http://localhost:8080" });

    /// <summary>Moves the clock of the service until something is so.</summary>
    private static async Task UntilAsync(DeskSite desk, Func<Task<bool>> isSo)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await isSo())
        {
            late.Token.ThrowIfCancellationRequested();
            desk.Host.Clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(20, late.Token);
        }
    }

    private static async Task<IBrowserContext> OpenAsync(
        Browser browser,
        DeskSite desk,
        Role role,
        bool javaScript = true,
        int width = 1100,
        bool isDark = false
    )
    {
        using var signedIn = desk.As(role);
        var window = await browser.OpenAsync(desk.Host.Address, javaScript, width, isDark);
        await window.AddCookiesAsync(
            signedIn.Cookies.Select(one => new Cookie
            {
                Name = one.Key,
                Value = one.Value,
                Url = desk.Host.Address.ToString(),
            })
        );
        return window;
    }
}
