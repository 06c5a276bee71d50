using System.Net;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Accounts.SecondStep;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture, Integration]
internal sealed partial class SecondStepPageTests
{
    private const string Page = "desk/me/second-step";

    private DeskSite _desk = null!;
    private DeskBrowser _me = null!;
    private Account _ana = null!;

    [SetUp]
    public async Task Open()
    {
        _desk = await DeskSite.OpenAsync();
        _ana = await SignedUp.AddAsync(_desk);
        _me = _desk.Nobody();
        await SignedUp.SignInAsync(_me);
    }

    [TearDown]
    public async Task Close()
    {
        _me.Dispose();
        await _desk.DisposeAsync();
    }

    [Test]
    public async Task It_is_set_up_with_a_picture_and_gives_codes_that_work()
    {
        var page = await _me.PageAsync(Page);
        Assert.That(page, Does.Contain("<svg class=\"qr\""));
        var key = Base32.Decode(KeyOnPage.Match(page).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal))!;

        var answer = await PostAsync("On", new("key", Posted.Match(page).Groups[1].Value), new("code", Code(key)));

        var codes = Codes
            .Matches(await answer.Content.ReadAsStringAsync())
            .Select(code => code.Groups[1].Value)
            .ToList();
        Assert.That(codes, Has.Count.EqualTo(10));
        Assert.That(await _me.PageAsync("desk/me"), Does.Contain("<span class=\"tag good\">On</span>"));
        using var browser = _desk.Nobody();
        await SignedUp.SignInAsync(browser);
        Assert.That((await SignedUp.SendCodeAsync(browser, codes[0])).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
    }

    [Test]
    public async Task A_wrong_code_keeps_the_same_key_to_try_again()
    {
        var page = await _me.PageAsync(Page);
        var key = KeyOnPage.Match(page).Groups[1].Value;

        var answer = await PostAsync("On", new("key", Posted.Match(page).Groups[1].Value), new("code", "000000"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(key).And.Contain("The code is wrong"));
        Assert.That(await _desk.Host.ScalarAsync<string>("SELECT totp_key FROM accounts WHERE id = 6"), Is.Null);
    }

    [Test]
    public async Task A_key_that_we_did_not_make_is_not_taken()
    {
        var key = TotpKeys.New();

        await PostAsync("On", new("key", key), new("code", Code(Base32.Decode(key)!)));

        Assert.That(await _desk.Host.ScalarAsync<string>("SELECT totp_key FROM accounts WHERE id = 6"), Is.Null);
    }

    [Test]
    public async Task New_codes_replace_the_old_and_cost_a_code_of_the_app()
    {
        var (key, old) = await SignedUp.AddSecondStepAsync(_desk, _ana);
        await SignInAsync(key);

        var wrong = await PostAsync("Codes", new KeyValuePair<string, string>("code", "000000"));
        Assert.That(wrong.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        _desk.Host.Clock.Advance(TimeSpan.FromSeconds(30));
        var right = await PostAsync("Codes", new KeyValuePair<string, string>("code", Code(key)));

        Assert.That(Codes.Matches(await right.Content.ReadAsStringAsync()), Has.Count.EqualTo(10));
        using var browser = _desk.Nobody();
        await SignedUp.SignInAsync(browser);
        Assert.That(
            (await SignedUp.SendCodeAsync(browser, old[0])).StatusCode,
            Is.EqualTo(HttpStatusCode.Unauthorized)
        );
    }

    [Test]
    public async Task It_is_switched_off_with_a_code_only()
    {
        var (key, codes) = await SignedUp.AddSecondStepAsync(_desk, _ana);
        await SignInAsync(key);

        var wrong = await PostAsync("Off", new KeyValuePair<string, string>("code", "000000"));
        Assert.That(wrong.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        var right = await PostAsync("Off", new KeyValuePair<string, string>("code", codes[0]));

        Assert.That(right.Headers.Location!.OriginalString, Is.EqualTo("/desk/me"));
        using var browser = _desk.Nobody();
        Assert.That((await SignedUp.SignInAsync(browser)).Headers.Location!.OriginalString, Is.EqualTo("/desk"));
    }

    /// <summary>The second step was switched on behind the session, which ended it.</summary>
    private async Task SignInAsync(byte[] key)
    {
        await SignedUp.SignInAsync(_me);
        await SignedUp.SendCodeAsync(_me, Code(key));
    }

    private string Code(byte[] key) => SignedUp.Code(_desk, key);

    private Task<HttpResponseMessage> PostAsync(string handler, params KeyValuePair<string, string>[] fields) =>
        _me.PostFormAsync($"{Page}?handler={handler}", fields, page: Page);

    [GeneratedRegex("<code class=\"key\">([A-Z2-7 ]+)</code>")]
    private static partial Regex KeyOnPage { get; }

    [GeneratedRegex("name=\"key\" value=\"([^\"]+)\"")]
    private static partial Regex Posted { get; }

    [GeneratedRegex("<code>([a-z2-7-]{19})</code>")]
    private static partial Regex Codes { get; }
}
