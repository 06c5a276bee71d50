using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering.Letters;

/// <summary>
/// The sample letters in a real browser: no telephone scrolls sideways, with the style sheet and without it. With
/// NEWSLETTER_PICTURES set to a folder, the pictures are kept there to be looked at.
/// </summary>
[TestFixture, EndToEnd]
internal sealed partial class LetterWidthTests
{
    private Browser _browser = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _browser = await Browser.RequireAsync();

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
    }

    [Test]
    public async Task No_letter_is_wider_than_the_screen(
        [ValueSource(typeof(LetterSample), nameof(LetterSample.Names))] string name,
        [Values("desktop", "phone", "small-phone", "dark", "no-style", "small-no-style", "no-images")] string how
    )
    {
        var width = how switch
        {
            "desktop" => 900,
            "small-phone" or "small-no-style" => 320,
            _ => 390,
        };
        var html = LetterSample.Html(name);
        html = how.EndsWith("no-style", StringComparison.Ordinal) ? StyleElements.Replace(html, "") : html;
        html = how is "no-images" ? html.Replace("src=\"data:", "src=\"cid:", StringComparison.Ordinal) : html;
        await using var window = await _browser.OpenAsync(new("https://letter.example.com"), width: width, isDark: how is "dark");
        var page = await window.NewPageAsync();
        await page.SetContentAsync(html, new() { WaitUntil = WaitUntilState.Load });

        var shown = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        await KeepAsync(page, $"{name}-{how}.png");

        Assert.That(shown, Is.LessThanOrEqualTo(width));
    }

    private static async Task KeepAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("NEWSLETTER_PICTURES") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name), FullPage = true });
        }
    }

    [GeneratedRegex("<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex StyleElements { get; }
}
