using System.Net;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Desk;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture, Integration]
internal sealed class MePageTests
{
    private DeskSite _desk = null!;
    private DeskBrowser _me = null!;

    [SetUp]
    public async Task Open()
    {
        _desk = await DeskSite.OpenAsync();
        await SignedUp.AddAsync(_desk);
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
    public async Task A_name_is_changed()
    {
        var answer = await PostAsync("Name", new KeyValuePair<string, string>("name", "Ana <b>"));

        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo("/desk/me"));
        Assert.That(await _me.PageAsync("desk/me"), Does.Contain("Ana &lt;b&gt;").And.Contain("Your name is changed."));
    }

    [Test]
    public async Task A_password_is_changed_and_ends_all_other_sessions()
    {
        using var other = _desk.Nobody();
        await SignedUp.SignInAsync(other);

        var answer = await PostAsync(
            "Password",
            new("current", SignedUp.Password),
            new("next", "another horse battery"),
            new("again", "another horse battery")
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
            Assert.That(await _me.PageAsync("desk/me"), Does.Contain("Your password is changed."), "this one goes on");
            Assert.That((await other.GetAsync("desk/me")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        }

        using var next = _desk.Nobody();
        Assert.That((await SignedUp.SignInAsync(next)).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(
            (await SignedUp.SignInAsync(next, "another horse battery")).StatusCode,
            Is.EqualTo(HttpStatusCode.Redirect)
        );
    }

    [TestCase("wrong", "another horse battery", "another horse battery", "The current password is wrong")]
    [TestCase(SignedUp.Password, "another horse battery", "another horse batterie", "The two new passwords differ")]
    [TestCase(SignedUp.Password, "short", "short", "The password has 5 characters")]
    [TestCase("", "another horse battery", "another horse battery", "The current password is wrong")]
    public async Task A_password_that_is_not_taken_changes_nothing(
        string current,
        string next,
        string again,
        string problem
    )
    {
        var answer = await PostAsync("Password", new("current", current), new("next", next), new("again", again));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(problem));
        using var browser = _desk.Nobody();
        Assert.That((await SignedUp.SignInAsync(browser)).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
    }

    [Test]
    public async Task Guessing_the_current_password_is_stopped_as_at_the_way_in()
    {
        for (var i = 0; i < 5; i++)
        {
            await PostAsync("Password", new("current", $"guess {i}"), new("next", "x"), new("again", "x"));
        }

        var answer = await PostAsync(
            "Password",
            new("current", SignedUp.Password),
            new("next", "another horse battery"),
            new("again", "another horse battery")
        );

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
    }

    [Test]
    public async Task Somebody_without_a_password_sets_one()
    {
        using var writer = _desk.As(Role.Writer);

        await writer.PostFormAsync(
            "desk/me?handler=Password",
            [new("next", SignedUp.Password), new("again", SignedUp.Password)],
            page: "desk/me"
        );

        using var browser = _desk.Nobody();
        Assert.That(
            (await SignedUp.SignInAsync(browser, email: "writer@example.com")).StatusCode,
            Is.EqualTo(HttpStatusCode.Redirect)
        );
    }

    [Test]
    public async Task Sessions_are_shown_and_ended()
    {
        using var other = _desk.Nobody();
        await SignedUp.SignInAsync(other);
        var mine = await _desk.Host.ScalarAsync<long>("SELECT max(id) FROM account_sessions") - 1;

        Assert.That(await _me.PageAsync("desk/me"), Does.Contain("this one").And.Contain($"value=\"{mine + 1}\""));
        await PostAsync("End", new KeyValuePair<string, string>("id", $"{mine + 1}"));
        Assert.That((await other.GetAsync("desk/me")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));

        await SignedUp.SignInAsync(other);
        await PostAsync("EndOthers");
        Assert.That((await other.GetAsync("desk/me")).StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That((await _me.GetAsync("desk/me")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Nobody_ends_a_session_of_somebody_else()
    {
        using var owner = _desk.As(Role.Owner);
        await owner.PageAsync("desk");

        await PostAsync("End", new KeyValuePair<string, string>("id", "1"));

        Assert.That((await owner.GetAsync("desk")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public void An_instant_is_written_in_the_newsletters_zone() =>
        Assert.That(
            DeskMoment.Of(
                new DateTimeOffset(2026, 11, 23, 23, 30, 0, TimeSpan.Zero),
                TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")
            ),
            Is.EqualTo("24 Nov 2026, 00:30")
        );

    private Task<HttpResponseMessage> PostAsync(string handler, params KeyValuePair<string, string>[] fields) =>
        _me.PostFormAsync($"desk/me?handler={handler}", fields, page: "desk/me");
}
