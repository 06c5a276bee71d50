using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Tests.Web;

[TestFixture, Integration]
internal sealed class SignUpPageTests
{
    private static readonly string[] Kinds =
    [
        "new",
        "known",
        "pending",
        "paused",
        "unsubscribed",
        "bounced",
        "complained",
        "suppressed",
    ];

    private PagesHost _pages = null!;

    [SetUp]
    public async Task Start() => _pages = await PagesHost.StartAsync(web: PagesHost.BehindProxy());

    [TearDown]
    public async Task Stop() => await _pages.DisposeAsync();

    [Test]
    public async Task The_page_says_what_and_when_and_asks_for_one_thing()
    {
        var page = await _pages.Http.GetStringAsync("");

        Assert.That(
            page,
            Does.Contain("<h1>The Letter</h1>")
                .And.Contain("every weekday at 06:00, where you are")
                .And.Contain("1 Harbour Street")
                .And.Not.Contain("a year")
        );
        Assert.That(page.Split("<input").Length - 1, Is.EqualTo(4), "one field, a trap, and two hidden ones");
    }

    [Test]
    public async Task The_price_is_said_where_there_is_one()
    {
        await using var priced = await PagesHost.StartAsync(
            NewsletterSample.Settings() with
            {
                AnnualPrice = "€60",
                Description = "The world before breakfast.",
            }
        );
        var page = System.Net.WebUtility.HtmlDecode(await priced.Http.GetStringAsync(""));

        Assert.That(
            page,
            Does.Contain("Two weeks free, then €60 a year, if you like it.").And.Contain("The world before breakfast.")
        );
    }

