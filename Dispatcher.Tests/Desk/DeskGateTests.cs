using System.Net;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture]
[Integration]
internal sealed class DeskGateTests
{
    [Test]
    public async Task A_stranger_is_led_to_the_way_in_and_back_to_the_page()
    {
        await using var desk = await DeskSite.OpenAsync();
        using var stranger = desk.Nobody();

        var answer = await stranger.GetAsync("desk");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(answer.Headers.Location!.OriginalString, Does.EndWith("/desk/sign-in?to=%2Fdesk"));
    }

    [Test]
    public async Task Somebody_who_is_signed_in_sees_the_page_and_the_name()
    {
        await using var desk = await DeskSite.OpenAsync();
        using var writer = desk.As(Role.Writer);

        Assert.That(await writer.PageAsync("desk"), Does.Contain("<h1>Today</h1>").And.Contain("Writer Sample"));
    }

    [Test]
    public async Task A_change_without_the_token_of_our_page_is_refused()
    {
        await using var desk = await DeskSite.OpenAsync();
        using var owner = desk.As(Role.Owner);

        var answer = await owner.SendAsync(
            new(HttpMethod.Post, "desk") { Content = new FormUrlEncodedContent([new("a", "b")]) }
        );

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("This form is too old"));
    }

    [Test]
    public async Task An_address_of_the_desk_that_leads_nowhere_is_answered_in_its_own_look()
    {
        await using var desk = await DeskSite.OpenAsync();
        using var owner = desk.As(Role.Owner);

        var answer = await owner.GetAsync("desk/nothing");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("Nothing is here").And.Contain("desk.css"));
    }

    [Test]
    public async Task The_desk_is_not_shown_in_clear_text_from_elsewhere()
    {
        await using var host = await PagesHost.StartAsync(web: PagesHost.BehindProxy());
        using var http = host.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "desk");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");

        var answer = await http.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.MisdirectedRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("HTTPS only"));
    }

    [Test]
    public async Task Off_serves_none_of_it()
    {
        await using var desk = await DeskSite.OpenAsync(settings =>
            settings with
            {
                Desk = new DeskSettings { IsOn = false },
            }
        );
        using var stranger = desk.Nobody();

        Assert.That((await stranger.GetAsync("desk")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task The_policy_of_the_desk_has_no_inline_script()
    {
        await using var desk = await DeskSite.OpenAsync();
        using var owner = desk.As(Role.Owner);

        var policy = (await owner.GetAsync("desk")).Headers.GetValues("Content-Security-Policy").Single();

        Assert.That(policy, Does.Contain("script-src 'self';").And.Contain("connect-src 'self'"));
    }
}
