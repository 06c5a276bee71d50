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
    [Test]
    public async Task No_letter_is_wider_than_the_screen(
        [Values("desktop", "phone", "small-phone", "dark", "no-style", "small-no-style", "no-images")] string how
    )
    {
        var width = how switch
        {
            "desktop" => 900,
            "small-phone" or "small-no-style" => 320,
            _ => 390,
        };
        await using var browser = await Browser.RequireAsync();
        var wider = new List<string>();
        foreach (var name in LetterSample.Names)
        {
            await using var window = await browser.OpenAsync(
                new("https://letter.example.com"),
                width: width,
                isDark: how is "dark"
            );
            var page = await window.NewPageAsync();
            await page.SetContentAsync(As(how, LetterSample.Html(name)), new() { WaitUntil = WaitUntilState.Load });

            var shown = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            await KeepAsync(page, $"{name}-{how}.png");
            TestContext.Out.WriteLine($"{name}: {shown} of {width} px");
            if (shown > width)
            {
                wider.Add($"{name} {shown}");
            }
        }

        Assert.That(wider, Is.Empty);
    }

    /// <summary>A letter as a mail program shows it that drops the style sheet, or the images.</summary>
    private static string As(string how, string html) =>
        how switch
        {
            "no-style" or "small-no-style" => StyleElements.Replace(html, ""),
            "no-images" => html.Replace("src=\"data:", "src=\"cid:", StringComparison.Ordinal),
            _ => html,
        };

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
