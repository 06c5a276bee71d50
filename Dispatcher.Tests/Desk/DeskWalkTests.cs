using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>
/// Every page of the desk in a real browser, as every role that may see it. Pictures of all are in
/// <c>artifacts/pictures/desk</c> afterwards.
/// </summary>
[FixtureLifeCycle(LifeCycle.SingleInstance), Parallelizable(ParallelScope.Self)]
[TestFixture, EndToEnd]
internal sealed partial class DeskWalkTests
{
    private Browser _browser = null!;
    private DeskWeek _desk = null!;

    [OneTimeSetUp]
    public async Task OpenAsync() => (_browser, _desk) = (await Browser.RequireAsync(), await DeskWeek.OpenAsync());

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (_desk is not null)
        {
            await _desk.DisposeAsync();
        }

        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
    }

    /// <summary>The owner sees every page, and everything on it.</summary>
    [Test]
    public async Task No_page_has_a_serious_fault_by_day_or_night_narrow_or_wide(
        [Values] bool isDark,
        [Values(390, 1100)] int width
    )
    {
        var folder = Path.Combine(Corpora.Repository(), "artifacts", "pictures", "desk");
        Directory.CreateDirectory(folder);
        var problems = new List<string>();
        await WalkAsync(
            Role.Owner,
            isDark,
            width,
            problems,
            (page, name) =>
                page.ScreenshotAsync(
                    new()
                    {
                        Path = Path.Combine(folder, $"{name}-{width}{(isDark ? "-dark" : "")}.png"),
                        FullPage = true,
                    }
                )
        );

        Assert.That(problems, Is.Empty);
    }

    /// <summary>What others see is a part of that, and may be laid out differently for it.</summary>
    [Test]
    public async Task Each_role_walks_through_all_its_pages(
        [Values(Role.Operator, Role.Editor, Role.Writer, Role.Support)] Role role
    )
    {
        var problems = new List<string>();
        await WalkAsync(role, isDark: false, width: 390, problems, (_, _) => Task.CompletedTask);

        Assert.That(problems, Is.Empty);
    }

    /// <summary>The first press of the key leads past the navigation, and every way in it can be reached.</summary>
    [Test]
    public async Task The_keyboard_reaches_the_page_and_every_way()
    {
        await using var window = await WindowAsync(Role.Owner, isDark: false, width: 1100);
        var page = await window.NewPageAsync();
        await page.GotoAsync("/desk");
        var ways = await page.Locator("nav[aria-label=Desk] a").AllTextContentsAsync();
        var met = new List<string>();
        for (var i = 0; i < ways.Count + 2; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            met.Add(await page.EvaluateAsync<string>("document.activeElement.textContent.trim()"));
        }

        Assert.That(met[0], Is.EqualTo("Skip to the page"));
        Assert.That(met.Skip(2), Is.EqualTo(ways));
    }

    private async Task WalkAsync(
        Role role,
        bool isDark,
        int width,
        List<string> problems,
        Func<IPage, string, Task> keepAsync
    )
    {
        await using var window = await WindowAsync(role, isDark, width);
        var page = await window.NewPageAsync();
        var at = "";
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !IsOfTheWalk(message.Text))
            {
                problems.Add($"{at}: {message.Text}");
            }
        };
        page.PageError += (_, error) => problems.Add($"{at}: {error}");
        foreach (var (route, address) in WalkedPages.For(_desk.Site.Host.Services, role))
        {
            at = $"{address} as {role.Word()}";
            var answer = await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Load });
            if (!WalkedPages.MayAnswer(route, answer!.Status))
            {
                problems.Add($"{at}: answered {answer.Status}");
                continue;
            }

            // In the page itself: the other way opens a new window for each result.
#pragma warning disable CS0618
            var axe = await page.RunAxeLegacy();
#pragma warning restore CS0618
            problems.AddRange(
                axe.Violations.Where(fault => fault.Impact is "serious" or "critical")
                    .Select(fault => $"{at}: {fault.Id}: {fault.Nodes[0].Html}")
            );
            if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth") is var shown && shown > width)
            {
                problems.Add($"{at}: is {shown} of {width} px wide");
            }

            await keepAsync(page, WalkedPages.Name(address));
        }
    }

    private async Task<IBrowserContext> WindowAsync(Role role, bool isDark, int width)
    {
        var site = _desk.Site.Host.Address;
        var window = await _browser.OpenAsync(site, width: width, isDark: isDark);
        using var person = _desk.Site.As(role);
        await window.AddCookiesAsync(
            person.Cookies.Select(cookie => new Cookie
            {
                Name = cookie.Key,
                Value = cookie.Value,
                Url = site.ToString(),
            })
        );
        return window;
    }

    /// <summary>
    /// What the walk sees for itself, or does itself: the answer of a page, and axe, which also knocks at the frame of
    /// a mail, where no script may run.
    /// </summary>
    private static bool IsOfTheWalk(string text) => OfTheWalk.IsMatch(text);

    [GeneratedRegex(@"status of [45]\d\d|Blocked script execution in '[^']*/desk/[^']*/mail/")]
    private static partial Regex OfTheWalk { get; }
}
