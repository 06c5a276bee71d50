using System.Net;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>What the desk shows of dispatches.</summary>
[TestFixture, Integration]
internal sealed class DispatchPagesTests
{
    [Test]
    public async Task The_list_shows_each_dispatch_and_how_many_did_not_get_it()
    {
        await using var desk = await DeskSite.OpenAsync();
        using var editor = desk.As(Role.Editor);
        var empty = await editor.PageAsync("desk/dispatches");
        await DispatchOnFile.AddAsync(desk.Host);

        var page = await editor.PageAsync("desk/dispatches");

        Assert.That(empty, Does.Contain("Nothing was sent yet"));
        Assert.That(page, Does.Contain("The &lt;b&gt;news&lt;/b&gt;").And.Contain("many refusals"));
        Assert.That(page, Does.Contain("/desk/dispatches/1/unsent\">3</a>"));
    }

    [Test]
    public async Task One_dispatch_shows_its_numbers_by_relay_and_by_domain()
    {
        await using var desk = await DeskSite.OpenAsync();
        await DispatchOnFile.AddAsync(desk.Host);
        using var operatorBrowser = desk.As(Role.Operator);

        var page = await operatorBrowser.PageAsync("desk/dispatches/1");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(page, Does.Contain("data-text=\"sent\">3<").And.Contain("data-text=\"open\">2<"));
            Assert.That(page, Does.Contain("smtp.example.org:587").And.Contain("not in the settings now"));
            Assert.That(page, Does.Contain(">other.example<"));
            Assert.That(page, Does.Contain("data-live=\"/desk/dispatches/1/events\""));
            Assert.That(page, Does.Match("class=\"sent\" data-path=\"sent\" d=\"M0 [0-9.L ]+\""));
            Assert.That(page, Does.Contain("/desk/dispatches/1/resume\"").And.Contain("/desk/dispatches/1/stop\""));
            Assert.That(page, Does.Not.Contain("style=").And.Not.Contain("/desk/dispatches/1/pause\""));
        }
    }

    [Test]
    public async Task Who_may_only_look_is_offered_nothing_to_do()
    {
        await using var desk = await DeskSite.OpenAsync();
        await DispatchOnFile.AddAsync(desk.Host);
        using var writer = desk.As(Role.Writer);

        Assert.That(await writer.PageAsync("desk/dispatches/1"), Does.Not.Contain("/desk/dispatches/1/stop"));
        Assert.That((await writer.GetAsync("desk/dispatches/1/stop")).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task A_dispatch_that_is_over_has_no_stream_and_says_when_it_ended()
    {
        await using var desk = await DeskSite.OpenAsync();
        await DispatchOnFile.AddAsync(desk.Host, "done");
        using var editor = desk.As(Role.Editor);

        Assert.That(
            await editor.PageAsync("desk/dispatches/1"),
            Does.Contain("data-live=\"\"").And.Contain("ended; deadline")
        );
    }

    [Test]
    public async Task Addresses_are_whole_for_those_who_may_see_readers_only()
    {
        await using var desk = await DeskSite.OpenAsync();
        await DispatchOnFile.AddAsync(desk.Host);
        using var editor = desk.As(Role.Editor);
        using var support = desk.As(Role.Support);

        var (masked, whole) = (
            await editor.PageAsync("desk/dispatches/1/unsent"),
            await support.PageAsync("desk/dispatches/1/unsent")
        );

        Assert.That(masked, Does.Contain("554 5.7.1 &lt;r&#x2026;@example.org&gt;: no").And.Not.Contain("reader4"));
        Assert.That(
            whole,
            Does.Contain("reader4@example.org").And.Contain("554 5.7.1 &lt;reader4@example.org&gt;: no")
        );
    }

    [TestCase("?cause=policy", "1 reader.", "554 5.7.1", "550 5.1.1")]
    [TestCase("?domain=Other.example&state=failed", "1 reader.", "550 5.1.1", "554 5.7.1")]
    [TestCase("?cause=nonsense&state=nonsense&after=-3", "3 readers.", "550 5.1.1", "style=")]
    public async Task They_are_filtered(string query, string count, string shown, string hidden)
    {
        await using var desk = await DeskSite.OpenAsync();
        await DispatchOnFile.AddAsync(desk.Host);
        using var support = desk.As(Role.Support);

        Assert.That(
            await support.PageAsync($"desk/dispatches/1/unsent{query}"),
            Does.Contain(count).And.Contain(shown).And.Not.Contain(hidden)
        );
    }

    [TestCase("desk/dispatches/7")]
    [TestCase("desk/dispatches/7/unsent")]
    [TestCase("desk/dispatches/7/stop")]
    [TestCase("desk/dispatches/7/events")]
    [TestCase("desk/dispatches/x")]
    public async Task A_dispatch_that_is_not_there_is_not_found(string path)
    {
        await using var desk = await DeskSite.OpenAsync();
        using var owner = desk.As(Role.Owner);

        Assert.That((await owner.GetAsync(path)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }
}
