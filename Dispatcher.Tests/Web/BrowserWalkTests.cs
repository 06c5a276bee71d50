using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using MimeKit;
using Newsletter.Dispatcher.Archive;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary>The pages in a real browser, with the mails that lead to them.</summary>
/// <remarks>With NEWSLETTER_SCREENSHOTS set to a folder, a picture of each page is put there.</remarks>
[FixtureLifeCycle(LifeCycle.SingleInstance), Parallelizable(ParallelScope.Self)]
[TestFixture, EndToEnd]
internal sealed partial class BrowserWalkTests
{
    private static readonly string? Screenshots = Environment.GetEnvironmentVariable("NEWSLETTER_SCREENSHOTS");

    private Browser _browser = null!;
    private PagesHost _pages = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _browser = await Browser.RequireAsync();
        _pages = await PagesHost.StartAsync(
            NewsletterSample.Settings() with
            {
                AnnualPrice = "€60",
                Description = "The world's news in one calm letter, before your day begins.",
            },
            new WebSettings
            {
                Links = new()
                {
                    Privacy = "/privacy",
                    Terms = "/terms",
                    Imprint = "/imprint",
                },
            }
        );
        await File.WriteAllTextAsync(
            Path.Combine(Path.GetDirectoryName(_pages.Outbox)!, HomeText.FileName),
            "## Why we write\n\nThe news is loud. We read it, and write one letter.\n\n- One subject, told to the end\n"
                + "- [Sources](https://example.org/sources) for all of it\n\n> The letter I read first. Ana, Lisbon\n"
        );
        await SendAnIssueAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_pages is not null)
        {
            await _pages.DisposeAsync();
            await _browser.DisposeAsync();
        }
    }

    [Test]
    public async Task A_reader_signs_up_confirms_pauses_leaves_and_comes_back([Values] bool withJavaScript)
    {
        var email = withJavaScript ? "ana@example.org" : "ben@example.org";
        await using var context = await _browser.OpenAsync(
            _pages.Address,
            javaScript: withJavaScript,
            timeZone: "Pacific/Auckland"
        );
        var page = await context.NewPageAsync();

        await page.GotoAsync("/");
        await page.GetByLabel("Your email address").FillAsync(email);
        _pages.Clock.Advance(TimeSpan.FromSeconds(3));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign up" }).ClickAsync();
        await HeadingAsync(page, "Look into your inbox");

        var confirm = Link.Match((await MailAsync(email, "/confirm/")).TextBody!).Value;
        await page.GotoAsync(new Uri(confirm).AbsolutePath);
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, send it to me" }).ClickAsync();
        await HeadingAsync(page, "You are in");
        Assert.That(
            await _pages.ScalarAsync<string?>("SELECT time_zone FROM subscribers WHERE email = @email", new { email }),
            Is.EqualTo(withJavaScript ? "Pacific/Auckland" : null)
        );

        await page.GetByRole(AriaRole.Link, new() { Name = "Manage your subscription" }).ClickAsync();
        await page.GetByLabel("Pause until").FillAsync("2026-12-24");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await SaidAsync(page, "Thursday, 24 December 2026");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send me mail again" }).ClickAsync();
        await SaidAsync(page, "Welcome back");
        await page.GetByText("Name", new() { Exact = true }).ClickAsync();
        await page.GetByLabel("First name").FillAsync("Ana");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the name" }).ClickAsync();
        await SaidAsync(page, "Your name is saved.");

        // One click, as a mail program does it: what the header says, without the browser.
        var welcome = await MailAsync(email, "/unsubscribe/");
        var header = welcome.Headers["List-Unsubscribe"] ?? welcome.TextBody!;
        var leave = new Uri(
            Link.Matches(header)
                .Select(match => match.Value)
                .First(link => link.Contains("/unsubscribe/", StringComparison.Ordinal))
        ).AbsolutePath;
        using var answer = await _pages.PostAsync(leave, ("List-Unsubscribe", "One-Click"));
        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        await page.GotoAsync(leave);
        await HeadingAsync(page, "You are unsubscribed");
        await page.GetByRole(AriaRole.Button, new() { Name = "That was a mistake, keep me on" }).ClickAsync();
        await HeadingAsync(page, "You are back");

        await page.GetByRole(AriaRole.Link, new() { Name = "Read past issues" }).ClickAsync();
        await HeadingAsync(page, "Past issues");
    }

    [Test]
    public async Task A_reader_without_a_mail_at_hand_gets_a_link_and_is_erased([Values] bool withJavaScript)
    {
        var email = withJavaScript ? "lea@example.org" : "leo@example.org";
        var id = await _pages.AddAsync(email);
        await using var context = await _browser.OpenAsync(_pages.Address, javaScript: withJavaScript);
        var page = await context.NewPageAsync();

        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Mail me my link" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox).FillAsync(email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Mail me my link" }).ClickAsync();
        await HeadingAsync(page, "Look into your inbox");

        var manage = Link.Match((await MailAsync(email, "/manage/")).TextBody!).Value;
        await page.GotoAsync(new Uri(manage).AbsolutePath);
        await page.GetByText("Your data", new() { Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Delete my data" }).ClickAsync();
        _pages.Clock.Advance(TimeSpan.FromMinutes(1));
        await page.GetByRole(AriaRole.Button, new() { Name = "Mail me the link" }).ClickAsync();
        await HeadingAsync(page, "We have mailed you a link");

        var erase = Link.Match((await MailAsync(email, "/erase")).TextBody!).Value;
        await page.GotoAsync(new Uri(erase).AbsolutePath);
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, delete everything about me" }).ClickAsync();
        await HeadingAsync(page, "Goodbye");
        Assert.That(await _pages.StatusAsync(id), Is.Null);

        await page.GotoAsync(new Uri(erase).AbsolutePath);
        await HeadingAsync(page, "This link does not work any more");
    }

    [Test]
    public async Task The_keyboard_alone_signs_up_and_never_meets_the_trap()
    {
        await using var context = await _browser.OpenAsync(_pages.Address);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        var met = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            met.Add(
                await page.EvaluateAsync<string>(
                    "document.activeElement.name || document.activeElement.textContent.trim()"
                )
            );
        }

        Assert.That(met[..3], Is.EqualTo(["Skip to the text", "email", "Sign up"]), string.Join(", ", met));
        Assert.That(met, Does.Not.Contain("website"));

        await page.GetByLabel("Your email address").FocusAsync();
        await page.Keyboard.TypeAsync("keys@example.org");
        _pages.Clock.Advance(TimeSpan.FromSeconds(3));
        await page.Keyboard.PressAsync("Enter");
        await HeadingAsync(page, "Look into your inbox");
    }

    [Test]
    public async Task No_page_has_a_serious_fault_by_day_or_night_narrow_or_wide(
        [Values] bool isDark,
        [Values(320, 1440)] int width
    )
    {
        await using var context = await _browser.OpenAsync(_pages.Address, width: width, isDark: isDark);
        var page = await context.NewPageAsync();
        var problems = new List<string>();
        page.Console += (_, message) =>
            problems.AddRange(
                message.Type == "error" && !message.Text.Contains("status of 4", StringComparison.Ordinal)
                    ? [message.Text]
                    : []
            );
        foreach (var (name, show) in await PagesAsync($"{(isDark ? "dark" : "light")}{width}"))
        {
            await show(page);
            // In the page itself: the other way opens a new window for each result, and there are no frames here.
#pragma warning disable CS0618
            var axe = await page.RunAxeLegacy();
#pragma warning restore CS0618
            problems.AddRange(
                axe.Violations.Where(fault => fault.Impact is "serious" or "critical")
                    .Select(fault => $"{name}: {fault.Id}: {fault.Nodes[0].Html}")
            );
            if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth") > width)
            {
                problems.Add($"{name}: scrolls sideways");
            }

            if (Screenshots is not null)
            {
                await page.ScreenshotAsync(
                    new()
                    {
                        Path = Path.Combine(Screenshots, $"{name}-{(isDark ? "dark" : "light")}-{width}.png"),
                        FullPage = true,
                    }
                );
            }
        }

        Assert.That(problems, Is.Empty);
    }

    /// <summary>Every page in every state that people see, and the way there.</summary>
    private async Task<IReadOnlyList<(string Name, Func<IPage, Task> Show)>> PagesAsync(string who)
    {
        var ana = await _pages.AddAsync($"a.reader.with.a.rather.long.address.{who}@mail.example.org");
        var gone = await _pages.AddAsync($"gone{who}@example.org");
        await _pages.ScalarAsync<object>(
            "UPDATE subscribers SET term = 'trial', term_ends_at = @end WHERE id = @ana",
            new { ana, end = _pages.Clock.GetUtcNow().AddDays(9).ToUnixTimeMilliseconds() }
        );
        var (old, moved) = (
            await _pages.AddAsync($"old{who}@example.org"),
            await _pages.AddAsync($"moved{who}@example.org")
        );
        var (erased, resting) = (
            await _pages.AddAsync($"er{who}@example.org"),
            await _pages.AddAsync($"re{who}@example.org")
        );
        await _pages.ScalarAsync<object>("UPDATE subscribers SET link_epoch = 1 WHERE id = @old", new { old });
        using var left = await _pages.PostAsync(_pages.Unsubscribe(gone), ("List-Unsubscribe", "One-Click"));
        using var signUp = await _pages.SignUpAsync($"new{who}@example.org");
        await _pages.WaitForAsync($"SELECT count(*) FROM subscribers WHERE email = 'new{who}@example.org'", atLeast: 1);
        var confirm = await _pages.ConfirmAsync();

        Func<IPage, Task> At(string path) => page => page.GotoAsync(path.StartsWith('/') ? path : $"/{path}");
        Func<IPage, Task> After(string path, string button, Func<IPage, Task>? fill = null) =>
            async page =>
            {
                await At(path)(page);
                if (fill is not null)
                {
                    await fill(page);
                }

                await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
            };
        return
        [
            ("home", At("/")),
            (
                "home-problem",
                After(
                    "/",
                    "Sign up",
                    async page =>
                    {
                        await page.EvaluateAsync("document.querySelector('form').noValidate = true");
                        await page.GetByLabel("Your email address").FillAsync("ana@localhost");
                    }
                )
            ),
            (
                "asked",
                After("/", "Sign up", page => page.GetByLabel("Your email address").FillAsync($"ask{who}@example.org"))
            ),
            (
                "did-you-mean",
                After("/", "Sign up", page => page.GetByLabel("Your email address").FillAsync($"kim{who}@gmial.com"))
            ),
            ("confirm", At(confirm)),
            ("confirmed", After(confirm, "Yes, send it to me")),
            ("confirm-over", At("confirm/nothing")),
            ("manage", At(_pages.Manage(ana))),
            (
                "manage-paused",
                After(_pages.Manage(ana), "Pause", page => page.GetByLabel("Pause until").FillAsync("2026-12-24"))
            ),
            (
                "manage-open",
                async page =>
                {
                    await At(_pages.Manage(ana))(page);
                    await page.EvaluateAsync("document.querySelectorAll('details').forEach(one => one.open = true)");
                }
            ),
            ("manage-unsubscribed", At(_pages.Manage(gone))),
            ("ask", At(_pages.Manage(ana) + "/address")),
            ("ask-mailed", After(_pages.Manage(ana) + "/address", "Mail me the link")),
            ("ask-again", After(_pages.Manage(ana) + "/erase", "Mail me the link")),
            ("renew", At(_pages.Manage(ana) + "/renew")),
            ("link", At("link")),
            (
                "link-problem",
                After(
                    "link",
                    "Mail me my link",
                    async page =>
                    {
                        await page.EvaluateAsync("document.querySelector('form').noValidate = true");
                        await page.GetByRole(AriaRole.Textbox).FillAsync("ana@localhost");
                    }
                )
            ),
            (
                "link-asked",
                After("link", "Mail me my link", page => page.GetByRole(AriaRole.Textbox).FillAsync("a@example.org"))
            ),
            ("old", At(_pages.Manage(old))),
            ("old-asked", After(_pages.Manage(old), "Mail me a new link")),
            ("old-unsubscribe", At(_pages.Unsubscribe(old))),
            ("fresh-data", At(await _pages.FreshAsync(ana, LinkMatter.Data))),
            ("fresh-address", At(await _pages.FreshAsync(ana, LinkMatter.Address))),
            (
                "fresh-address-problem",
                After(
                    await _pages.FreshAsync(ana, LinkMatter.Address),
                    "Change the address",
                    async page =>
                    {
                        await page.EvaluateAsync("document.querySelector('form').noValidate = true");
                        await page.GetByLabel("New email address").FillAsync("ana@localhost");
                    }
                )
            ),
            (
                "fresh-address-asked",
                After(
                    await _pages.FreshAsync(ana, LinkMatter.Address),
                    "Change the address",
                    page => page.GetByLabel("New email address").FillAsync($"next{who}@example.org")
                )
            ),
            ("fresh-erase", At(await _pages.FreshAsync(ana, LinkMatter.Erase))),
            (
                "fresh-erased",
                After(await _pages.FreshAsync(erased, LinkMatter.Erase), "Yes, delete everything about me")
            ),
            ("fresh-over", At("link/nothing/erase")),
            ("refuse", At(await _pages.FreshAsync(moved, LinkMatter.Refuse))),
            ("refused", After(await _pages.FreshAsync(moved, LinkMatter.Refuse), "It was not me, take it back")),
            ("refuse-over", At("link/nothing/refuse")),
            ("paid", At("paid")),
            ("rest", At(_pages.Unsubscribe(ana) + "/pause")),
            (
                "rest-taken",
                After(
                    _pages.Unsubscribe(resting) + "/pause",
                    "Pause",
                    page => page.GetByLabel("Pause until").FillAsync("2026-12-24")
                )
            ),
            ("renewed", After(_pages.Manage(moved, epoch: 1) + "/renew", "Renew my links")),
            ("unsubscribe", At(_pages.Unsubscribe(ana))),
            ("gone", At(_pages.Unsubscribe(gone))),
            ("error-404", At("nothing-here")),
            ("archive", At("archive")),
            ("archive-found", At("archive?q=river+map")),
            ("archive-nothing", At("archive?q=zebra")),
            ("archive-issue", At("archive/the-river-that-moved")),
            ("waves", At("waves/" + _pages.Tokens.Sign(TokenPurpose.Waves, 1, _pages.Clock.GetUtcNow().AddHours(1)))),
        ];
    }

    /// <summary>Waits for the page with this heading: after a key press the old page may still be there.</summary>
    private static async Task HeadingAsync(IPage page, string heading)
    {
        await page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = heading }).WaitForAsync();
        Assert.That(
            await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).TextContentAsync(),
            Is.EqualTo(heading)
        );
    }

    private static async Task SaidAsync(IPage page, string words) =>
        Assert.That(await page.Locator("[role=status]").TextContentAsync(), Does.Contain(words));

    /// <summary>The mail to somebody that has a text in it; lets the clock run until it is there.</summary>
    private async Task<MimeMessage> MailAsync(string email, string text)
    {
        for (var tries = 0; ; tries++)
        {
            foreach (
                var file in Directory.Exists(_pages.Outbox)
                    ? Directory.EnumerateFiles(_pages.Outbox, $"{email}*.eml")
                    : []
            )
            {
                var mail = await MimeMessage.LoadAsync(file);
                if ((mail.Headers["List-Unsubscribe"] + mail.TextBody).Contains(text, StringComparison.Ordinal))
                {
                    return mail;
                }
            }

            Assert.That(tries, Is.LessThan(3000), $"no mail to {email} with {text}");
            _pages.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20);
        }
    }

    /// <summary>Puts one of the sample issues into the archive.</summary>
    private async Task SendAnIssueAsync()
    {
        await _pages.BeginSampleIssueAsync();
        await _pages.Services.GetRequiredService<ArchiveIndex>().CatchUpAsync(CancellationToken.None);
    }

    [GeneratedRegex(@"https?://[^\s<>""]+")]
    private static partial Regex Link { get; }
}
