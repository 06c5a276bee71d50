using Microsoft.Playwright;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>Debian's chromium, driven like a person would; Playwright's own browsers are not downloaded.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>
    /// Starts the browser. If there is none, the test is skipped with the reason, and fails when CI=true.
    /// </summary>
    public static async Task<Browser> RequireAsync()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        if (path is null)
        {
            const string Reason =
                "There is no chromium on the PATH; install it (Debian: apt-get install chromium) to walk through the "
                + "pages.";
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                Assert.Fail(Reason);
            }

            Assert.Ignore(Reason);
        }

        var playwright = await Playwright.CreateAsync();
        return new(
            playwright,
            await playwright.Chromium.LaunchAsync(
                new()
                {
                    ExecutablePath = path,
                    Args =
                    [
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                    ],
                }
            )
        );
    }

    /// <summary>A new window without cookies or storage.</summary>
    public async Task<IBrowserContext> OpenAsync(
        Uri address,
        bool javaScript = true,
        int width = 1280,
        bool isDark = false,
        string timeZone = "Europe/Berlin"
    )
    {
        var context = await _browser.NewContextAsync(
            new()
            {
                BaseURL = address.ToString(),
                JavaScriptEnabled = javaScript,
                ViewportSize = new() { Width = width, Height = 800 },
                ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
                TimezoneId = timeZone,
                Locale = "en-GB",
            }
        );
        context.SetDefaultTimeout(15_000);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
