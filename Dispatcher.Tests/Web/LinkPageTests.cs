using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary>The pages that mail links, and those of links that are old or work once.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance), Parallelizable(ParallelScope.Self)]
[TestFixture, Integration]
internal sealed class LinkPageTests
{
    private PagesHost _pages = null!;
    private long _ana;
    private string _email = null!;

    [OneTimeSetUp]
    public async Task Start() => _pages = await PagesHost.StartAsync(web: PagesHost.BehindProxy());

    [OneTimeTearDown]
    public async Task Stop() => await _pages.DisposeAsync();

    [SetUp]
    public async Task Add()
    {
        _email = $"ana{Guid.NewGuid():N}@example.org";
        _ana = await _pages.AddAsync(_email);
    }

    [Test]
    public async Task Every_request_for_a_link_is_answered_alike_and_only_readers_are_mailed()
    {
        var nobody = $"nob{Guid.NewGuid():N}@example.org";
        using var known = await _pages.PostAsync("link", "198.51.100.1", ("email", _email.ToUpperInvariant()));
        using var unknown = await _pages.PostAsync("link", "198.51.100.1", ("email", nobody));
        await _pages.WaitForAsync($"SELECT count(*) FROM mails WHERE kind = 'your-link' AND email = '{_email}'", 1);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((known.StatusCode, unknown.StatusCode), Is.EqualTo((unknown.StatusCode, known.StatusCode)));
            Assert.That(
                Plain(await known.Content.ReadAsStringAsync()),
                Is.EqualTo(Plain(await unknown.Content.ReadAsStringAsync())).And.Contain("Look into your inbox")
            );
            Assert.That(
                await _pages.ScalarAsync<long>("SELECT count(*) FROM mails WHERE email = @nobody", new { nobody }),
                Is.Zero
            );
        }

