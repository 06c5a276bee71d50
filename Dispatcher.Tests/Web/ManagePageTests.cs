using System.Net;
using System.Text.Json;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Web;

[FixtureLifeCycle(LifeCycle.SingleInstance), Parallelizable(ParallelScope.Self)]
[TestFixture, Integration]
internal sealed class ManagePageTests
{
    private PagesHost _pages = null!;
    private long _ana;

    [OneTimeSetUp]
    public async Task Start() => _pages = await PagesHost.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _pages.DisposeAsync();

    [SetUp]
    public async Task Add() => _ana = await _pages.AddAsync($"ana{Guid.NewGuid():N}@example.org");

    [Test]
    public async Task It_says_when_the_next_issue_comes() =>
        Assert.That(
            await _pages.Http.GetStringAsync(_pages.Manage(_ana)),
            Does.Contain("Tuesday, 24 November, 06:00").And.Contain("value=\"Ana\"")
        );

    [Test]
    public async Task Pause_and_unsubscribe_stand_before_all_that_is_folded()
    {
        var page = await _pages.Http.GetStringAsync(_pages.Manage(_ana));
        var places = new[] { "The next issue comes", "Pause until", ">Unsubscribe</a>", "<details", "Delete my data" }
            .Select(words => page.IndexOf(words, StringComparison.Ordinal))
            .ToList();

        Assert.That(places, Is.Ordered.And.All.GreaterThan(0));
        Assert.That(page, Does.Not.Contain(" open="), "nothing was answered, so everything is folded");
    }

    [TestCase("name", "first_name", "Älva")]
    [TestCase("name", "first_name", "a\nb")]
    [TestCase("time-zone", "time_zone", "Europe/Madrid")]
    [TestCase("time-zone", "time_zone", "Europe/Atlantis")]
    public async Task A_form_that_was_just_answered_is_open_and_the_others_are_folded(
        string matter,
        string field,
        string value
    )
    {
        using var answer = await _pages.PostAsync(_pages.Manage(_ana), ("matter", matter), (field, value));
        var open = (await answer.Content.ReadAsStringAsync()).Split("<details").Where(one => one.Contains(" open="));

        Assert.That(open.Single(), Does.Contain($"id=\"{matter}\""));
    }

    [Test]
    public async Task Nobody_who_came_by_a_link_is_offered_to_sign_up_in_the_footer()
    {
        var gone = await _pages.AddAsync($"gone{Guid.NewGuid():N}@example.org", SubscriberStatus.Unsubscribed);
        foreach (
            var (path, manages) in new[]
            {
                (_pages.Manage(_ana), false),
                (_pages.Manage(_ana) + "/data", true),
                (_pages.Manage(_ana) + "/renew", true),
                (_pages.Manage(gone), false),
                (_pages.Unsubscribe(_ana), false),
                (_pages.Unsubscribe(_ana) + "/pause", false),
                (await _pages.FreshAsync(_ana, "erase"), false),
                ("paid", false),
            }
        )
        {
            var footer = (await _pages.Http.GetStringAsync(path)).Split("<footer")[1];
            Assert.That(footer, Does.Not.Contain(">Sign up<").And.Contain("Past issues"), path);
            Assert.That(
                footer.Contains(">Manage your subscription<", StringComparison.Ordinal),
                Is.EqualTo(manages),
                path
            );
        }

        Assert.That((await _pages.Http.GetStringAsync("")).Split("<footer")[1], Does.Contain(">Sign up<"));
    }

