using System.Net;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Accounts.Oidc;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk.Oidc;

/// <summary>Sign-in by a real OpenID Connect service.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance), Parallelizable(ParallelScope.Self)]
[TestFixture, Integration]
internal sealed class OidcSignInTests
{
    private FakeTimeProvider _clock = null!;
    private OpenIddictServer _service = null!;
    private DeskSite _desk = null!;

    [OneTimeSetUp]
    public async Task OpenServiceAsync()
    {
        _clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
        _service = await OpenIddictServer.StartAsync(_clock);
    }

    [SetUp]
    public async Task OpenAsync()
    {
        (_service.Person, _service.Error, _service.IsShortToken) = (new(), null, false);
        _desk = await OidcVisit.OpenDeskAsync(OidcVisit.Settings(_service.Address), _clock);
    }

    [TearDown]
    public async Task CloseAsync() => await _desk.DisposeAsync();

    [OneTimeTearDown]
    public async Task CloseServiceAsync() => await _service.DisposeAsync();

    [Test]
    public async Task Somebody_with_a_role_is_signed_in_and_comes_to_the_page_that_was_asked_for()
    {
        using var browser = _desk.Nobody();

        var answer = await OidcVisit.SignInAsync(browser, "/desk/me");

        Assert.That(Location(answer), Is.EqualTo("/desk/me"));
        Assert.That(await browser.PageAsync("desk"), Does.Contain("Ana Ruiz").And.Contain("editor"));
        Assert.That(
            await _desk.Host.RowAsync<(string, string, string?)>(
                "SELECT email, role, password_hash FROM accounts WHERE id = 6"
            ),
            Is.EqualTo(("ana@example.org", "editor", (string?)null))
        );
    }

