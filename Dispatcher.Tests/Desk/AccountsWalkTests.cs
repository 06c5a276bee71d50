using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>A person signs in, sets up the second step and adds a colleague, in a real browser.</summary>
/// <remarks>With NEWSLETTER_SCREENSHOTS set to a folder, a picture of each page is put there.</remarks>
[TestFixture, EndToEnd]
internal sealed class AccountsWalkTests
{
    private static readonly string? Screenshots = Environment.GetEnvironmentVariable("NEWSLETTER_SCREENSHOTS");

    private readonly List<string> _problems = [];

    [TestCase(1100, false)]
    [TestCase(390, true)]
    public async Task A_person_signs_in_secures_the_account_and_adds_a_colleague(int width, bool isDark)
    {
        await using var browser = await Browser.RequireAsync();
        await using var desk = await DeskSite.OpenAsync(
            newsletter: NewsletterSample.Settings() with
            {
                BaseUrl = "http://localhost:8080",
            }
        );
        await SignedUp.AddAsync(desk, role: Role.Owner);
        await using var context = await browser.OpenAsync(desk.Host.Address, width: width, isDark: isDark);
        var page = await context.NewPageAsync();

        await page.GotoAsync("desk/accounts");
        await LookAsync(page, "sign-in", width);
        await page.GetByLabel("Email address").FillAsync("ana@example.org");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("wrong");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("Address or password is wrong").WaitForAsync();
        await LookAsync(page, "sign-in-refused", width);
        await page.GetByLabel("Password").FillAsync(SignedUp.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Accounts" }).WaitForAsync();
        await LookAsync(page, "accounts", width);

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Bob Meyer");
        await page.GetByLabel("Email address").FillAsync("bob@example.org");
        await page.GetByLabel("Role").SelectOptionAsync("editor");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await page.GetByText("Bob Meyer is added").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Bob Meyer" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Bob Meyer" }).WaitForAsync();
        await LookAsync(page, "account", width);

        await page.GotoAsync("desk/me");
        await LookAsync(page, "me", width);
        await page.GetByRole(AriaRole.Link, new() { Name = "Set it up" }).ClickAsync();
        await page.GetByLabel("Six digits").WaitForAsync();
        await LookAsync(page, "second-step", width);
        var key = (await page.Locator("code.key").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        var bytes = Dispatcher.Tokens.Base32.Decode(key)!;
        await page.GetByLabel("Six digits").FillAsync(SignedUp.Code(desk, bytes));
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("shown this once").WaitForAsync();
        await LookAsync(page, "recovery-codes", width);
        await page.GotoAsync("desk/me/second-step");
        await LookAsync(page, "second-step-on", width);

        await page.GotoAsync("desk/sign-out");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GetByText("You are signed out.").WaitForAsync();
        await page.GetByLabel("Email address").FillAsync("ana@example.org");
        await page.GetByLabel("Password").FillAsync(SignedUp.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("Code of your authenticator app").WaitForAsync();
        await LookAsync(page, "code", width);
        desk.Host.Clock.Advance(TimeSpan.FromSeconds(60));
        await page.GetByLabel("Code of your authenticator app").FillAsync(SignedUp.Code(desk, bytes));
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Today" }).WaitForAsync();

        Assert.That(_problems, Is.Empty);
    }

    private async Task LookAsync(IPage page, string name, int width)
    {
        if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth") > width)
        {
            _problems.Add($"{name}: scrolls sideways");
        }

#pragma warning disable CS0618 // As in the walk of the readers' pages.
        var axe = await page.RunAxeLegacy();
#pragma warning restore CS0618
        _problems.AddRange(
            axe.Violations.Where(fault => fault.Impact is "serious" or "critical")
                .Select(fault => $"{name}: {fault.Id}: {fault.Nodes[0].Html}")
        );
        if (Screenshots is not null)
        {
            await page.ScreenshotAsync(
                new() { Path = Path.Combine(Screenshots, $"desk-{name}-{width}.png"), FullPage = true }
            );
        }
    }
}
