using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Accounts.Oidc;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk.Oidc;

/// <summary>Tokens that no honest service would write for this desk sign nobody in.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance), Parallelizable(ParallelScope.Self)]
[TestFixture, Integration]
internal sealed class ForgedTokenTests
{
    private FakeTimeProvider _clock = null!;
    private ForgingIssuer _issuer = null!;
    private DeskSite _desk = null!;

    [OneTimeSetUp]
    public async Task OpenServiceAsync()
    {
        _clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
        _issuer = await ForgingIssuer.StartAsync(_clock);
    }

    [SetUp]
    public async Task OpenAsync() =>
        _desk = await OidcVisit.OpenDeskAsync(OidcVisit.Settings(_issuer.Address, ForgingIssuer.ClientSecret), _clock);

    [TearDown]
    public async Task CloseAsync() => await _desk.DisposeAsync();

    [OneTimeTearDown]
    public async Task CloseServiceAsync() => await _issuer.DisposeAsync();

    [TestCase(TokenForgery.WrongKey, OidcRefusal.NotTrusted)]
    [TestCase(TokenForgery.WrongKeySameName, OidcRefusal.NotTrusted)]
    [TestCase(TokenForgery.WrongIssuer, OidcRefusal.NotTrusted)]
    [TestCase(TokenForgery.WrongAudience, OidcRefusal.NotTrusted)]
    [TestCase(TokenForgery.WrongNonce, OidcRefusal.NotTrusted)]
    [TestCase(TokenForgery.NoNonce, OidcRefusal.NotTrusted)]
    [TestCase(TokenForgery.Unsigned, OidcRefusal.NotTrusted)]
    [TestCase(TokenForgery.SignedWithSecret, OidcRefusal.NotTrusted)]
    [TestCase(TokenForgery.ChangedAfterwards, OidcRefusal.NotTrusted)]
    [TestCase(TokenForgery.NoToken, OidcRefusal.NotTrusted)]
    [TestCase(TokenForgery.Expired, OidcRefusal.Expired)]
    [TestCase(TokenForgery.NotYetValid, OidcRefusal.Expired)]
    [TestCase(TokenForgery.NoEnd, OidcRefusal.Expired)]
    public async Task A_forged_or_misdirected_token_is_refused(TokenForgery forgery, OidcRefusal refusal)
    {
        _issuer.Forgery = forgery;
        _issuer.Person = new() { Subject = $"{forgery}", Email = $"{forgery}@example.org" };
        using var browser = _desk.Nobody();
        var redeemed = _issuer.Redeemed;

        var answer = await OidcVisit.SignInAsync(browser);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(_issuer.Redeemed, Is.EqualTo(redeemed + 1), "the token was asked for");
            Assert.That(
                answer.Headers.Location?.OriginalString,
                Is.EqualTo($"/desk/sign-in?oidc={OidcRefusals.Words.Of(refusal)}")
            );
            Assert.That(
                await _desk.Host.ScalarAsync<long>("SELECT count(*) FROM accounts WHERE name = 'Ana Ruiz'"),
                Is.Zero,
                "no account was made"
            );
        }
    }

    /// <summary>The same service is believed when it does not lie, so the refusals above are for the lie.</summary>
    [Test]
    public async Task An_honest_token_of_the_same_service_signs_in()
    {
        _issuer.Forgery = TokenForgery.Nothing;
        _issuer.Person = new() { Subject = "honest", Email = "honest@example.org" };
        using var browser = _desk.Nobody();

        var answer = await OidcVisit.SignInAsync(browser);

        Assert.That(answer.Headers.Location?.OriginalString, Is.EqualTo("/desk"));
        Assert.That(await HonestAsync(), Is.EqualTo(1));
    }

    /// <summary>This service takes a code as often as one likes, so the desk must notice by itself.</summary>
    [Test]
    public async Task A_replayed_answer_is_refused_even_when_the_service_plays_along()
    {
        _issuer.Forgery = TokenForgery.Nothing;
        _issuer.Person = new() { Subject = "honest", Email = "honest@example.org" };
        using var browser = _desk.Nobody();
        using var thief = _desk.Nobody();
        var back = await OidcVisit.GoAsync(browser);
        foreach (var (name, value) in browser.Cookies)
        {
            thief.Keep($"{name}={value}");
        }

        var first = await browser.GetAsync(back);
        var redeemed = _issuer.Redeemed;
        var second = await thief.GetAsync(back);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(first.Headers.Location?.OriginalString, Is.EqualTo("/desk"));
            Assert.That(_issuer.Redeemed, Is.EqualTo(redeemed + 1), "the service gave a second token");
            Assert.That(second.Headers.Location?.OriginalString, Is.EqualTo("/desk/sign-in?oidc=not-asked"));
        }
    }

    private Task<long> HonestAsync() =>
        _desk.Host.ScalarAsync<long>("SELECT count(*) FROM accounts WHERE email = 'honest@example.org'");
}
