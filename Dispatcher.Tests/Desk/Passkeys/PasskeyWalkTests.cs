using Microsoft.Playwright;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Newsletter.Dispatcher.Tests.Desk.Passkeys;

/// <summary>Passkeys in a real browser, with an authenticator that Chromium plays.</summary>
/// <remarks>With NEWSLETTER_SCREENSHOTS set to a folder, a picture of each page is put there.</remarks>
[TestFixture, EndToEnd]
internal sealed class PasskeyWalkTests
{
    private static readonly string? Screenshots = Environment.GetEnvironmentVariable("NEWSLETTER_SCREENSHOTS");

    private DeskSite _desk = null!;
    private Browser _browser = null!;
    private IBrowserContext _context = null!;
    private IPage _page = null!;
    private VirtualDevice _device = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        _browser = await Browser.RequireAsync();
        _desk = await DeskSite.OpenAsync(newsletter: NewsletterSample.Settings() with { BaseUrl = "http://localhost" });

        // Passkeys are for names of hosts, and 127.0.0.1 is none.
        var address = new UriBuilder(_desk.Host.Address) { Host = "localhost" }.Uri;
        _context = await _browser.OpenAsync(address);
        using var editor = _desk.As(Role.Editor);
        await _context.AddCookiesAsync(
            editor.Cookies.Select(one => new Cookie
            {
                Name = one.Key,
                Value = one.Value,
                Url = address.ToString(),
            })
        );
        _page = await _context.NewPageAsync();
        _device = await VirtualDevice.AddAsync(_context, _page);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        if (_desk is null)
        {
            return;
        }

        await _device.DisposeAsync();
        await _context.DisposeAsync();
        await _desk.DisposeAsync();
        await _browser.DisposeAsync();
    }

    [Test]
    public async Task Somebody_adds_a_passkey_names_it_signs_in_with_it_and_removes_it()
    {
        await _page.GotoAsync("/desk/me/passkeys");
        await Expect(_page.GetByText("You have no passkey yet.")).ToBeVisibleAsync();
        await AddAsync("My laptop");
        await Expect(Heading("My laptop")).ToBeVisibleAsync();
        await Expect(_page.GetByRole(AriaRole.Status)).ToContainTextAsync("\"My laptop\" is added");
        await PictureAsync("passkeys");

        await AddAsync("Again");
        await Expect(_page.GetByRole(AriaRole.Alert)).ToContainTextAsync("has a passkey of this account already");

        await _page.GetByLabel("Name", new() { Exact = true }).FillAsync("Old laptop");
        await Button("Rename").ClickAsync();
        await Expect(Heading("Old laptop")).ToBeVisibleAsync();

        await _context.ClearCookiesAsync();
        await _page.GotoAsync("/desk/sign-in?to=%2Fdesk%2Fme");
        await PictureAsync("sign-in");
        await Button("Sign in with a passkey").ClickAsync();
        await _page.WaitForURLAsync("**/desk/me");
        await Expect(_page.Locator("header")).ToContainTextAsync("Editor Sample");
        Assert.That(await PasskeySessionsAsync(), Is.EqualTo(1));
        Assert.That(
            await _desk.Host.RowAsync<(string, long)>("SELECT name, sign_count > 1 FROM account_passkeys"),
            Is.EqualTo(("Old laptop", 1L))
        );

        await _page.GotoAsync("/desk/me/passkeys");
        await Button("Remove the passkey Old laptop").ClickAsync();
        await Expect(_page.GetByText("You have no passkey yet.")).ToBeVisibleAsync();

        await _context.ClearCookiesAsync();
        await _page.GotoAsync("/desk/sign-in");
        await Button("Sign in with a passkey").ClickAsync();
        await Expect(_page.GetByRole(AriaRole.Alert)).ToContainTextAsync("opens no account here");
    }

    /// <summary>A passkey stands for password and second step, so the device must make sure who holds it.</summary>
    [Test]
    public async Task A_device_that_does_not_make_sure_who_holds_it_signs_nobody_in()
    {
        await _page.GotoAsync("/desk/me/passkeys");
        await AddAsync("My laptop");
        await Expect(Heading("My laptop")).ToBeVisibleAsync();
        await _context.ClearCookiesAsync();

        await _device.HoldByStrangerAsync();
        await _page.GotoAsync("/desk/sign-in");
        await Button("Sign in with a passkey").ClickAsync();

        await Expect(_page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        Assert.That(await PasskeySessionsAsync(), Is.Zero);
    }

    private async Task AddAsync(string name)
    {
        await _page.GetByLabel("What do you call this device?").FillAsync(name);
        await Button("Add a passkey").ClickAsync();
    }

    private ILocator Button(string name) => _page.GetByRole(AriaRole.Button, new() { Name = name });

    private ILocator Heading(string name) => _page.GetByRole(AriaRole.Heading, new() { Name = name });

    private Task<long> PasskeySessionsAsync() =>
        _desk.Host.ScalarAsync<long>("SELECT count(*) FROM account_sessions WHERE way = 'passkey'");

    private async Task PictureAsync(string name)
    {
        if (Screenshots is null)
        {
            return;
        }

        foreach (var width in (int[])[1100, 390])
        {
            await _page.SetViewportSizeAsync(width, 800);
            await _page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, $"desk-{name}-{width}.png") });
        }

        await _page.SetViewportSizeAsync(1280, 800);
    }
}