    [Test]
    public async Task Each_address_gets_the_same_answer()
    {
        await FillAsync();
        var answers = new List<(int Status, string Headers, string Body)>();
        foreach (var kind in Kinds)
        {
            using var answer = await _pages.SignUpAsync($"{kind}@example.org");
            answers.Add(
                (
                    (int)answer.StatusCode,
                    Headers(answer),
                    (await answer.Content.ReadAsStringAsync()).Replace(kind, "kind", StringComparison.Ordinal)
                )
            );
        }

        Assert.That(answers[0].Status, Is.EqualTo(200));
        Assert.That(answers[0].Body, Does.Contain("Look into your inbox").And.Contain("kind@example.org"));
        Assert.That(answers.Select(answer => answer.Body).Distinct().Count(), Is.EqualTo(1));
        Assert.That(
            answers.Select(answer => answer.Headers).Distinct().Count(),
            Is.EqualTo(1),
            string.Join('\n', answers.Select(answer => answer.Headers).Distinct())
        );
        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(200));
    }

    [Test, Explicit("a minute, and it measures time"), Category("Long")]
    public async Task Each_address_gets_its_answer_as_fast()
    {
        await FillAsync();
        var kinds = new[] { "new", "known", "pending", "suppressed" };
        var times = kinds.ToDictionary(kind => kind, _ => new List<double>());
        for (var i = -100; i < 1000; i++)
        {
            foreach (var kind in kinds.OrderBy(_ => Random.Shared.Next()))
            {
                var email = kind == "new" ? $"new{i + 100}@example.org" : $"{kind}@example.org";
                var stamp = _pages.Services.GetRequiredService<SignUpStamp>().New();
                _pages.Clock.Advance(TimeSpan.FromSeconds(3));

                // The work behind the answer before, and the mail it made, are over when this one is asked for.
                await Task.Delay(8);
                var began = System.Diagnostics.Stopwatch.GetTimestamp();
                using var answer = await _pages.PostAsync(
                    "subscribe",
                    $"10.{(i + 100) / 250}.{(i + 100) % 250}.{Array.IndexOf(kinds, kind)}",
                    ("email", email),
                    ("shown", stamp),
                    ("website", ""),
                    ("time_zone", "")
                );
                _ = await answer.Content.ReadAsByteArrayAsync();
                if (i >= 0)
                {
                    times[kind].Add(System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }
            }
        }

        foreach (var kind in kinds.Skip(1))
        {
            var p = KolmogorovSmirnov(times["new"], times[kind]);
            TestContext.Out.WriteLine(
                $"new {Median(times["new"]):0.000} ms, {kind} {Median(times[kind]):0.000} ms (medians of 1,000), p = "
                    + $"{p:0.000}"
            );
            Assert.That(p, Is.GreaterThan(0.01), kind);
        }
    }

    [TestCase("", "Type your email address here.")]
    [TestCase("ana", "An address has an @ in it")]
    [TestCase("ana@localhost", "Something is missing behind the @")]
    [TestCase("\"<script>alert(1)</script>\"@", "Something is missing behind the @")]
    public async Task A_malformed_address_gets_the_form_again(string typed, string problem)
    {
        using var answer = await _pages.SignUpAsync(typed);
        var page = await answer.Content.ReadAsStringAsync();

        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That(page, Does.Contain(problem).And.Contain("aria-invalid=\"true\"").And.Not.Contain("<script>alert"));
    }

    [Test]
    public async Task A_slip_in_a_well_known_domain_is_asked_about_once_and_both_answers_are_taken()
    {
        using var slip = await _pages.SignUpAsync("kim@gmial.com", timeZone: "Europe/Madrid");
        var page = await slip.Content.ReadAsStringAsync();
        var stamp = page.Split("name=\"shown\" value=\"")[1].Split('"')[0];
        Assert.That((int)slip.StatusCode, Is.EqualTo(200));
        Assert.That(
            page,
            Does.Contain("name=\"email\" value=\"kim@gmail.com\"")
                .And.Contain("name=\"email\" value=\"kim@gmial.com\"")
                .And.Contain("name=\"time_zone\" value=\"Europe/Madrid\"")
                .And.Not.Contain("Look into your inbox")
        );
        Assert.That(await _pages.ScalarAsync<long>("SELECT count(*) FROM subscribers"), Is.Zero);

        foreach (var answer in new[] { "kim@gmail.com", "kim@gmial.com" })
        {
            using var taken = await _pages.PostAsync(
                "subscribe",
                ("email", answer),
                ("sure", "yes"),
                ("shown", stamp),
                ("time_zone", "Europe/Madrid")
            );
            Assert.That(
                await taken.Content.ReadAsStringAsync(),
                Does.Contain("Look into your inbox").And.Contain(answer)
            );
        }

        await _pages.WaitForAsync("SELECT count(*) FROM subscribers WHERE time_zone = 'Europe/Madrid'", atLeast: 2);
    }

    [Test]
    public async Task A_slip_is_asked_about_wherever_an_address_is_typed()
    {
        var ana = await _pages.AddAsync("ana@example.org");
        var fresh = await _pages.FreshAsync(ana, "address");
        foreach (var path in new[] { "link", fresh })
        {
            using var slip = await _pages.PostAsync(path, ("email", "ana@hotmial.com"));
            Assert.That(
                await slip.Content.ReadAsStringAsync(),
                Does.Contain("Did you mean").And.Contain("value=\"ana@hotmail.com\"").And.Contain($"action=\"/{path}\"")
            );
            using var sure = await _pages.PostAsync(path, ("email", "ana@hotmial.com"), ("sure", "yes"));
            Assert.That(await sure.Content.ReadAsStringAsync(), Does.Contain("Look into your"), path);
        }
    }

    [Test]
    public async Task Who_takes_a_moment_is_mailed_and_their_time_zone_kept()
    {
        using var answer = await _pages.SignUpAsync("ana@example.org", timeZone: "Pacific/Auckland");
        await _pages.ConfirmAsync();

        Assert.That(
            await _pages.ScalarAsync<string>("SELECT time_zone FROM subscribers"),
            Is.EqualTo("Pacific/Auckland")
        );
    }

    [Test]
    public async Task What_a_program_sends_is_answered_alike_and_nothing_comes_of_it()
    {
        var stamp = _pages.Services.GetRequiredService<Dispatcher.Web.SignUpStamp>().New();
        using var trapped = await _pages.SignUpAsync("trapped@example.org", website: "https://spam.example");
        using var unstamped = await _pages.PostAsync("subscribe", ("email", "unstamped@example.org"), ("website", ""));
        using var forged = await _pages.PostAsync(
            "subscribe",
            ("email", "forged@example.org"),
            ("shown", stamp[..^1] + (stamp[^1] == 'A' ? 'Q' : 'A'))
        );
        stamp = _pages.Services.GetRequiredService<Dispatcher.Web.SignUpStamp>().New();
        using var hasty = await _pages.PostAsync("subscribe", ("email", "hasty@example.org"), ("shown", stamp));
        using var person = await _pages.SignUpAsync("person@example.org");
        await _pages.ConfirmAsync();

        Assert.That(
            new[] { trapped, unstamped, forged, hasty, person }.Select(answer => (int)answer.StatusCode),
            Is.All.EqualTo(200)
        );
        Assert.That(
            await _pages.ScalarAsync<string>("SELECT group_concat(email) FROM subscribers"),
            Is.EqualTo("person@example.org")
        );
    }

    [Test]
    public async Task A_form_that_is_shown_again_keeps_its_moment()
    {
        var stamp = _pages.Services.GetRequiredService<Dispatcher.Web.SignUpStamp>().New();
        using var answer = await _pages.PostAsync("subscribe", ("email", "ana@"), ("shown", stamp));

        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain($"value=\"{stamp}\""));
    }

    [Test]
    public async Task A_form_is_good_for_a_few_people_and_is_then_shown_anew()
    {
        var stamps = _pages.Services.GetRequiredService<SignUpStamp>();
        var stamp = stamps.New();
        Assert.That(stamps.New(), Is.Not.EqualTo(stamp), "two forms of one moment");
        _pages.Clock.Advance(TimeSpan.FromSeconds(3));
        var answers = new List<(int Status, string Body)>();
        for (var i = 0; i < 7; i++)
        {
            using var answer = await _pages.PostAsync("subscribe", ("email", $"a{i}@example.org"), ("shown", stamp));
            answers.Add(((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }

        Assert.That(answers.Select(one => one.Status), Is.EqualTo(new[] { 200, 200, 200, 200, 200, 400, 400 }));
        Assert.That(answers[^1].Body, Does.Contain("press the button once more").And.Contain("a6@example.org"));
        Assert.That(answers[^1].Body, Does.Not.Contain(stamp), "the new form has a stamp of its own");
    }

    [Test]
    public async Task Who_cannot_be_kept_waiting_is_told_so_and_not_that_we_have_written()
    {
        var optIns = _pages.Services.GetRequiredService<Dispatcher.Subscriptions.SignUp.OptIns>();
        optIns.Room.Set([("198.51.100.0/24", 200)]);
        using var refused = await _pages.SignUpAsync("ana@example.org", from: "198.51.100.7");
        using var taken = await _pages.SignUpAsync("ana@example.org", from: "198.51.101.7");

        Assert.That(((int)refused.StatusCode, (int)taken.StatusCode), Is.EqualTo((503, 200)));
        Assert.That(refused.Headers.RetryAfter, Is.Not.Null);
        Assert.That(
            await refused.Content.ReadAsStringAsync(),
            Does.Contain("try again in an hour").And.Not.Contain("Look into your inbox")
        );
    }

    [Test]
    public async Task Limits_of_requests_go_by_the_48_of_an_ipv6_address()
    {
        for (var i = 0; i < 30; i++)
        {
            using var answer = await _pages.SignUpAsync($"reader{i}@example.org", from: $"2001:db8:1:{i:x}::1");
        }

        using var more = await _pages.SignUpAsync("more@example.org", from: "2001:db8:1:ffff::1");
        using var elsewhere = await _pages.SignUpAsync("elsewhere@example.org", from: "2001:db8:2::1");
        Assert.That(((int)more.StatusCode, (int)elsewhere.StatusCode), Is.EqualTo((429, 200)));
    }

    [Test]
    public async Task Limits_go_by_the_network_that_a_trusted_proxy_names()
    {
        for (var i = 0; i < 30; i++)
        {
            using var answer = await _pages.SignUpAsync($"reader{i}@example.org", from: $"198.51.100.{i}");
            Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        }

        using var more = await _pages.SignUpAsync("more@example.org", from: "198.51.100.200");
        using var elsewhere = await _pages.SignUpAsync("elsewhere@example.org", from: "198.51.101.1");
        using var chained = await _pages.SignUpAsync(
            "chained@example.org",
            from: "203.0.113.9, 198.51.100.7, 127.0.0.9"
        );

        Assert.That(
            ((int)more.StatusCode, (int)elsewhere.StatusCode, (int)chained.StatusCode),
            Is.EqualTo((429, 200, 429))
        );
        Assert.That(more.Headers.RetryAfter, Is.Not.Null);
        Assert.That(await more.Content.ReadAsStringAsync(), Does.Contain("A little slower, please"));
    }

    [TestCase("link/")]
    [TestCase("LINK")]
    [TestCase("subscribe/")]
    public async Task Another_way_to_write_the_path_has_the_same_limit(string path)
    {
        for (var i = 0; i < 30; i++)
        {
            using var answer = await _pages.PostAsync(path, "198.51.100.1", ("email", "ana@"));
            Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        }

        using var more = await _pages.PostAsync(path, "198.51.100.1", ("email", "ana@"));
        Assert.That((int)more.StatusCode, Is.EqualTo(429));
    }

    [Test]
    public async Task Without_a_trusted_proxy_nobody_says_where_they_are()
    {
        await using var direct = await PagesHost.StartAsync();
        for (var i = 0; i < 30; i++)
        {
            using var answer = await direct.SignUpAsync($"reader{i}@example.org", from: $"198.51.{i}.1");
        }

        using var more = await direct.SignUpAsync("more@example.org", from: "203.0.113.1");

        Assert.That((int)more.StatusCode, Is.EqualTo(429));
    }

    [Test]
    public async Task A_thousand_naughty_strings_break_nothing()
    {
        var strings = JsonSerializer.Deserialize<string[]>(
            await File.ReadAllTextAsync(Corpora.Require("strings", "blns.json"))
        )!;
        for (var i = 0; i < strings.Length; i++)
        {
            var naughty = strings[i];
            using var answer = await _pages.PostAsync(
                "subscribe",
                $"10.0.{i % 250}.1",
                ("email", naughty),
                ("time_zone", naughty),
                ("shown", naughty),
                ("website", naughty),
                ("extra", naughty)
            );
            Assert.That((int)answer.StatusCode, Is.EqualTo(200).Or.EqualTo(400), naughty);
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("<script>alert"), naughty);
        }

        TestContext.Out.WriteLine($"{strings.Length} strings");
    }

    private async Task FillAsync()
    {
        foreach (var kind in Kinds.Except(["new", "known", "suppressed"]))
        {
            await _pages.AddAsync($"{kind}@example.org", SubscriberStatuses.Words.Parse(kind));
        }

        await _pages.AddAsync("known@example.org");
        await _pages.ScalarAsync<object>(
            "INSERT INTO suppressions (email_key, kind, reason, created_at) VALUES ('suppressed@example.org', "
                + "'complaint', 'complaint', 0)"
        );
    }

    private static string Headers(HttpResponseMessage answer) =>
        string.Join(
            "\n",
            answer
                .Headers.Concat(answer.Content.Headers)
                .Where(header => header.Key is not ("Date" or "Content-Length"))
                .OrderBy(header => header.Key, StringComparer.Ordinal)
                .Select(header => $"{header.Key}: {string.Join(',', header.Value)}")
        );

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>
    /// How probable two samples so different, or more so, are of one distribution (two-sided, asymptotic).
    /// </summary>
    private static double KolmogorovSmirnov(List<double> one, List<double> other)
    {
        var (a, b) = (one.Order().ToArray(), other.Order().ToArray());
        var distance = a.Concat(b)
            .Max(x => Math.Abs(((double)UpTo(a, x) / a.Length) - ((double)UpTo(b, x) / b.Length)));
        var n = Math.Sqrt((double)a.Length * b.Length / (a.Length + b.Length));
        var lambda = (n + 0.12 + (0.11 / n)) * distance;
        return Math.Clamp(
            2 * Enumerable.Range(1, 100).Sum(k => (k % 2 == 1 ? 1 : -1) * Math.Exp(-2 * k * k * lambda * lambda)),
            0,
            1
        );
    }

    private static int UpTo(double[] sorted, double x)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] <= x ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
