using System.Net;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary>The pages have the newsletter's own look.</summary>
[TestFixture, Integration]
internal sealed class LookPagesTests
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1];

    [Test]
    public async Task Without_settings_they_have_the_shipped_look_and_nothing_that_is_ours_as_icon()
    {
        await using var pages = await PagesHost.StartAsync(NewsletterSample.Settings() with { Name = "«Über & Co»" });

        var home = await pages.Http.GetStringAsync("");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await FileAsync(pages, home, "look.css"), Does.Not.Contain("--"));
            Assert.That(
                await FileAsync(pages, home, "icon.svg"),
                Does.Contain("fill=\"#0b5d68\"").And.Contain("fill=\"#ffffff\"").And.Contain(">Ü</text>")
            );
            Assert.That(home, Does.Contain("<h1>&#xAB;&#xDC;ber &amp; Co&#xBB;</h1>"));
            Assert.That(home, Does.Not.Contain("og:image").And.Not.Contain("apple-touch-icon").And.Not.Contain("<img"));
            Assert.That(home, Does.Contain("content=\"#0b5d68\" media=\"(prefers-color-scheme: light)\""));
        }
    }

    [Test]
    public async Task With_settings_they_have_the_own_colours_pictures_and_lines()
    {
        await using var pages = await StartAsync();

        var home = await pages.Http.GetStringAsync("");
        var missing = await (await pages.Http.GetAsync("nothing")).Content.ReadAsStringAsync();
        var style = await FileAsync(pages, home, "look.css");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                style,
                Does.Contain(":root { --accent: #8a1c0d; --accent-deep: #6a160a; --on-accent: #ffffff; }")
                    .And.Contain("(prefers-color-scheme: dark) { :root { --accent: #ffc9bd;")
                    .And.Contain("--on-accent: #0f1314;")
                    .And.Contain("--serif: 'Trebuchet MS', sans-serif;")
            );
            Assert.That(
                home.IndexOf("look.css", StringComparison.Ordinal),
                Is.GreaterThan(home.IndexOf("site.css", StringComparison.Ordinal))
            );
            foreach (
                var (page, place) in new[] { (home, "<h1>"), (missing, "<header class=\"masthead\"><a href=\"/\">") }
            )
            {
                Assert.That(
                    page,
                    Does.Match(
                        place
                            + "<picture class=\"logo\"><source srcset=\"/assets/[0-9a-f]+/logo-dark.svg\" "
                            + "media=\"[^\"]+\">"
                            + "<img src=\"/assets/[0-9a-f]+/logo.png\" alt=\"The Letter\"></picture>"
                    )
                );
                Assert.That(page, Does.Contain("<p>HRB &lt;1&gt;</p>"));
                Assert.That(page, Does.Match("<link rel=\"apple-touch-icon\" href=\"/assets/[0-9a-f]+/icon.png\">"));
                Assert.That(
                    page,
                    Does.Match("og:image\" content=\"https://letter.example.com/assets/[0-9a-f]+/social.jpg\"")
                );
            }
        }
    }

    [Test]
    public void Where_only_one_colour_is_own_the_style_says_both_in_the_dark()
    {
        var style = LookStyle.Of(new() { Accent = Colour.Read("#8a1c0d")!.Value });

        Assert.That(style, Does.Contain("@media (prefers-color-scheme: dark)").And.Not.Contain("--serif"));
        Assert.That(
            LookStyle.Of(new() { Accent = Colour.Read("#ffe08a")!.Value }),
            Does.Contain("--accent-deep: #ffe9ac;").And.Contain("--on-accent: #0f1314;"),
            "a light colour becomes lighter under the pointer, so that dark words stay readable"
        );
    }

    [Test]
    public async Task Each_picture_is_served_for_good_and_an_SVG_may_do_nothing()
    {
        await using var pages = await StartAsync();
        var home = await pages.Http.GetStringAsync("");

        foreach (
            var (name, type) in new[]
            {
                ("logo.png", "image/png"),
                ("logo-dark.svg", "image/svg+xml"),
                ("icon.png", "image/png"),
                ("social.jpg", "image/jpeg"),
            }
        )
        {
            using var answer = await pages.Http.GetAsync(Address(home, name));
            using (Assert.EnterMultipleScope())
            {
                Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), name);
                Assert.That(answer.Content.Headers.ContentType?.ToString(), Is.EqualTo(type));
                Assert.That(answer.Headers.CacheControl?.ToString(), Does.Contain("immutable"));
                Assert.That(
                    answer.Headers.GetValues("Content-Security-Policy").Single(),
                    type == "image/svg+xml" ? Is.EqualTo("default-src 'none'") : Does.Contain("style-src 'self'")
                );
                Assert.That(answer.Headers.GetValues("Cross-Origin-Resource-Policy"), Is.EqualTo(["cross-origin"]));
                Assert.That(answer.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(["nosniff"]));
            }
        }
    }

    private static Task<PagesHost> StartAsync() =>
        PagesHost.StartAsync(
            NewsletterSample.Settings() with
            {
                Look = new()
                {
                    Accent = Colour.Read("#8a1c0d")!.Value,
                    AccentDark = Colour.Read("#ffc9bd")!.Value,
                    Font = FontList.Read("Trebuchet MS, sans-serif")!,
                    FooterLines = ["HRB <1>"],
                    Logo = new("a.png", Png, PictureType.Png),
                    LogoDark = new("b.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8.ToArray(), PictureType.Svg),
                    Icon = new("c.png", [.. Png, 3], PictureType.Png),
                    SocialPicture = new("d.jpg", [0xFF, 0xD8, 0xFF, 4], PictureType.Jpeg),
                },
            }
        );

    private static Task<string> FileAsync(PagesHost pages, string page, string name) =>
        pages.Http.GetStringAsync(Address(page, name));

    private static string Address(string page, string name)
    {
        var end = page.IndexOf($"/{name}\"", StringComparison.Ordinal);
        var start = page.LastIndexOf("/assets/", end, StringComparison.Ordinal);
        return page[(start + 1)..end] + "/" + name;
    }
}
