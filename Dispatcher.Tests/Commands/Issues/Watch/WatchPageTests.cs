using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Newsletter.Dispatcher.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Newsletter.Dispatcher.Tests.Commands.Issues.Watch;

/// <summary>The page of a watch in a real browser.</summary>
/// <remarks>With NEWSLETTER_SCREENSHOTS set to a folder, pictures are put there.</remarks>
[TestFixture, EndToEnd]
internal sealed class WatchPageTests
{
    private static readonly string? Screenshots = Environment.GetEnvironmentVariable("NEWSLETTER_SCREENSHOTS");

    [Test]
    public async Task The_page_changes_when_the_file_is_saved_and_the_good_picture_outlives_an_error()
    {
        await using var watch = await RunningWatch.StartAsync("The old words.");
        await using var browser = await Browser.RequireAsync();
        await using var context = await browser.OpenAsync(watch.Address);
        var page = await context.NewPageAsync();
        await page.GotoAsync(watch.Address.ToString());
        var mail = page.FrameLocator("#device iframe:not(.coming)");
        await Expect(mail.GetByText("The old words.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Nothing to fix.")).ToBeVisibleAsync();

        watch.SaveByRename("The new words.");
        await Expect(mail.GetByText("The new words.")).ToBeVisibleAsync();

        watch.Save("The bad words.", keys: "stats: ready\n");
        await Expect(page.GetByText("unknown key \"stats\", did you mean \"status\"?")).ToBeVisibleAsync();
        await Expect(page.GetByText("line 4")).ToBeVisibleAsync();
        await Expect(page.GetByText("This is how the mail looked before them.")).ToBeVisibleAsync();
        await Expect(mail.GetByText("The new words.")).ToBeVisibleAsync();
        await Expect(page).ToHaveTitleAsync("(1) issues/river.md");
    }

