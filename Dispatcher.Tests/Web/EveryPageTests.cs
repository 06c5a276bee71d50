using System.Net;
using System.Text;
using System.Text.Json;
using Dapper;
using Newsletter.Dispatcher.Subscribers.Search;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary>What holds for each address that the service answers.</summary>
[TestFixture, Integration]
internal sealed class EveryPageTests
{
    private static readonly string[] Always =
    [
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Referrer-Policy",
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
        "Permissions-Policy",
        "Strict-Transport-Security",
        "Cache-Control",
    ];

    private PagesHost _pages = null!;

    [SetUp]
    public async Task Start() => _pages = await PagesHost.StartAsync(web: PagesHost.BehindProxy());

    [TearDown]
    public async Task Stop() => await _pages.DisposeAsync();

    [Test]
    public async Task Looking_at_every_page_with_good_links_changes_no_row()
    {
        var paths = await PathsAsync();

        // The service does it, too, but perhaps only now.
        await new ReaderSearchIndex(_pages.Database).CatchUpAsync(CancellationToken.None);
        var before = await RowsAsync();
        foreach (var path in paths)
        {
            foreach (var method in new[] { "GET", "HEAD", "OPTIONS" })
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                using var answer = await _pages.Http.SendAsync(request);
                Assert.That((int)answer.StatusCode, Is.LessThan(500), $"{method} {path}");
            }
        }

