using System.Net;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture, Integration]
internal sealed class SignInTests
{
    private DeskSite _desk = null!;
    private DeskBrowser _browser = null!;

    [SetUp]
    public async Task Open()
    {
        _desk = await DeskSite.OpenAsync();
        _browser = _desk.Nobody();
    }

    [TearDown]
    public async Task Close()
    {
        _browser.Dispose();
        await _desk.DisposeAsync();
    }

    [Test]
    public async Task A_person_signs_in_works_and_signs_out()
    {
        await SignedUp.AddAsync(_desk);

        var answer = await SignedUp.SignInAsync(_browser, to: "/desk/me");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/desk/me"));
        Assert.That(await _browser.PageAsync("desk/me"), Does.Contain("Ana Ruiz"));

        var session = Session();
        answer = await _browser.PostFormAsync("desk/sign-out", []);
        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/desk/sign-in"));
        Assert.That(await _browser.PageAsync("desk/sign-in"), Does.Contain("You are signed out."));
        using var thief = new DeskBrowser(_desk.Host.Client(), session);
        Assert.That(
            (await thief.GetAsync("desk/me")).StatusCode,
            Is.EqualTo(HttpStatusCode.Redirect),
            "the cookie of before is worth nothing"
        );
    }

    [Test]
    public async Task A_wrong_password_an_unknown_address_and_a_lock_look_the_same()
    {
        await SignedUp.AddAsync(_desk);
        var wrong = await TextOfAsync(await SignedUp.SignInAsync(_browser, "wrong"), "ana@example.org");
        var unknown = await TextOfAsync(
            await SignedUp.SignInAsync(_browser, "wrong", "bob@example.org"),
            "bob@example.org"
        );
        for (var i = 0; i < 5; i++)
        {
            await SignedUp.SignInAsync(_browser, "wrong");
        }

        var locked = await TextOfAsync(await SignedUp.SignInAsync(_browser), "ana@example.org");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(wrong, Does.Contain("Address or password is wrong"));
            Assert.That(unknown, Is.EqualTo(wrong));
            Assert.That(locked, Is.EqualTo(wrong));
        }

        _desk.Host.Clock.Advance(TimeSpan.FromHours(1));
        Assert.That((await SignedUp.SignInAsync(_browser)).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
    }

    [Test]
    public async Task The_address_that_was_typed_stays_and_the_password_does_not()
    {
        var page = await (
            await SignedUp.SignInAsync(_browser, "my secret", "ana@example.org", "/desk/queue")
        ).Content.ReadAsStringAsync();

        Assert.That(page, Does.Contain("value=\"ana@example.org\"").And.Contain("value=\"/desk/queue\""));
        Assert.That(page, Does.Not.Contain("my secret"));
    }