    [Test]
    public async Task A_reader_a_width_and_a_look_are_chosen_with_the_keyboard()
    {
        await using var watch = await RunningWatch.StartAsync("Hello {{ subscriber.first_name | default \"you\" }}.");
        await using var browser = await Browser.RequireAsync();
        await using var context = await browser.OpenAsync(watch.Address);
        var page = await context.NewPageAsync();
        await page.GotoAsync(watch.Address.ToString());
        var frame = page.Locator("#device iframe:not(.coming)");
        var mail = page.FrameLocator("#device iframe:not(.coming)");
        await Expect(mail.GetByText("Hello Ana.")).ToBeVisibleAsync();
        Assert.That((await frame.BoundingBoxAsync())!.Width, Is.EqualTo(700));
        Assert.That(
            await frame.EvaluateAsync<bool>("f => f.clientHeight >= f.contentDocument.documentElement.scrollHeight"),
            "the page scrolls, and not the mail in it"
        );

        await page.GetByLabel("Seen as").SelectOptionAsync("nameless");
        await Expect(mail.GetByText("Hello you.")).ToBeVisibleAsync();
        await page.GetByLabel("Desktop", new() { Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator("#device iframe:not(.coming)[title$=phone]")).ToBeVisibleAsync();
        Assert.That((await frame.BoundingBoxAsync())!.Width, Is.EqualTo(390));

        await page.GetByLabel("Light", new() { Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator("#device iframe:not(.coming)[title*=Dark]")).ToBeVisibleAsync();
        await Expect(mail.Locator("body")).ToHaveCSSAsync("background-color", "rgb(15, 19, 20)");

        await page.GetByLabel("Plain text", new() { Exact = true }).CheckAsync(new() { Force = true });
        await Expect(page.Locator("#text")).ToContainTextAsync("Hello you.");
    }

    /// <summary>Templates are not cleaned, so they are a way for a script into the page.</summary>
    [Test]
    public async Task A_script_in_a_template_does_not_run()
    {
        await using var watch = await RunningWatch.StartAsync("Text.");
        watch.Folder.Write(
            "templates/issue.sbn-html",
            "<head></head><body onload=\"parent.document.title='no'\">{{ issue.body }}"
                + "<script>parent.document.title = 'no'</script></body>"
        );
        await using var browser = await Browser.RequireAsync();
        await using var context = await browser.OpenAsync(watch.Address);
        var page = await context.NewPageAsync();
        await page.GotoAsync(watch.Address.ToString());

        await Expect(page.FrameLocator("#device iframe:not(.coming)").GetByText("Text.")).ToBeVisibleAsync();
        await Expect(page).ToHaveTitleAsync("issues/river.md");
    }

    [Test]
    public async Task The_page_can_be_used_by_all_at_each_width(
        [Values(1400, 900, 390)] int width,
        [Values] bool isDark
    )
    {
        const string Body =
            "Hello {{ subscriber.first_name | default \"there\" }},\n\nToday the river was **somewhere else**.\n\n"
            + "![A map](map.png)\n\n| Day | Level |\n|---|---:|\n| Monday | 2 m |\n\n[A link](http://example.org/)\n";
        await using var watch = await RunningWatch.StartAsync(Body);
        File.Copy(
            Directory
                .EnumerateFiles(Path.Combine(Corpora.Repository(), "issues"), "*.png", SearchOption.AllDirectories)
                .First(),
            watch.Folder.File("issues/map.png")
        );
        watch.Save(
            Body,
            "subject: The river that moved in one night, and the people who woke up on its other side, too\n"
        );
        await watch.StateAsync(state =>
            state.GetProperty("inbox")[0].GetProperty("subject").GetProperty("cut").GetString() != ""
        );
        await using var browser = await Browser.RequireAsync();
        await using var context = await browser.OpenAsync(watch.Address, width: width, isDark: isDark);
        var page = await context.NewPageAsync();
        await page.GotoAsync(watch.Address.ToString());
        await Expect(page.Locator("#device iframe:not(.coming)")).ToBeVisibleAsync();
        await Expect(page.Locator("#live")).ToHaveAttributeAsync("data-state", "live");
        foreach (var look in new[] { "Light", "Dark", "Images off", "Style stripped", "Plain text" })
        {
            await page.GetByLabel(look, new() { Exact = true }).CheckAsync(new() { Force = true });
            await Expect(
                    look == "Plain text"
                        ? page.Locator("#text")
                        : page.Locator($"#device iframe:not(.coming)[title*=\"{look}\"]")
                )
                .ToBeVisibleAsync();
            await PictureAsync(page, $"watch-{look.Replace(' ', '-')}-{width}-{(isDark ? "dark" : "light")}");
        }

        await page.GetByLabel("Light", new() { Exact = true }).CheckAsync(new() { Force = true });
        await page.GetByLabel("Phone", new() { Exact = true }).CheckAsync(new() { Force = true });
        await Expect(page.Locator("#device iframe:not(.coming)[title$=phone]")).ToBeVisibleAsync();
        watch.Save(Body + "\n\n{{ for }}", keys: "stats: ready\n");
        await Expect(page.Locator("#banner")).ToBeVisibleAsync();
        await Expect(page.Locator("#live")).ToContainTextAsync("error");
        await PictureAsync(page, $"watch-broken-{width}-{(isDark ? "dark" : "light")}");

        // The frame of the mail runs no script, so nothing can look into it.
        await page.EvaluateAsync("document.querySelectorAll('iframe').forEach(frame => frame.remove())");
#pragma warning disable CS0618 // The other way opens a new window.
        var axe = await page.RunAxeLegacy();
#pragma warning restore CS0618
        Assert.That(
            axe.Violations.Where(fault => fault.Impact is "serious" or "critical")
                .Select(fault => $"{fault.Id}: {fault.Nodes[0].Html}"),
            Is.Empty
        );
        Assert.That(
            await page.EvaluateAsync<int>("document.documentElement.scrollWidth"),
            Is.LessThanOrEqualTo(width),
            "nothing is wider than the window"
        );
    }

    private static async Task PictureAsync(IPage page, string name)
    {
        if (Screenshots is not null)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, $"{name}.png"), FullPage = true });
        }
    }
}