        Assert.That(await RowsAsync(), Is.EqualTo(before));
        TestContext.Out.WriteLine($"{paths.Count} routes, 3 methods each, 0 rows changed");
    }

    [Test]
    public async Task HEAD_is_answered_wherever_GET_is_and_the_letters_case_of_a_route_does_not_matter()
    {
        foreach (var path in await PathsAsync())
        {
            using var get = await _pages.Http.GetAsync(path);
            using var head = await _pages.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
            using var capitals = await _pages.Http.GetAsync(
                string.Join('/', path.Split('/').Select(part => IsToken(part) ? part : part.ToUpperInvariant()))
            );
            Assert.That(head.StatusCode, Is.EqualTo(get.StatusCode), path);
            Assert.That(capitals.StatusCode, Is.EqualTo(get.StatusCode), path);
        }
    }

    /// <summary>The case of a token's letters counts.</summary>
    private static bool IsToken(string part) => part.Contains('.') || part.Length > 20;

    [Test]
    public async Task Every_answer_has_the_headers()
    {
        var paths = (await PathsAsync())
            .Concat(["nothing-here", "error/500", "robots.txt", "unsubscribe/1.a.u.1.x", "assets/x/y"])
            .ToList();
        foreach (var path in paths)
        {
            foreach (var method in new[] { "GET", "HEAD", "POST", "PUT" })
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                using var answer = await _pages.Http.SendAsync(request);
                AssertHeaders(answer, $"{method} {path}");
            }
        }

        using var limited = await FloodAsync();
        AssertHeaders(limited, "429");
        using var broken = await BreakAsync();
        Assert.That((int)broken.StatusCode, Is.EqualTo(500));
        AssertHeaders(broken, "500");
    }

    [Test]
    public async Task Pages_with_a_token_are_kept_by_nobody()
    {
        var paths = (await PathsAsync()).Where(path => path.Contains("2.", StringComparison.Ordinal)).ToList();
        Assert.That(paths, Has.Count.GreaterThan(5));
        foreach (var path in paths)
        {
            using var answer = await _pages.Http.GetAsync(path);
            Assert.That(answer.Headers.CacheControl?.ToString(), Is.EqualTo("no-store"), path);
            Assert.That(answer.Headers.GetValues("Referrer-Policy"), Is.EqualTo(["no-referrer"]), path);
            if (answer.StatusCode is HttpStatusCode.OK)
            {
                Assert.That(answer.Headers.GetValues("X-Robots-Tag"), Is.EqualTo(["noindex, nofollow"]), path);
            }
        }
    }

    [Test]
    public async Task No_page_believes_the_host_that_it_is_asked_by()
    {
        foreach (var path in await PathsAsync())
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = "evil.example";
            request.Headers.Add("X-Forwarded-Host", "evil.example");
            request.Headers.Add("X-Forwarded-Prefix", "/evil.example");
            request.Headers.Add("X-Original-URL", "/evil.example");
            request.Headers.Add("Forwarded", "host=evil.example");
            using var answer = await _pages.Http.SendAsync(request);
            Assert.That(
                answer.Headers + await answer.Content.ReadAsStringAsync(),
                Does.Not.Contain("evil.example"),
                path
            );
        }
    }

    [Test]
    public async Task Under_a_path_it_works_behind_a_proxy_that_takes_it_away_and_one_that_leaves_it()
    {
        await using var pages = await PagesHost.StartAsync(
            NewsletterSample.Settings() with
            {
                BaseUrl = "https://example.com/letter",
            }
        );
        var ana = await pages.AddAsync("ana@example.org");
        foreach (var prefix in new[] { "", "letter/" })
        {
            var home = await pages.Http.GetStringAsync(prefix);
            var manage = await pages.Http.GetStringAsync(prefix + pages.Manage(ana));
            var style = home.Split("stylesheet\" href=\"/")[1].Split('"')[0];

            Assert.That(home, Does.Contain("action=\"/letter/subscribe\""));
            Assert.That(manage, Does.Contain("action=\"/letter/manage/2."));
            Assert.That(style, Does.StartWith("letter/assets/"));
            Assert.That(await pages.Http.GetStringAsync(prefix + style["letter/".Length..]), Does.Contain("--accent"));
            using var missing = await pages.Http.GetAsync(prefix + "nothing");
            Assert.That(await missing.Content.ReadAsStringAsync(), Does.Contain("href=\"/letter/\""));
        }

        Assert.That(
            await pages.Http.GetStringAsync("letter/robots.txt"),
            Does.Contain("Disallow: /letter/manage/").And.Contain("https://example.com/letter/sitemap.xml")
        );
    }

    [Test]
    public async Task Fuzzed_addresses_tell_nothing_of_the_inside()
    {
        var random = new Random(4);
        var starts = new[]
        {
            "",
            "confirm/",
            "unsubscribe/",
            "manage/",
            "link/",
            "old/",
            "archive/",
            "assets/",
            "error/",
            "waves/",
            "subscribe/",
            "healthz/",
            "api/v1/",
            "webhooks/",
        };
        var pieces = new[]
        {
            "..",
            "%2e%2e",
            "%5c",
            "'",
            "\"",
            "<script>",
            "{{1}}",
            "${7}",
            "%ff",
            "%0d%0aX:1",
            ";",
            "|",
            "~",
            "1.a.u.1.",
            "?handler=x",
            "#",
            "//",
            "\\",
            "é",
            "%F0%9F%92%A9",
            "null",
            "-1",
            new string('a', 500),
        };
        for (var i = 0; i < 600; i++)
        {
            var path =
                starts[random.Next(starts.Length)]
                + string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => pieces[random.Next(pieces.Length)]));
            using var request = new HttpRequestMessage(
                i % 3 == 0 ? HttpMethod.Post : HttpMethod.Get,
                "/" + path.TrimStart('/')
            );
            request.Headers.Add("X-Forwarded-For", $"10.2.{i % 250}.1");
            using var answer = await _pages.Http.SendAsync(request);
            AssertTellsNothing(answer, await answer.Content.ReadAsStringAsync(), path);
            Assert.That((int)answer.StatusCode, Is.LessThan(500), path);
        }

        using var broken = await BreakAsync();
        AssertTellsNothing(broken, await broken.Content.ReadAsStringAsync(), "500");
    }

    [Test]
    public async Task No_answer_sets_a_cookie_or_has_an_inline_script_or_style()
    {
        foreach (var path in await PathsAsync())
        {
            using var answer = await _pages.Http.GetAsync(path);
            var text = await answer.Content.ReadAsStringAsync();
            // The forms of the desk have tokens, which need a cookie.
            var isDesk = path.StartsWith("desk/", StringComparison.Ordinal);
            Assert.That(answer.Headers.Contains("Set-Cookie") && !isDesk, Is.False, path);
            if (answer.Content.Headers.ContentType?.MediaType == "text/html")
            {
                Assert.That(text, Does.Not.Match("(?i)<script(?![^>]*src=)|<style|\\sstyle=|\\son[a-z]+="), path);
                Assert.That(
                    text.Contains("__RequestVerificationToken", StringComparison.Ordinal) && !isDesk,
                    Is.False,
                    path
                );
                Assert.That(text, Does.Contain("<title>").And.Contain("lang=\"en\""), path);
            }
        }
    }

    private Task<IReadOnlyList<string>> PathsAsync() => PagePaths.OfAsync(_pages);

    /// <summary>Every row of every table, but the sign of life of the process.</summary>
    private async Task<string> RowsAsync()
    {
        await using var connection = await _pages.Database.OpenAsync(CancellationToken.None);
        var all = new StringBuilder();
        foreach (
            var table in await connection.QueryAsync<string>(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            )
        )
        {
            foreach (var row in await connection.QueryAsync($"SELECT * FROM \"{table}\""))
            {
                all.Append(table).Append(' ').AppendLine(JsonSerializer.Serialize((IDictionary<string, object>)row));
            }
        }

        return all.ToString();
    }

    private async Task<HttpResponseMessage> FloodAsync()
    {
        for (var i = 0; i < 30; i++)
        {
            using var answer = await _pages.PostAsync("subscribe", "203.0.113.4");
        }

        return await _pages.PostAsync("subscribe", "203.0.113.4");
    }

    /// <summary>A page whose table is gone.</summary>
    private async Task<HttpResponseMessage> BreakAsync()
    {
        var ana = await _pages.AddAsync("cleo@example.org");
        await _pages.ScalarAsync<object>("ALTER TABLE subscribers RENAME TO nowhere");
        return await _pages.Http.GetAsync(_pages.Manage(ana));
    }

    private static void AssertHeaders(HttpResponseMessage answer, string what)
    {
        var headers = answer.Headers.Select(header => header.Key).ToList();
        Assert.That(Always.Except(headers), Is.Empty, what);
        Assert.That(
            answer.Headers.GetValues("Content-Security-Policy").Single(),
            Does.Contain("default-src 'none'").And.Contain("frame-ancestors 'none'").And.Not.Contain("unsafe"),
            what
        );
        Assert.That(headers, Does.Not.Contain("Server").And.Not.Contain("X-Powered-By"), what);
    }

    private static void AssertTellsNothing(HttpResponseMessage answer, string body, string what)
    {
        var all = answer.Headers + body;
        foreach (
            var inside in new[]
            {
                "Exception",
                "   at ",
                "Microsoft",
                "Kestrel",
                "SQLite",
                "sqlite",
                ".cs:",
                "Dispatcher",
                "no such table",
                ".NET",
            }
        )
        {
            Assert.That(all, Does.Not.Contain(inside), what);
        }
    }
}