    /// <summary>Session fixation: what somebody put into the browser before is not what is signed in.</summary>
    [Test]
    public async Task A_sign_in_has_a_session_of_its_own_and_ends_the_one_that_the_browser_had()
    {
        await SignedUp.AddAsync(_desk);
        using var browser = _desk.As(Role.Support);
        await browser.PageAsync("desk");
        var before = browser.Cookies.Single(cookie => cookie.Key.EndsWith("session", StringComparison.Ordinal));
        var answer = await browser.PostFormAsync(
            "desk/sign-in",
            [new("email", "ana@example.org"), new("password", SignedUp.Password)],
            page: "desk"
        );

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(browser.Cookies[before.Key], Is.Not.EqualTo(before.Value));
        using var fixer = new DeskBrowser(_desk.Host.Client(), $"{before.Key}={before.Value}");
        Assert.That((await fixer.GetAsync("desk")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
    }

    [TestCase("https://evil.example/")]
    [TestCase("//evil.example/desk/")]
    [TestCase("/\\evil.example")]
    [TestCase("/desk/..//evil.example")]
    [TestCase("/subscribe")]
    public async Task After_the_sign_in_nobody_is_led_elsewhere(string to)
    {
        await SignedUp.AddAsync(_desk);

        var answer = await SignedUp.SignInAsync(_browser, to: to);

        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/desk"));
        answer = await _browser.GetAsync($"desk/sign-in?to={Uri.EscapeDataString(to)}");
        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/desk"), "signed in already");
    }

    [Test]
    public async Task The_cookie_is_not_for_scripts_and_not_for_other_sites()
    {
        await using var desk = await DeskSite.OpenAsync(
            newsletter: NewsletterSample.Settings() with
            {
                BaseUrl = "http://localhost:8080",
            }
        );
        await SignedUp.AddAsync(desk);
        using var browser = desk.Nobody();

        var cookie = (await SignedUp.SignInAsync(browser))
            .Headers.GetValues("Set-Cookie")
            .Single(one => one.Contains("session", StringComparison.Ordinal));

        Assert.That(cookie, Does.StartWith("desk-session=").And.Contain("; path=/;"));
        Assert.That(cookie, Does.Contain("httponly").And.Contain("samesite=lax").And.Not.Contain("domain="));
    }

    [Test]
    public async Task With_https_the_cookies_are_bound_to_this_host()
    {
        await using var desk = await DeskSite.OpenAsync(
            newsletter: NewsletterSample.Settings() with
            {
                BaseUrl = "https://letter.example.com",
            }
        );
        await SignedUp.AddAsync(desk);
        using var browser = desk.Nobody();

        var cookies = (await SignedUp.SignInAsync(browser)).Headers.GetValues("Set-Cookie").ToList();

        var session = cookies.Single(one => one.Contains("session", StringComparison.Ordinal));
        Assert.That(session, Does.StartWith("__Host-desk-session=").And.Contain("; secure;").And.Contain("path=/;"));
        Assert.That(browser.Cookies.Keys, Has.All.StartWith("__Host-desk-"));
    }

    [TestCase("desk/sign-in")]
    [TestCase("desk/sign-in/code")]
    [TestCase("desk/sign-in/link")]
    [TestCase("desk/sign-in/link/abc")]
    public async Task A_form_without_the_token_of_our_page_is_refused(string path)
    {
        await SignedUp.AddAsync(_desk);

        var answer = await _browser.SendAsync(
            new(HttpMethod.Post, path)
            {
                Content = new FormUrlEncodedContent([
                    new("email", "ana@example.org"),
                    new("password", SignedUp.Password),
                ]),
            }
        );

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await _desk.Host.ScalarAsync<long>("SELECT count(*) FROM sign_in_tries"), Is.Zero);
    }

    [Test]
    public async Task The_second_step_is_asked_for_and_a_code_is_taken_once()
    {
        var (key, _) = await SignedUp.AddSecondStepAsync(_desk, await SignedUp.AddAsync(_desk));

        var first = await SignedUp.SignInAsync(_browser, to: "/desk/me");

        Assert.That(first.Headers.Location!.OriginalString, Is.EqualTo("/desk/sign-in/code?to=%2Fdesk%2Fme"));
        Assert.That((await _browser.GetAsync("desk/me")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect), "not in yet");
        var step = _browser.Cookies.Single(cookie => cookie.Key.EndsWith("step", StringComparison.Ordinal));
        var code = SignedUp.Code(_desk, key);
        var second = await SignedUp.SendCodeAsync(_browser, code, "/desk/me");
        Assert.That(second.Headers.Location!.OriginalString, Is.EqualTo("/desk/me"));
        Assert.That(await _browser.PageAsync("desk/me"), Does.Contain("Ana Ruiz"));

        using var thief = new DeskBrowser(_desk.Host.Client(), $"{step.Key}={step.Value}");
        var replayed = await SignedUp.SendCodeAsync(thief, code);
        Assert.That(replayed.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await replayed.Content.ReadAsStringAsync(), Does.Contain("was used already"));
    }

    [Test]
    public async Task A_recovery_code_gets_in_without_the_telephone()
    {
        var (_, codes) = await SignedUp.AddSecondStepAsync(_desk, await SignedUp.AddAsync(_desk));
        await SignedUp.SignInAsync(_browser);

        var answer = await SignedUp.SendCodeAsync(_browser, codes[4]);

        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/desk"));
    }

    [Test]
    public async Task The_page_of_the_code_leads_back_to_who_has_not_passed_the_first_step()
    {
        var answer = await _browser.GetAsync("desk/sign-in/code?to=/desk/me");

        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/desk/sign-in?to=%2Fdesk%2Fme"));
        using var forger = new DeskBrowser(_desk.Host.Client(), "desk-step=forged");
        Assert.That((await forger.GetAsync("desk/sign-in/code")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
    }

    [Test]
    public async Task A_link_shows_a_button_and_the_button_signs_in_once()
    {
        var link = $"desk/sign-in/link/{await SignedUp.LinkAsync(_desk, await SignedUp.AddAsync(_desk))}";

        Assert.That(await _browser.PageAsync(link), Does.Contain("<button"), "a scanner follows links");
        Assert.That(await _browser.PageAsync(link), Does.Contain("<button"));
        var answer = await _browser.PostFormAsync(link, []);
        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/desk"));
        Assert.That(await _browser.PageAsync("desk/me"), Does.Contain("by link"));

        using var second = _desk.Nobody();
        var again = await second.GetAsync(link);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await again.Content.ReadAsStringAsync(), Does.Contain("does not work any more"));
    }

    [Test]
    public async Task A_link_does_not_replace_the_second_step()
    {
        var account = await SignedUp.AddAsync(_desk);
        await SignedUp.AddSecondStepAsync(_desk, account);
        var link = $"desk/sign-in/link/{await SignedUp.LinkAsync(_desk, account)}";

        var answer = await _browser.PostFormAsync(link, []);

        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/desk/sign-in/code"));
    }

    [Test]
    public async Task The_page_that_mails_links_says_the_same_whether_there_is_an_account()
    {
        await SignedUp.AddAsync(_desk);

        var known = await AskAsync("ana@example.org");
        var unknown = await AskAsync("bob@example.org");

        Assert.That(known, Does.Contain("If ana@example.org has an account"));
        Assert.That(unknown.Replace("bob@", "ana@", StringComparison.Ordinal), Is.EqualTo(known));
        await _desk.Host.WaitForAsync("SELECT count(*) FROM account_links", atLeast: 1);
    }

    [Test]
    public async Task An_address_that_is_none_is_refused_with_what_is_wrong()
    {
        var answer = await _browser.PostFormAsync("desk/sign-in/link", [new("email", "ana")]);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("has no @").And.Contain("value=\"ana\""));
    }

    [Test]
    public async Task A_flood_of_passwords_from_one_network_is_stopped()
    {
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 61; i++)
        {
            statuses.Add((await _browser.SendAsync(new(HttpMethod.Post, "desk/sign-in"))).StatusCode);
        }

        Assert.That(statuses[59], Is.EqualTo(HttpStatusCode.BadRequest), "without the token");
        Assert.That(statuses[60], Is.EqualTo(HttpStatusCode.TooManyRequests));
    }

    /// <summary>The page asks for a link, and the note of the page that it leads to.</summary>
    private async Task<string> AskAsync(string email)
    {
        var answer = await _browser.PostFormAsync("desk/sign-in/link", [new("email", email)]);
        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/desk/sign-in"));
        return (await _browser.PageAsync("desk/sign-in")).Split("role=\"status\">")[1].Split("</p>")[0];
    }

    private string Session()
    {
        var cookie = _browser.Cookies.Single(one => one.Key.EndsWith("session", StringComparison.Ordinal));
        return $"{cookie.Key}={cookie.Value}";
    }

    /// <summary>A refused sign-in, without what differs in each page.</summary>
    private static async Task<string> TextOfAsync(HttpResponseMessage answer, string email)
    {
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        var page = await answer.Content.ReadAsStringAsync();
        for (
            var at = page.IndexOf("__RequestVerificationToken", StringComparison.Ordinal);
            at >= 0;
            at = page.IndexOf("__RequestVerificationToken", StringComparison.Ordinal)
        )
        {
            page = page.Remove(at, page.IndexOf("/>", at, StringComparison.Ordinal) - at);
        }

        return page.Replace(email, "", StringComparison.Ordinal);
    }
}
