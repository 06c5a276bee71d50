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

    [Test]
    public async Task A_small_image_does_not_break_its_sentence([Values(900, 390)] int width)
    {
        await using var browser = await Browser.RequireAsync();
        await using var window = await browser.OpenAsync(new("https://letter.example.com"), width: width);
        var page = await window.NewPageAsync();
        await page.SetContentAsync(LetterSample.Html("photos"), new() { WaitUntil = WaitUntilState.Load });

        var display = await page.EvalOnSelectorAsync<string>(
            "img[alt='a dot']",
            "dot => getComputedStyle(dot).display"
        );
        var height = await page.EvalOnSelectorAsync<double>(
            "img[alt='a dot']",
            "dot => dot.closest('p').getBoundingClientRect().height"
        );

        Assert.That(display, Is.EqualTo("inline"));
        Assert.That(height, Is.LessThan(95), "at most three lines, as without the image");
    }

    [Test]
    public async Task A_short_cell_stands_on_one_line_on_the_smallest_telephone([Values] bool hasStyle)
    {
        await using var browser = await Browser.RequireAsync();
        await using var window = await browser.OpenAsync(new("https://letter.example.com"), width: 320);
        var page = await window.NewPageAsync();
        var html = LetterSample.Html("sports-results");
        await page.SetContentAsync(hasStyle ? html : As("no-style", html));

        // A text of two lines has two boxes.
        var lines = await page.EvaluateAsync<Dictionary<string, int>>(
            """
            () => Object.fromEntries([...document.querySelectorAll('.data td')]
                .filter(cell => /^\d+ ?: ?\d+$/.test(cell.textContent))
                .map(cell => {
                  const text = document.createRange();
                  text.selectNodeContents(cell);
                  return [cell.textContent, text.getClientRects().length];
                }))
            """
        );

        Assert.That(lines, Does.ContainKey("2 : 2").And.ContainKey("21:9"));
        Assert.That(lines.Values, Is.All.EqualTo(1), string.Join(", ", lines));
    }

    /// <summary>The estimate of <c>TableWidth</c> against a real browser: it may err by a tenth.</summary>
    [Test]
    public async Task On_a_telephone_a_table_that_scrolls_says_so_and_no_other_does()
    {
        await using var browser = await Browser.RequireAsync();
        var wrong = new List<string>();
        var scrolling = 0;
        foreach (var name in LetterSample.Names)
        {
            await using var window = await browser.OpenAsync(new("https://letter.example.com"), width: 390);
            var page = await window.NewPageAsync();
            await page.SetContentAsync(LetterSample.Html(name));
            var tables = await page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll('.scroll')].map(table =>
                  `${table.scrollWidth} ${table.clientWidth} ${getComputedStyle(table).boxShadow.includes('inset')}`)
                """
            );
            foreach (var table in tables.Select(table => table.Split(' ')))
            {
                var (needed, room) = (int.Parse(table[0], Invariant), int.Parse(table[1], Invariant));
                var (scrolls, saysSo) = (needed > room, bool.Parse(table[2]));
                scrolling += scrolls ? 1 : 0;
                TestContext.Out.WriteLine($"{name}: {needed} in {room} px, {(saysSo ? "a hint" : "no hint")}");
                if (scrolls != saysSo && !(scrolls && needed < room * 1.1))
                {
                    wrong.Add($"{name}: {needed} in {room} px: {saysSo}");
                }
            }
        }

        Assert.That(wrong, Is.Empty);
        Assert.That(scrolling, Is.GreaterThan(1));
    }

    private static System.Globalization.CultureInfo Invariant => System.Globalization.CultureInfo.InvariantCulture;

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
