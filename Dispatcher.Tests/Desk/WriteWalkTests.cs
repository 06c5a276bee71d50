using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>An issue is written in a real browser.</summary>
/// <remarks>With NEWSLETTER_SCREENSHOTS set to a folder, a picture of each page is put there.</remarks>
[FixtureLifeCycle(LifeCycle.SingleInstance), Parallelizable(ParallelScope.Self)]
[TestFixture, EndToEnd]
internal sealed class WriteWalkTests
{
    private const string Issue = """
        ---
        title: Why the river moved
        preheader: What the maps will show tomorrow
        date: 2026-11-25
        status: draft
        author: Ana Ruiz
        tags: [world, rivers]
        ---

        Good morning {{ subscriber.first_name | default "there" }},

        The river has moved **three kilometres** since spring. Nobody saw it go.

        > It did not flood. It decided.

        - People in the old port wait for the water.
        - People in the new port wait for a road.

        """;

    private static readonly string? Screenshots = Environment.GetEnvironmentVariable("NEWSLETTER_SCREENSHOTS");

    private Browser _browser = null!;
    private WriteSite _site = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _browser = await Browser.RequireAsync();

        // A browser takes the cookies of HTTPS over HTTPS only.
        _site = await WriteSite.OpenAsync(
            newsletter: NewsletterSample.Settings() with
            {
                BaseUrl = "http://127.0.0.1",
            }
        );
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_site is not null)
        {
            await _site.DisposeAsync();
            await _browser.DisposeAsync();
        }
    }

    [Test]
    public async Task The_mail_follows_the_keys_and_the_draft_is_kept_until_it_is_saved()
    {
        _site.Write("typing", Issue);
        await using var context = await OpenAsync();
        var page = await PageAsync(context, "typing");
        var text = page.GetByRole(AriaRole.Textbox, new() { Name = "Text", Exact = true });
        await text.FocusAsync();
        await page.Keyboard.PressAsync("Control+End");

        await page.Keyboard.TypeAsync("The mayor is ");
        await page.Keyboard.PressAsync("Control+b");
        await page.Keyboard.TypeAsync("silent");
        await Assertions.Expect(page.FrameLocator("#frame iframe:not(.next)").GetByText("silent")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#kept")).ToContainTextAsync("Draft kept");

        Assert.That(await text.InputValueAsync(), Does.EndWith("The mayor is **silent**"));
        Assert.That(_site.Read("typing"), Is.EqualTo(Issue), "only Save touches the file");
        await page.Keyboard.PressAsync("Control+z");
        Assert.That(await text.InputValueAsync(), Does.Not.EndWith("**silent**"), "undo works");
        await page.Keyboard.PressAsync("Control+y");

        await page.GetByLabel("Title").FillAsync("Why: the \"river\"");
        await page.Keyboard.PressAsync("Control+s");
        await Assertions.Expect(page.GetByText("Saved.")).ToBeVisibleAsync();
        Assert.That(
            _site.Read("typing"),
            Does.Contain("title: \"Why: the \\\"river\\\"\"\n").And.Contain("The mayor is **")
        );
    }

    [Test]
    public async Task Findings_lead_to_their_lines_and_the_reader_and_the_view_can_be_chosen()
    {
        _site.Write("findings", Issue);
        await using var context = await OpenAsync();
        var page = await PageAsync(context, "findings");
        var text = page.GetByRole(AriaRole.Textbox, new() { Name = "Text", Exact = true });
        await text.FocusAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync("See [here](https://example.org/river).");

        var place = page.Locator("#findings button.place").First;
        await place.ClickAsync();
        var line = await text.EvaluateAsync<string>("e => e.value.slice(e.selectionStart, e.selectionEnd)");
        await page.GetByLabel("Reader").SelectOptionAsync("nameless");
        await page.GetByLabel("View").SelectOptionAsync("text");

        Assert.That(line, Does.Contain("See [here](https://example.org/river)."));
        await Assertions
            .Expect(page.FrameLocator("#frame iframe:not(.next)").GetByText("Good morning there"))
            .ToBeVisibleAsync();
    }

    [Test]
    public async Task Tools_mark_what_is_chosen()
    {
        _site.Write("tools", Issue);
        await using var context = await OpenAsync();
        var page = await PageAsync(context, "tools");
        var text = page.GetByRole(AriaRole.Textbox, new() { Name = "Text", Exact = true });
        await text.FillAsync("river");
        string[] names = ["Heading", "Footnote", "Table"];
        foreach (var name in names)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
        }

        Assert.That(
            await text.InputValueAsync(),
            Is.EqualTo("## river[^1]\n\n[^1]: \n\n| Name | Value |\n| --- | --- |\n| one | two |\n\n")
                .Or.Contain("## river[^1]")
        );
        await text.FillAsync("a word");
        await text.SelectTextAsync();
        await page.Keyboard.PressAsync("Control+i");
        Assert.That(await text.InputValueAsync(), Is.EqualTo("*a word*"));
        await page.Keyboard.PressAsync("Control+i");
        await text.SelectTextAsync();
        await page.Keyboard.PressAsync("Control+k");
        Assert.That(await text.InputValueAsync(), Does.StartWith("[").And.EndWith("](https://)"));
        await page.Keyboard.PressAsync("Control+z");
        await page.GetByRole(AriaRole.Button, new() { Name = "Quote", Exact = true }).ClickAsync();
        Assert.That(await text.InputValueAsync(), Does.StartWith("> "));
    }

    [Test]
    public async Task An_image_that_is_dropped_asks_what_it_shows()
    {
        _site.Write("dropped", Issue);
        await using var context = await OpenAsync();
        var page = await PageAsync(context, "dropped");
        var data = await page.EvaluateHandleAsync(
            """
            content => {
              const data = new DataTransfer();
              const bytes = Uint8Array.from(atob(content), one => one.charCodeAt(0));
              data.items.add(new File([bytes], 'The Map.png', { type: 'image/png' }));
              return data;
            }
            """,
            Convert.ToBase64String(ImageSample.Png(width: 40, height: 30))
        );

        await page.DispatchEventAsync("#text", "drop", new { dataTransfer = data });
        await page.Locator("#alttext").FillAsync("A map of the river");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#kept")).ToContainTextAsync("dropped/the-map.png");

        Assert.That(
            await page.Locator("#text").InputValueAsync(),
            Does.Contain("![A map of the river](dropped/the-map.png)")
        );
        Assert.That(Path.Combine(_site.Issues, "dropped", "the-map.png"), Does.Exist);
        await Assertions
            .Expect(page.FrameLocator("#frame iframe:not(.next)").GetByAltText("A map of the river"))
            .ToBeVisibleAsync();
    }

    [Test]
    public async Task Without_a_script_the_buttons_preview_and_save()
    {
        _site.Write("plain", Issue);
        await using var context = await OpenAsync(javaScript: false);
        var page = await PageAsync(context, "plain");

        await page.GetByRole(AriaRole.Textbox, new() { Name = "Text", Exact = true })
            .FillAsync("Hello without a script.\n");
        await page.GetByLabel("View").SelectOptionAsync("text");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Assertions
            .Expect(page.FrameLocator("#frame iframe").GetByText("Hello without a script."))
            .ToBeVisibleAsync();
        Assert.That(_site.Read("plain"), Is.EqualTo(Issue));

        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("Saved.")).ToBeVisibleAsync();
        Assert.That(_site.Read("plain"), Does.EndWith("---\nHello without a script.\n"));
    }

    [Test]
    public async Task Each_page_of_writing_keeps_nobody_out([Values(1100, 390)] int width, [Values] bool isDark)
    {
        var slug = $"look-{width}-{(isDark ? "dark" : "light")}";
        _site.Write(slug, Issue + "See [here](https://example.org/river).\n");
        await using var context = await OpenAsync(width: width, isDark: isDark);
        var page = await PageAsync(context, slug);
        await LookAtAsync(page, "write", width, isDark);
        var form = await _site.FormAsync($"desk/issues/{slug}");
        form["text"] = form["text"].Replace("Nobody saw it go.", "Nobody heard it.", StringComparison.Ordinal);
        await _site.FollowAsync(await _site.PressAsync(slug, form, "save"));
        form["text"] += "A third text.\r\n";
        var conflict = await _site.PressAsync(slug, form, "save");

        await page.GotoAsync(conflict.Headers.Location!.OriginalString);
        await LookAtAsync(page, "conflict", width, isDark);
        await page.GotoAsync($"/desk/issues/{slug}/versions");
        await LookAtAsync(page, "versions", width, isDark);
        await page.GetByRole(AriaRole.Link, new() { Name = "What changed" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "In one column" }).ClickAsync();
        await LookAtAsync(page, "version", width, isDark);
        await page.GotoAsync("/desk/issues");
        await LookAtAsync(page, "issues", width, isDark);
    }

    private async Task<IBrowserContext> OpenAsync(bool javaScript = true, int width = 1280, bool isDark = false)
    {
        var context = await _browser.OpenAsync(_site.Desk.Host.Address, javaScript, width, isDark);
        await context.AddCookiesAsync(
            _site.Person.Cookies.Select(cookie => new Cookie
            {
                Name = cookie.Key,
                Value = cookie.Value,
                Url = _site.Desk.Host.Address.ToString(),
            })
        );
        return context;
    }

    private static async Task<IPage> PageAsync(IBrowserContext context, string slug)
    {
        var page = await context.NewPageAsync();
        List<string> said = [];
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                said.Add(message.Text);
            }
        };
        await page.GotoAsync($"/desk/issues/{slug}");
        Assert.That(said, Is.Empty);
        return page;
    }

    private static async Task LookAtAsync(IPage page, string name, int width, bool isDark)
    {
        if (Screenshots is not null)
        {
            await page.ScreenshotAsync(
                new()
                {
                    Path = Path.Combine(Screenshots, $"desk-{name}-{width}-{(isDark ? "dark" : "light")}.png"),
                    FullPage = true,
                }
            );
        }

        // In the page itself: the other way opens a new window for each result. The frame is a mail without scripts.
#pragma warning disable CS0618
        var found = await page.RunAxeLegacy();
#pragma warning restore CS0618
        Assert.That(
            found
                .Violations.Where(fault => fault.Impact is "serious" or "critical")
                .Select(fault => $"{name}: {fault.Id}: {fault.Nodes[0].Html}"),
            Is.Empty
        );
        Assert.That(
            await page.EvaluateAsync<bool>(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            ),
            Is.True,
            $"{name} scrolls sideways at {width} px"
        );
    }
}
