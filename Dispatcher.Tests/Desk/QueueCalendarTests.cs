using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>The link is made at the desk and opened by a program that has no cookie.</summary>
[TestFixture, Integration]
internal sealed partial class QueueCalendarTests
{
    [Test]
    public async Task A_link_opens_the_queue_without_a_cookie()
    {
        await using var desk = await DeskSite.OpenAsync();
        await QueuePageTests.WriteAsync(desk, "river", "title: The river\nstatus: ready");
        using var writer = desk.As(Role.Writer);
        var link = await MakeAsync(writer);

        using var answer = await desk.Host.Http.GetAsync(link);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Content.Headers.ContentType?.ToString(), Is.EqualTo("text/calendar; charset=utf-8"));
        Assert.That(answer.Headers.CacheControl?.NoStore, Is.True);
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("SUMMARY:The river"));
    }

    [Test]
    public async Task The_secret_is_shown_once_and_is_nowhere_in_the_database()
    {
        await using var desk = await DeskSite.OpenAsync();
        using var writer = desk.As(Role.Writer);
        var link = await MakeAsync(writer);

        Assert.That(await writer.PageAsync("desk/queue/link"), Does.Not.Contain(link).And.Contain("Make a new link"));
        Assert.That(
            await desk.Host.ScalarAsync<string>("SELECT key_hash FROM desk_links"),
            Is.Not.Empty.And.Not.EqualTo(link.Split('=')[1])
        );
        Assert.That(
            await desk.Host.ScalarAsync<string>("SELECT details FROM audit WHERE action = 'link.renew'"),
            Is.EqualTo("calendar of the queue")
        );
    }

    [Test]
    public async Task A_new_link_ends_the_one_before()
    {
        await using var desk = await DeskSite.OpenAsync();
        using var writer = desk.As(Role.Writer);
        var old = await MakeAsync(writer);
        var link = await MakeAsync(writer);

        Assert.That(await StatusAsync(desk, old), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await StatusAsync(desk, link), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_link_that_was_ended_opens_nothing()
    {
        await using var desk = await DeskSite.OpenAsync();
        using var writer = desk.As(Role.Writer);
        var link = await MakeAsync(writer);

        await writer.PostFormAsync("desk/queue/link?handler=End", [], page: "desk/queue/link");

        Assert.That(await StatusAsync(desk, link), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_link_ends_with_the_account()
    {
        await using var desk = await DeskSite.OpenAsync();
        using var writer = desk.As(Role.Writer);
        var link = await MakeAsync(writer);

        await ExecuteAsync(desk, "DELETE FROM accounts");

        Assert.That(await StatusAsync(desk, link), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("desk/queue.ics")]
    [TestCase("desk/queue.ics?key=")]
    [TestCase("desk/queue.ics?key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("desk/queue.ics?key=a&key=b")]
    public async Task A_wrong_key_is_no_address(string path)
    {
        await using var desk = await DeskSite.OpenAsync();
        using var writer = desk.As(Role.Writer);
        await MakeAsync(writer);

        Assert.That(await StatusAsync(desk, path), Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(
            (await writer.GetAsync(path)).StatusCode,
            Is.EqualTo(HttpStatusCode.NotFound),
            "a session is no key"
        );
    }

    private static async Task<HttpStatusCode> StatusAsync(DeskSite desk, string path)
    {
        using var answer = await desk.Host.Http.GetAsync(path);
        return answer.StatusCode;
    }

    /// <summary>Makes a link as a person does.</summary>
    /// <returns>Its path.</returns>
    private static async Task<string> MakeAsync(DeskBrowser person)
    {
        await person.PostFormAsync("desk/queue/link?handler=Make", [], page: "desk/queue/link");
        var page = WebUtility.HtmlDecode(await person.PageAsync("desk/queue/link"));
        return Link.Match(page) is { Success: true } found
            ? found.Groups[1].Value
            : throw new InvalidOperationException($"no link on {page}");
    }

    private static async Task ExecuteAsync(DeskSite desk, string sql)
    {
        await using var connection = await desk.Host.Database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(sql);
    }

    [GeneratedRegex("shown only now: https?://[^/]+/(desk/queue\\.ics\\?key=[A-Za-z0-9_-]{43})")]
    private static partial Regex Link { get; }
}