    [Test]
    public async Task The_question_is_bound_to_the_browser_by_state_nonce_and_PKCE()
    {
        using var browser = _desk.Nobody();

        await OidcVisit.GoAsync(browser);

        var asked = _service.LastRequest!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(asked.ResponseType, Is.EqualTo("code"));
            Assert.That(asked.CodeChallengeMethod, Is.EqualTo("S256"));
            Assert.That(asked.CodeChallenge, Has.Length.EqualTo(43));
            Assert.That(asked.Nonce, Is.Not.Empty);
            Assert.That(asked.State, Is.Not.Empty);
            Assert.That(asked.Scope, Is.EqualTo("openid email profile"));
        }
    }

    [Test]
    public async Task The_cookies_of_the_visit_are_seen_by_no_script_and_gone_afterwards()
    {
        using var browser = _desk.Nobody();

        var start = await browser.GetAsync("desk/sign-in/oidc");
        var cookies = start.Headers.GetValues("Set-Cookie").ToList();

        Assert.That(cookies, Has.Count.EqualTo(2));
        Assert.That(
            cookies,
            Has.All.StartsWith("__Host-desk-oidc-")
                .And.All.Contains("; path=/;")
                .And.All.Contains("secure")
                .And.All.Contains("httponly")
                .And.All.Contains("samesite=lax")
        );

        await OidcVisit.SignInAsync(browser);
        await browser.GetAsync("desk");
        var left = browser.Cookies.Keys.Count(name => name.Contains("oidc-visit", StringComparison.Ordinal));
        Assert.That(left, Is.EqualTo(1), "only the one of the visit that was not ended");
    }

    [Test]
    public async Task A_service_that_tells_the_rest_only_when_asked_is_asked()
    {
        _service.IsShortToken = true;
        using var browser = _desk.Nobody();

        await OidcVisit.SignInAsync(browser);

        Assert.That(await browser.PageAsync("desk"), Does.Contain("Ana Ruiz").And.Contain("editor"));
    }

    [Test]
    public async Task The_service_says_the_role_at_each_sign_in_and_a_changed_one_ends_the_old_session()
    {
        using var before = _desk.Nobody();
        await OidcVisit.SignInAsync(before);
        Assert.That(await before.PageAsync("desk"), Does.Contain("editor"));

        _service.Person = _service.Person with { Roles = ["news-support"] };
        using var after = _desk.Nobody();
        await OidcVisit.SignInAsync(after);

        Assert.That(await after.PageAsync("desk"), Does.Contain("support"));
        Assert.That((await before.GetAsync("desk")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(await NewAccountsAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_role_that_was_taken_away_signs_nobody_in()
    {
        using var browser = _desk.Nobody();
        await OidcVisit.SignInAsync(browser);

        _service.Person = _service.Person with { Roles = ["strangers"] };
        using var again = _desk.Nobody();

        await AssertRefusedAsync(again, await OidcVisit.SignInAsync(again), OidcRefusal.NoRole);
    }

    [TestCase("strangers", true, "ana@example.org", OidcRefusal.NoRole)]
    [TestCase("news-editors", false, "ana@example.org", OidcRefusal.AddressNotVerified)]
    [TestCase("news-editors", true, "ana", OidcRefusal.NoAddress)]
    public async Task Somebody_without_a_role_or_a_verified_address_is_refused(
        string role,
        bool isVerified,
        string email,
        OidcRefusal refusal
    )
    {
        _service.Person = new()
        {
            Roles = [role],
            IsVerified = isVerified,
            Email = email,
        };
        using var browser = _desk.Nobody();

        var answer = await OidcVisit.SignInAsync(browser);

        await AssertRefusedAsync(browser, answer, refusal);
        Assert.That(await NewAccountsAsync(), Is.Zero);
    }

    [TestCase("access_denied", OidcRefusal.Declined)]
    [TestCase("server_error", OidcRefusal.ServiceError)]
    public async Task An_error_of_the_service_is_said_plainly(string error, OidcRefusal refusal)
    {
        _service.Error = error;
        using var browser = _desk.Nobody();

        await AssertRefusedAsync(browser, await OidcVisit.SignInAsync(browser), refusal);
    }

    [Test]
    public async Task An_answer_counts_once_even_for_a_thief_of_the_cookies()
    {
        using var browser = _desk.Nobody();
        var back = await OidcVisit.GoAsync(browser);
        using var thief = Copy(browser);

        Assert.That(Location(await browser.GetAsync(back)), Is.EqualTo("/desk"));

        await AssertRefusedAsync(thief, await thief.GetAsync(back), OidcRefusal.NotAsked);
    }

    [Test]
    public async Task An_answer_that_is_sent_twice_is_refused_the_second_time()
    {
        using var browser = _desk.Nobody();
        var back = await OidcVisit.GoAsync(browser);
        await browser.GetAsync(back);

        await AssertRefusedAsync(browser, await browser.GetAsync(back), OidcRefusal.NotAsked, isSignedIn: true);
    }

    [Test]
    public async Task An_answer_to_another_browser_is_refused()
    {
        using var browser = _desk.Nobody();
        using var victim = _desk.Nobody();
        var back = await OidcVisit.GoAsync(browser);

        await AssertRefusedAsync(victim, await victim.GetAsync(back), OidcRefusal.NotAsked);
    }

    [TestCase("desk/sign-in/oidc/answer")]
    [TestCase("desk/sign-in/oidc/answer?code=abc")]
    [TestCase("desk/sign-in/oidc/answer?code=abc&state=made-up")]
    [TestCase("desk/sign-in/oidc/answer?error=access_denied&state=made-up")]
    [TestCase("desk/sign-in/oidc/answer?id_token=a.b.c&state=made-up")]
    public async Task A_made_up_answer_is_refused(string back)
    {
        using var browser = _desk.Nobody();

        await AssertRefusedAsync(browser, await browser.GetAsync(back), OidcRefusal.NotAsked);
    }

    [TestCase("https://evil.example/desk")]
    [TestCase("//evil.example/desk")]
    [TestCase("/\\evil.example")]
    [TestCase("/desk/../../evil")]
    [TestCase("/unsubscribe/1")]
    [TestCase("")]
    public async Task A_way_back_to_another_site_leads_to_the_first_page(string to)
    {
        using var browser = _desk.Nobody();

        Assert.That(Location(await OidcVisit.SignInAsync(browser, to)), Is.EqualTo("/desk"));
    }

    [Test]
    public async Task A_link_on_another_site_signs_nobody_in()
    {
        using var browser = _desk.Nobody();
        using var request = new HttpRequestMessage(HttpMethod.Get, "desk/sign-in/oidc");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        Assert.That(Location(await browser.SendAsync(request)), Is.EqualTo("/desk/sign-in"));
    }

    [Test]
    public async Task A_service_that_is_down_stops_neither_the_start_nor_the_desk_and_is_found_when_it_is_back()
    {
        var clock = new FakeTimeProvider(_clock.GetUtcNow());
        var down = await OpenIddictServer.StartAsync(clock);
        var port = down.Address.Port;
        await down.DisposeAsync();
        await using var desk = await OidcVisit.OpenDeskAsync(
            OidcVisit.Settings(new Uri($"http://127.0.0.1:{port}/")),
            clock
        );
        using var browser = desk.Nobody();

        var refused = await browser.GetAsync("desk/sign-in/oidc");
        Assert.That(Location(refused), Is.EqualTo("/desk/sign-in?oidc=unreachable"));
        Assert.That(
            await browser.PageAsync("desk/sign-in?oidc=unreachable"),
            Does.Contain("Example login does not answer")
        );

        await using var back = await OpenIddictServer.StartAsync(clock, port);
        Assert.That(Location(await OidcVisit.SignInAsync(browser)), Is.EqualTo("/desk"));
    }

    [Test]
    public async Task The_sign_in_page_offers_the_service_and_takes_the_page_that_was_asked_for_along()
    {
        using var browser = _desk.Nobody();

        var page = await browser.PageAsync("desk/sign-in?to=%2Fdesk%2Fme");

        Assert.That(page, Does.Contain("Sign in with Example login"));
        Assert.That(
            page,
            Does.Contain("/desk/sign-in/oidc?to=%2Fdesk%2Fme").Or.Contains("/desk/sign-in/oidc?to=/desk/me")
        );
    }

    [Test]
    public async Task A_word_that_means_no_refusal_says_nothing()
    {
        using var browser = _desk.Nobody();

        Assert.That(await browser.PageAsync("desk/sign-in?oidc=hello%3Cb%3E"), Does.Not.Contain("hello"));
    }

    private static async Task AssertRefusedAsync(
        DeskBrowser browser,
        HttpResponseMessage answer,
        OidcRefusal refusal,
        bool isSignedIn = false
    )
    {
        var page = $"/desk/sign-in?oidc={OidcRefusals.Words.Of(refusal)}";
        Assert.That(Location(answer), Is.EqualTo(page));
        if (!isSignedIn)
        {
            Assert.That(
                WebUtility.HtmlDecode(await browser.PageAsync(page[1..])),
                Does.Contain(OidcRefusals.Sentence(refusal, "Example login"))
            );
            Assert.That((await browser.GetAsync("desk")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        }
    }

    /// <summary>Besides those that the desk of the test has from the start.</summary>
    private Task<long> NewAccountsAsync() => _desk.Host.ScalarAsync<long>("SELECT count(*) FROM accounts WHERE id > 5");

    private DeskBrowser Copy(DeskBrowser browser)
    {
        var copy = _desk.Nobody();
        foreach (var (name, value) in browser.Cookies)
        {
            copy.Keep($"{name}={value}");
        }

        return copy;
    }

    private static string? Location(HttpResponseMessage answer) => answer.Headers.Location?.OriginalString;
}
