using Deque.AxeCore.Playwright;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>
/// An editor moves issues in a real browser, with the mouse, with the keyboard, and without JavaScript.
/// </summary>
/// <remarks>With NEWSLETTER_SCREENSHOTS set to a folder, a picture of each page is put there.</remarks>
[TestFixture, EndToEnd]
internal sealed class QueueWalkTests
{
    private static readonly string? Screenshots = Environment.GetEnvironmentVariable("NEWSLETTER_SCREENSHOTS");

    private Browser _browser = null!;
    private DeskSite _desk = null!;

    [SetUp]
    public async Task Start()
    {
        _browser = await Browser.RequireAsync();
        _desk = await DeskSite.OpenAsync(
            newsletter: NewsletterSample.Settings() with
            {
                BaseUrl = "http://127.0.0.1",
                Holidays = new HashSet<DateOnly> { new(2026, 12, 8) },
            }
        );
        await QueuePageTests.WriteAsync(
            _desk,
            "2026-11-24-river",
            "title: Why the river moved\nstatus: ready\ndate: 2026-11-24"
        );
        await QueuePageTests.WriteAsync(_desk, "bridges", "title: The bridges of Lisbon\nstatus: ready");
        await QueuePageTests.WriteAsync(
            _desk,
            "salt",
            "title: What salt did to the world\nstatus: ready\naudience: paid"
        );
        await QueuePageTests.WriteAsync(
            _desk,
            "sketch",
            "title: A sketch about trains\nstatus: draft\ndate: 2026-12-02"
        );
        await QueuePageTests.WriteAsync(_desk, "idea", "title: An idea without a day\nstatus: draft");
    }

    [TearDown]
    public async Task Stop()
    {
        await _desk.DisposeAsync();
        await _browser.DisposeAsync();
    }

    [Test]
    public async Task An_issue_is_dragged_to_another_day()
    {
        await using var context = await SignInAsync(Role.Editor);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/desk/queue");

        await DragAsync(page, "2026-11-24-river", "2026-11-27");

        await Assertions
            .Expect(page.Locator("[data-date='2026-11-27'] [data-slug='2026-11-24-river']"))
            .ToBeVisibleAsync();
        Assert.That(Text("2026-11-24-river"), Does.Contain("date: 2026-11-27\n"));
    }

    [Test]
    public async Task A_day_that_takes_no_issue_takes_no_drop()
    {
        await using var context = await SignInAsync(Role.Editor);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/desk/queue");

        await DragAsync(page, "bridges", "2026-11-28");
        await DragAsync(page, "bridges", "2026-11-27");

        await Assertions.Expect(page.Locator("[data-date='2026-11-27'] [data-slug='bridges']")).ToBeVisibleAsync();
        Assert.That(
            await _desk.Host.ScalarAsync<long>("SELECT count(*) FROM audit"),
            Is.EqualTo(1),
            "the first drop changed nothing"
        );
    }

    [Test]
    public async Task An_issue_is_moved_by_the_keyboard()
    {
        await using var context = await SignInAsync(Role.Editor);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/desk/queue");
        var grip = page.GetByRole(AriaRole.Button, new() { Name = "Move \"Why the river moved\" to another day" });

        await grip.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#queue\\.says")).ToContainTextAsync("choose a day with the arrow keys");
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(page.Locator("#queue\\.says")).ToHaveTextAsync("Wednesday, 25 November");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#queue\\.says")).ToHaveTextAsync("Not moved.");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("Enter");

        await Assertions
            .Expect(page.Locator("[data-date='2026-11-25'] [data-slug='2026-11-24-river']"))
            .ToBeVisibleAsync();
        Assert.That(Text("2026-11-24-river"), Does.Contain("date: 2026-11-25\n"));
    }

    [Test]
    public async Task Without_JavaScript_each_issue_has_its_forms()
    {
        await using var context = await SignInAsync(Role.Editor, javaScript: false);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/desk/queue");

        var river = page.Locator("[data-slug='2026-11-24-river']");
        await river.Locator("summary").ClickAsync();
        await river.GetByLabel("Move to").SelectOptionAsync("2026-11-30");
        await river.GetByRole(AriaRole.Button, new() { Name = "Move", Exact = true }).ClickAsync();
        await Assertions
            .Expect(page.GetByRole(AriaRole.Status).First)
            .ToContainTextAsync("is on Monday, 30 November now.");
        await page.Locator("[data-slug='sketch'] summary").ClickAsync();
        await page.Locator("[data-slug='sketch']").GetByRole(AriaRole.Button, new() { Name = "Release" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("is released.");

        Assert.That(Text("2026-11-24-river"), Does.Contain("date: 2026-11-30\n"));
        Assert.That(Text("sketch"), Does.Contain("status: ready\n"));
    }

    [Test]
    public async Task The_pages_fit_a_phone_and_keep_nobody_out(
        [Values("desk", "desk/queue", "desk/queue/waves", "desk/queue/link")] string path,
        [Values(1100, 390)] int width
    )
    {
        await using var context = await SignInAsync(Role.Owner, width: width);
        var page = await context.NewPageAsync();
        var answer = await page.GotoAsync($"/{path}");

        Assert.That(answer?.Status, Is.EqualTo(200));
        Assert.That(
            await page.EvaluateAsync<int>(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            ),
            Is.Zero,
            "the page does not scroll sideways"
        );
        // In the page itself: the other way opens a new window for each result, and there are no frames here.
#pragma warning disable CS0618
        var axe = await page.RunAxeLegacy();
#pragma warning restore CS0618
        Assert.That(
            axe.Violations.Where(fault => fault.Impact is "serious" or "critical")
                .Select(fault => $"{fault.Id}: {string.Join(", ", fault.Nodes.Select(node => node.Html))}"),
            Is.Empty
        );
        if (Screenshots is not null)
        {
            await page.ScreenshotAsync(
                new() { FullPage = true, Path = Path.Combine(Screenshots, $"{path.Replace('/', '-')}-{width}.png") }
            );
        }
    }

    /// <summary>A browser notices what is below the mouse only when the mouse moves there.</summary>
    private static async Task DragAsync(IPage page, string slug, string date)
    {
        var day = page.Locator($"[data-date='{date}']");
        await page.Locator($"[data-slug='{slug}'] .title").HoverAsync();
        await page.Mouse.DownAsync();
        await day.HoverAsync();
        await day.HoverAsync(
            new()
            {
                Position = new() { X = 5, Y = 5 },
            }
        );
        await page.Mouse.UpAsync();
    }

    private string Text(string slug) =>
        File.ReadAllText(Path.Combine(_desk.Host.Services.GetRequiredService<NewsletterFolder>().Issues, $"{slug}.md"));

    private async Task<IBrowserContext> SignInAsync(Role role, bool javaScript = true, int width = 1280)
    {
        var context = await _browser.OpenAsync(_desk.Host.Address, javaScript, width);
        using var person = _desk.As(role);
        await context.AddCookiesAsync(
            person.Cookies.Select(cookie => new Cookie
            {
                Name = cookie.Key,
                Value = cookie.Value,
                Url = _desk.Host.Address.ToString(),
            })
        );
        return context;
    }
}