        static string Plain(string html) => Regex.Replace(html, "(?i)<bdi>[^<]*</bdi>", "<bdi>ADDRESS</bdi>");
    }

    [Test]
    public async Task A_person_who_gets_no_letter_for_the_limit_of_the_network_is_told_so()
    {
        var most = new Dispatcher.Settings.WebSettings().SignUpsPerNetwork;
        var ids = new List<long>();
        for (var i = 0; i < most; i++)
        {
            var email = $"n{i}x{Guid.NewGuid():N}@example.org";
            ids.Add(await _pages.AddAsync(email));
            using var answer = await _pages.PostAsync("link", "198.51.101.1", ("email", email));
            Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        }

        foreach (var email in new[] { _email, "nobody@example.org" })
        {
            using var refused = await _pages.PostAsync("link", "198.51.101.1", ("email", email));
            Assert.That((int)refused.StatusCode, Is.EqualTo(503), email);
            Assert.That(refused.Headers.RetryAfter, Is.Not.Null);
            Assert.That(
                await refused.Content.ReadAsStringAsync(),
                Does.Contain("Please try again in an hour").And.Not.Contain("Look into your inbox").And.Contain(email)
            );
        }

        // Comes behind the others, from another network: once it is done, they are.
        using var last = await _pages.PostAsync("link", "198.51.102.1", ("email", _email));
        await _pages.WaitForAsync($"SELECT count(*) FROM mails WHERE kind = 'your-link' AND email = '{_email}'", 1);

        Assert.That(
            await _pages.ScalarAsync<long>(
                $"SELECT count(*) FROM mails WHERE kind = 'your-link' AND subscriber_id IN ({string.Join(',', ids)})"
            ),
            Is.EqualTo(most)
        );
    }

    [TestCase("")]
    [TestCase("ana@")]
    public async Task A_text_that_is_no_address_is_said_in_its_place(string typed)
    {
        using var answer = await _pages.PostAsync("link", "198.51.103.1", ("email", typed));

        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("id=\"email-problem\""));
    }

    [Test]
    public async Task Every_page_of_a_link_says_its_type_and_its_letters()
    {
        var paths = new[] { "link", "paid", "link/x/erase", "nothing-here", _pages.Manage(_ana) };
        foreach (var path in paths)
        {
            using var answer = await _pages.Http.GetAsync(path);
            Assert.That(answer.Content.Headers.ContentType?.ToString(), Is.EqualTo("text/html; charset=utf-8"), path);
        }
    }

    [Test]
    public async Task The_way_to_a_link_is_on_every_page_and_on_the_page_of_an_error()
    {
        foreach (var path in new[] { "", "archive", "nothing-here", _pages.Unsubscribe(_ana), _pages.Manage(_ana) })
        {
            using var answer = await _pages.Http.GetAsync(path);
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("href=\"/link\""), path);
        }
    }

    [Test]
    public async Task The_page_after_a_payment_names_nobody_and_shows_the_way_to_a_link() =>
        Assert.That(
            await _pages.Http.GetStringAsync("paid"),
            Does.Contain("<h1>Back from the payment page").And.Contain("href=\"/link\"")
        );

    [TestCase("data", "Your data")]
    [TestCase("address", "A new address")]
    [TestCase("erase", "Delete my data")]
    public async Task What_is_grave_is_mailed_a_link_for_first(string matter, string heading)
    {
        var path = $"{_pages.Manage(_ana)}/{matter}";
        var page = await _pages.Http.GetStringAsync(path);
        using var asked = await _pages.PostAsync(path);
        using var again = await _pages.PostAsync(path);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(page, Does.Contain($"<h1>{heading}</h1>").And.Contain(_email));
            Assert.That(
                await asked.Content.ReadAsStringAsync(),
                Does.Contain("<h1>We have mailed you a link</h1>").And.Contain(_email)
            );
            Assert.That((int)again.StatusCode, Is.EqualTo(409));
            Assert.That(
                await _pages.ScalarAsync<string>(
                    "SELECT matter FROM fresh_links WHERE subscriber_id = @_ana",
                    new { _ana }
                ),
                Is.EqualTo(matter)
            );
        }
    }

    [TestCase("Data")]
    [TestCase("ADDRESS")]
    [TestCase("eRase")]
    public async Task What_is_grave_is_mailed_a_link_for_however_the_address_is_written(string matter)
    {
        using var asked = await _pages.PostAsync($"{_pages.Manage(_ana)}/{matter}");

        Assert.That((int)asked.StatusCode, Is.EqualTo(200));
        Assert.That(
            await _pages.ScalarAsync<string>(
                "SELECT matter FROM fresh_links WHERE subscriber_id = @_ana",
                new { _ana }
            ),
            Is.EqualTo(matter.ToLowerInvariant())
        );
    }

    [Test]
    public async Task A_new_address_that_has_not_said_yes_is_masked_on_the_page_of_the_subscription()
    {
        var email = $"new{Guid.NewGuid():N}@example.net";
        using var asked = await _pages.PostAsync(await _pages.FreshAsync(_ana, LinkMatter.Address), ("email", email));

        var page = System.Net.WebUtility.HtmlDecode(await _pages.Http.GetStringAsync(_pages.Manage(_ana)));

        Assert.That(page, Does.Not.Contain(email).And.Contain("n…@e….net"));
    }

    [Test]
    public async Task An_old_unsubscribe_link_does_not_say_who_has_left()
    {
        var gone = await _pages.AddAsync($"amy{Guid.NewGuid():N}@example.org");
        await _pages.ScalarAsync<object>(
            "UPDATE subscribers SET link_epoch = 7, status = CASE WHEN id = @gone THEN 'unsubscribed' ELSE status END "
                + "WHERE id IN (@_ana, @gone)",
            new { _ana, gone }
        );

        var (active, left) = (await ShownAsync(_ana), await ShownAsync(gone));

        Assert.That(left, Is.EqualTo(active));
        Assert.That(active[0], Does.Contain("<button>Unsubscribe"));
        Assert.That(active[1], Does.Contain("You are unsubscribed"));

        async Task<string[]> ShownAsync(long id)
        {
            var link = _pages.Unsubscribe(id);
            var looked = await _pages.Http.GetStringAsync(link);
            using var pressed = await _pages.PostAsync(link, ("List-Unsubscribe", "One-Click"));
            var after = await pressed.Content.ReadAsStringAsync();
            return [looked.Replace(link, "LINK"), after.Replace(link, "LINK")];
        }
    }

    [Test]
    public async Task A_change_is_taken_back_without_a_word_of_a_letter_that_cannot_go()
    {
        var link = await _pages.FreshAsync(_ana, LinkMatter.Refuse);
        await _pages.ScalarAsync<object>(
            "INSERT INTO suppressions (email_key, kind, reason, created_at) VALUES (@_email, 'operator', 'x', 0)",
            new { _email }
        );

        using var refused = await _pages.PostAsync(link);
        var page = await refused.Content.ReadAsStringAsync();

        Assert.That(page, Does.Contain("Your address stays as it was").And.Contain("Please write to us"));
        Assert.That(page, Does.Not.Contain("We have mailed you a new link"));
    }

    [Test]
    public async Task A_mail_scanner_that_looks_at_a_link_uses_nothing_up(
        [Values("data", "address", "erase", "refuse")] string matter
    )
    {
        var link = await _pages.FreshAsync(_ana, matter);
        foreach (var method in new[] { "GET", "HEAD", "GET", "OPTIONS" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), link);
            using var looked = await _pages.Http.SendAsync(request);
        }

        using var page = await _pages.Http.GetAsync(link);
        using var used = await _pages.PostAsync(link, ("email", $"new{Guid.NewGuid():N}@example.org"));
        using var over = await _pages.Http.GetAsync(link);

        Assert.That(((int)page.StatusCode, (int)used.StatusCode, (int)over.StatusCode), Is.EqualTo((200, 200, 404)));
        Assert.That(await over.Content.ReadAsStringAsync(), Does.Contain("This link does not work any more"));
    }

    [Test]
    public async Task A_link_for_one_matter_opens_no_other()
    {
        var matters = new[] { "data", "address", "erase", "billing", "refuse" };
        foreach (var own in matters)
        {
            var link = await _pages.FreshAsync(_ana, own);
            foreach (var other in matters.Except([own]))
            {
                var path = link.Replace($"/{own}", $"/{other}", StringComparison.Ordinal);
                using var looked = await _pages.Http.GetAsync(path);
                using var pressed = await _pages.PostAsync(path, ("email", "eve@example.net"));
                Assert.That(
                    ((int)looked.StatusCode, (int)pressed.StatusCode),
                    Is.EqualTo((404, 404)),
                    $"{own} at {other}"
                );
            }
        }

        Assert.That(await _pages.StatusAsync(_ana), Is.EqualTo(SubscriberStatus.Active));
        Assert.That(
            await _pages.ScalarAsync<long>(
                "SELECT count(*) FROM fresh_links WHERE subscriber_id = @_ana AND used_at IS NOT NULL",
                new { _ana }
            ),
            Is.Zero
        );
    }

    [Test]
    public async Task An_old_link_says_so_masks_the_address_and_offers_a_new_one()
    {
        await _pages.ScalarAsync<object>("UPDATE subscribers SET link_epoch = 1 WHERE id = @_ana", new { _ana });
        var token = _pages.Manage(_ana)["manage/".Length..];
        foreach (var below in new[] { "", "/data", "/address", "/erase", "/renew", "/pay" })
        {
            using var looked = await _pages.Http.GetAsync(_pages.Manage(_ana) + below);
            using var pressed = await _pages.PostAsync(_pages.Manage(_ana) + below, ("matter", "pause"));
            Assert.That(
                (looked.Headers.Location?.OriginalString, pressed.Headers.Location?.OriginalString),
                Is.EqualTo(($"/old/{token}", $"/old/{token}")),
                below
            );
        }

        var page = System.Net.WebUtility.HtmlDecode(await _pages.Http.GetStringAsync($"old/{token}"));
        using var asked = await _pages.PostAsync($"old/{token}");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(page, Does.Contain("This link is an old one").And.Contain("a…@e….org"));
            Assert.That(page, Does.Not.Contain(_email));
            Assert.That((int)asked.StatusCode, Is.EqualTo(200));
            Assert.That(
                await _pages.ScalarAsync<string>(
                    "SELECT kind FROM mails WHERE email = @_email AND subscriber_id = @_ana",
                    new { _email, _ana }
                ),
                Is.EqualTo("your-link")
            );
            Assert.That(await _pages.StatusAsync(_ana), Is.EqualTo(SubscriberStatus.Active));
        }
    }

    [Test]
    public async Task An_old_unsubscribe_link_still_unsubscribes_with_one_click_and_shows_no_address()
    {
        await _pages.ScalarAsync<object>("UPDATE subscribers SET link_epoch = 7 WHERE id = @_ana", new { _ana });
        var link = _pages.Unsubscribe(_ana);

        var page = await _pages.Http.GetStringAsync(link);
        using var left = await _pages.PostAsync(link, ("List-Unsubscribe", "One-Click"));
        var after = await left.Content.ReadAsStringAsync();
        using var undo = await _pages.PostAsync(link + "/undo");
        using var pause = await _pages.Http.GetAsync(link + "/pause");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _pages.StatusAsync(_ana), Is.EqualTo(SubscriberStatus.Unsubscribed));
            Assert.That(page + after, Does.Not.Contain(_email).And.Not.Contain("/undo").And.Not.Contain("/pause"));
            Assert.That(after, Does.Contain("This link is an old one"));
            Assert.That((int)pause.StatusCode, Is.EqualTo(303));
        }
    }

    [Test]
    public async Task A_reader_renews_the_links_and_is_mailed_the_new_one_and_the_page_shows_none()
    {
        var path = _pages.Manage(_ana) + "/renew";
        Assert.That(await _pages.Http.GetStringAsync(path), Does.Contain("<h1>Renew my links</h1>"));
        using var renewed = await _pages.PostAsync(path);
        var page = await renewed.Content.ReadAsStringAsync();
        using var old = await _pages.Http.GetAsync(_pages.Manage(_ana));
        using var current = await _pages.Http.GetAsync(_pages.Manage(_ana, epoch: 1));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(page, Does.Contain("We have mailed you a new link.").And.Not.Contain("/manage/"));
            Assert.That(((int)old.StatusCode, (int)current.StatusCode), Is.EqualTo((303, 200)));
            Assert.That(
                await _pages.ScalarAsync<string>("SELECT kind FROM mails WHERE subscriber_id = @_ana", new { _ana }),
                Is.EqualTo("your-link")
            );
        }
    }

    [Test]
    public async Task The_unsubscribe_link_pauses_and_ends_the_pause_by_itself()
    {
        var path = _pages.Unsubscribe(_ana) + "/pause";
        Assert.That(await _pages.Http.GetStringAsync(_pages.Unsubscribe(_ana)), Does.Contain($"/{path}\""));
        using var wrong = await _pages.PostAsync(path, ("until", "tomorrow"));
        using var paused = await _pages.PostAsync(path, ("until", "2026-12-24"));
        var status = await _pages.StatusAsync(_ana);
        using var resumed = await _pages.PostAsync(path, ("wish", "resume"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(((int)wrong.StatusCode, (int)paused.StatusCode), Is.EqualTo((400, 200)));
            Assert.That(await paused.Content.ReadAsStringAsync(), Does.Contain("Thursday, 24 December 2026"));
            Assert.That(status, Is.EqualTo(SubscriberStatus.Paused));
            Assert.That(await resumed.Content.ReadAsStringAsync(), Does.Contain("Welcome back."));
            Assert.That(await _pages.StatusAsync(_ana), Is.EqualTo(SubscriberStatus.Active));
        }
    }

    [Test]
    public async Task The_old_address_takes_a_change_back_by_its_letter()
    {
        var email = $"eve{Guid.NewGuid():N}@example.net";
        using var asked = await _pages.PostAsync(await _pages.FreshAsync(_ana, LinkMatter.Address), ("email", email));
        using var confirmed = await _pages.PostAsync(await _pages.ConfirmAsync());
        var seed = await _pages.ScalarAsync<string>(
            "SELECT mail_values ->> 'link_seed' FROM mails WHERE kind = 'address-changed' AND email = @_email",
            new { _email }
        );
        var link = $"link/{_pages.Tokens.FreshLink(seed!)}/refuse";

        var page = System.Net.WebUtility.HtmlDecode(await _pages.Http.GetStringAsync(link));
        using var refused = await _pages.PostAsync(link);
        using var hijacker = await _pages.Http.GetAsync(_pages.Manage(_ana, epoch: 1));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(page, Does.Contain("Was it you?").And.Contain(_email).And.Contain("e…@e….net"));
            Assert.That(page, Does.Not.Contain(email));
            Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("Your address stays as it was"));
            Assert.That(
                await _pages.ScalarAsync<string>("SELECT email FROM subscribers WHERE id = @_ana", new { _ana }),
                Is.EqualTo(_email)
            );
            Assert.That((int)hijacker.StatusCode, Is.EqualTo(303), "the links of the new address are old now");
        }
    }
}