    [TestCase("name", "first_name", "Älva", "first_name", "Älva")]
    [TestCase("name", "first_name", "", "first_name", null)]
    [TestCase("time-zone", "time_zone", "Pacific/Auckland", "time_zone", "Pacific/Auckland")]
    [TestCase("time-zone", "time_zone", "", "time_zone", null)]
    [TestCase("pause", "until", "2026-12-24", "paused_until", "2026-12-24")]
    [TestCase("pause", "until", "", "status", "paused")]
    public async Task Each_form_changes_its_matter(
        string matter,
        string field,
        string value,
        string column,
        string? becomes
    )
    {
        using var answer = await _pages.PostAsync(_pages.Manage(_ana), ("matter", matter), (field, value));

        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("class=\"done\""));
        Assert.That(
            await _pages.ScalarAsync<string?>($"SELECT {column} FROM subscribers WHERE id = @_ana", new { _ana }),
            Is.EqualTo(becomes)
        );
    }

    [TestCase("name", "first_name", "a\nb")]
    [TestCase("time-zone", "time_zone", "Europe/Atlantis")]
    [TestCase("pause", "until", "2026-11-23")]
    [TestCase("pause", "until", "tomorrow")]
    [TestCase("resume", "x", "x")]
    public async Task What_cannot_be_is_said_in_its_place_and_changes_nothing(string matter, string field, string value)
    {
        var before = await RowAsync();
        using var answer = await _pages.PostAsync(_pages.Manage(_ana), ("matter", matter), (field, value));

        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        if (matter != "resume")
        {
            Assert.That(
                await answer.Content.ReadAsStringAsync(),
                Does.Match($"(?s)id=\"{matter}\">.{{0,80}}class=\"problem\"")
            );
        }

        Assert.That(await RowAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task Fields_that_no_form_has_change_nothing()
    {
        using var answer = await _pages.PostAsync(
            _pages.Manage(_ana),
            ("matter", "name"),
            ("first_name", "Ana"),
            ("status", "expired"),
            ("term", "paid"),
            ("term_ends_at", "9"),
            ("id", "1"),
            ("email", "x@example.org"),
            ("subscriberId", "1"),
            ("Its.Status", "expired"),
            ("Token", "x"),
            ("token", "x")
        );
        using var nothing = await _pages.PostAsync(_pages.Manage(_ana), ("matter", "status"), ("status", "expired"));

        Assert.That(((int)answer.StatusCode, (int)nothing.StatusCode), Is.EqualTo((200, 400)));
        Assert.That(
            await _pages.ScalarAsync<string>(
                "SELECT status || coalesce(term, '-') || (email LIKE 'ana%') FROM subscribers WHERE id = @_ana",
                new { _ana }
            ),
            Is.EqualTo("active-1")
        );
    }

    [Test]
    public async Task A_pause_ends_with_a_click()
    {
        using var paused = await _pages.PostAsync(_pages.Manage(_ana), ("matter", "pause"), ("until", "2026-12-01"));
        Assert.That(await paused.Content.ReadAsStringAsync(), Does.Contain("Send me mail again"));
        using var resumed = await _pages.PostAsync(_pages.Manage(_ana), ("matter", "resume"));

        Assert.That(await _pages.StatusAsync(_ana), Is.EqualTo(SubscriberStatus.Active));
        Assert.That(await resumed.Content.ReadAsStringAsync(), Does.Contain("Welcome back"));
    }

    [Test]
    public async Task A_new_address_waits_for_its_answer_on_a_page_with_a_button()
    {
        var email = $"new{Guid.NewGuid():N}@example.org";
        var link = await _pages.FreshAsync(_ana, "address");
        using var wrong = await _pages.PostAsync(link, ("email", "ana@"));
        using var asked = await _pages.PostAsync(link, ("email", email));
        using var again = await _pages.PostAsync(link, ("email", "other@example.org"));
        Assert.That(
            ((int)wrong.StatusCode, (int)asked.StatusCode, (int)again.StatusCode),
            Is.EqualTo((400, 200, 404)),
            "a typing error does not use the link up"
        );
        var confirm = await _pages.ConfirmAsync();
        var page = await _pages.Http.GetStringAsync(confirm);
        Assert.That(page, Does.Contain("Is this your new address?"));
        using var confirmed = await _pages.PostAsync(confirm);

        Assert.That(await confirmed.Content.ReadAsStringAsync(), Does.Contain("Your new address is confirmed"));
        Assert.That(
            await _pages.ScalarAsync<string>("SELECT email FROM subscribers WHERE id = @_ana", new { _ana }),
            Is.EqualTo(email)
        );
    }

    [Test]
    public async Task A_sign_up_is_confirmed_by_its_button_once()
    {
        using var asked = await _pages.SignUpAsync($"ben{Guid.NewGuid():N}@example.org");
        await _pages.WaitForAsync("SELECT count(*) FROM subscribers WHERE status = 'pending'", atLeast: 1);
        var confirm = await _pages.ConfirmAsync();
        Assert.That(await _pages.Http.GetStringAsync(confirm), Does.Contain("Is this your address?"));
        Assert.That(
            await _pages.ScalarAsync<long>("SELECT count(*) FROM subscribers WHERE status = 'pending'"),
            Is.EqualTo(1)
        );

        using var first = await _pages.PostAsync(confirm);
        using var second = await _pages.PostAsync(confirm);

        Assert.That(
            await first.Content.ReadAsStringAsync(),
            Does.Contain("You are in").And.Contain("Tuesday, 24 November, 06:00").And.Contain("/manage/2.")
        );
        Assert.That((int)second.StatusCode, Is.EqualTo(200));
        Assert.That(
            await second.Content.ReadAsStringAsync(),
            Does.Contain("You are in").And.Not.Contain("/manage/"),
            "the page shows no link, because the mail may have been passed on to another person"
        );
        Assert.That(await _pages.ScalarAsync<long>("SELECT count(*) FROM mails WHERE kind = 'welcome'"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_link_that_is_over_offers_to_sign_up_again()
    {
        using var answer = await _pages.Http.GetAsync("confirm/1.a.c.1.1.AAAAAAAAAAAAAAAAAAAAAA");

        Assert.That((int)answer.StatusCode, Is.EqualTo(404));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("Sign up again"));
    }

    [Test]
    public async Task The_data_come_as_a_file()
    {
        await _pages.ScalarAsync<object>(
            "INSERT INTO returns (at, source, kind, subscriber_id, reason, is_hard, evidence) VALUES (0, 'imap', "
                + "'bounce', @_ana, 'mailbox-full', 0, '552 full'), (0, 'imap', 'bounce', 999, 'spam', 0, 'not hers')",
            new { _ana }
        );
        using var answer = await _pages.PostAsync(await _pages.FreshAsync(_ana, "data"));
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        Assert.That(answer.Content.Headers.ContentDisposition?.DispositionType, Is.EqualTo("attachment"));
        Assert.That(
            json.RootElement.ToString(),
            Does.Contain("@example.org").And.Contain("552 full").And.Not.Contain("not hers")
        );
    }

    [Test]
    public async Task Erasing_asks_first()
    {
        var link = await _pages.FreshAsync(_ana, "erase");
        Assert.That(await _pages.Http.GetStringAsync(link), Does.Contain("Yes, delete everything about me"));
        Assert.That(await _pages.StatusAsync(_ana), Is.EqualTo(SubscriberStatus.Active));
        using var answer = await _pages.PostAsync(link);
        using var after = await _pages.Http.GetAsync(_pages.Manage(_ana));
        using var leave = await _pages.Http.GetAsync(_pages.Unsubscribe(_ana));

        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("Your data is deleted"));
        Assert.That(((int)after.StatusCode, (int)leave.StatusCode), Is.EqualTo((404, 200)));
        Assert.That(await _pages.StatusAsync(_ana), Is.Null);
    }

    [Test]
    public async Task The_term_is_told_where_people_pay()
    {
        await using var priced = await PagesHost.StartAsync(
            NewsletterSample.Settings() with
            {
                AnnualPrice = "€60",
            },
            change: settings =>
                settings with
                {
                    Stripe = new StripeSettings
                    {
                        SecretKey = "sk_test_x",
                        WebhookSecret = "whsec_x",
                        Price = "price_x",
                    },
                }
        );
        var ben = await priced.AddAsync("ben@example.org");
        await priced.ScalarAsync<object>(
            "UPDATE subscribers SET term = 'trial', term_ends_at = @end",
            new { end = priced.Clock.GetUtcNow().AddDays(5).ToUnixTimeMilliseconds() }
        );

        var page = WebUtility.HtmlDecode(await priced.Http.GetStringAsync(priced.Manage(ben)));

        Assert.That(
            page,
            Does.Contain("Your free trial runs until")
                .And.Contain("Saturday, 28 November 2026")
                .And.Contain("Subscribe for a year, €60")
                .And.Contain("/pay\"")
        );
    }

    [Test]
    public async Task Names_with_markup_are_only_letters()
    {
        const string Naughty = "<img src=x onerror=alert(1)>\"'&";
        using var answer = await _pages.PostAsync(
            _pages.Manage(_ana),
            ("matter", "name"),
            ("first_name", Naughty),
            ("last_name", "\u202Egnp.exe")
        );
        var page = await answer.Content.ReadAsStringAsync();

        Assert.That(page, Does.Not.Contain("<img").And.Not.Contain("&#x202E;"));
        Assert.That(page.Contains('\u202E'), Is.False);
        Assert.That(
            await _pages.ScalarAsync<string>("SELECT first_name FROM subscribers WHERE id = @_ana", new { _ana }),
            Is.EqualTo(Naughty)
        );
    }

    private Task<string?> RowAsync() =>
        _pages.ScalarAsync<string>(
            "SELECT json_array(email, first_name, last_name, time_zone, status, paused_until) FROM subscribers WHERE "
                + "id = @_ana",
            new { _ana }
        );
}
