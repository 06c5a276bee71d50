using System.Net.Http.Headers;
using System.Text;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary>The unsubscribe address: RFC 8058 for mail programs, a button for people.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance), Parallelizable(ParallelScope.Self)]
[TestFixture, Integration]
internal sealed class LeavingPageTests
{
    private const string OneClick = "List-Unsubscribe=One-Click";

    private PagesHost _pages = null!;
    private long _ana;

    [OneTimeSetUp]
    public async Task Start() => _pages = await PagesHost.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _pages.DisposeAsync();

    [SetUp]
    public async Task Add() => _ana = await _pages.AddAsync($"ana{Guid.NewGuid():N}@example.org");

    [TestCase(OneClick, "application/x-www-form-urlencoded", 200, SubscriberStatus.Unsubscribed)]
    [TestCase(
        "list-unsubscribe=one-click",
        "application/x-www-form-urlencoded; charset=UTF-8",
        200,
        SubscriberStatus.Unsubscribed
    )]
    [TestCase(
        OneClick + "&utm_source=mail&status=active&token=1.a.u.1.x",
        "application/x-www-form-urlencoded",
        200,
        SubscriberStatus.Unsubscribed
    )]
    [TestCase("", "application/x-www-form-urlencoded", 200, SubscriberStatus.Unsubscribed)]
    [TestCase("List-Unsubscribe=Maybe", "application/x-www-form-urlencoded", 200, SubscriberStatus.Unsubscribed)]
    [TestCase("{\"List-Unsubscribe\":\"One-Click\"}", "application/json", 200, SubscriberStatus.Unsubscribed)]
    [TestCase("--x\r\nbroken", "multipart/form-data; boundary=x", 200, SubscriberStatus.Unsubscribed)]
    public async Task With_any_body_the_reader_leaves(string body, string type, int status, SubscriberStatus becomes)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var answer = await _pages.Http.PostAsync(_pages.Unsubscribe(_ana), content);

        Assert.That(((int)answer.StatusCode, await _pages.StatusAsync(_ana)), Is.EqualTo((status, becomes)));
        Assert.That(answer.Headers.Contains("Set-Cookie"), Is.False);
    }

    [Test]
    public async Task A_form_of_parts_will_do()
    {
        using var content = new MultipartFormDataContent { { new StringContent("One-Click"), "List-Unsubscribe" } };
        using var answer = await _pages.Http.PostAsync(_pages.Unsubscribe(_ana), content);

        Assert.That(
            ((int)answer.StatusCode, await _pages.StatusAsync(_ana)),
            Is.EqualTo((200, SubscriberStatus.Unsubscribed))
        );
    }

    [Test]
    public async Task Chunks_will_do()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _pages.Unsubscribe(_ana))
        {
            Content = new StringContent(OneClick, MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded")),
        };
        request.Headers.TransferEncodingChunked = true;
        using var answer = await _pages.Http.SendAsync(request);

        Assert.That(
            ((int)answer.StatusCode, await _pages.StatusAsync(_ana)),
            Is.EqualTo((200, SubscriberStatus.Unsubscribed))
        );
    }

    [Test]
    public async Task The_second_click_changes_nothing_and_is_answered_as_well()
    {
        using var first = await LeaveAsync();
        var events = await EventsAsync();
        using var second = await LeaveAsync();

        Assert.That(((int)first.StatusCode, (int)second.StatusCode), Is.EqualTo((200, 200)));
        Assert.That(await second.Content.ReadAsStringAsync(), Is.EqualTo(await first.Content.ReadAsStringAsync()));
        Assert.That((events, await EventsAsync()), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task An_address_book_is_not_read(
        [Values] bool isChunked,
        [Values("application/x-www-form-urlencoded", "multipart/form-data; boundary=x")] string type
    )
    {
        var body = type.StartsWith("multipart", StringComparison.Ordinal)
            ? $"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n{new string('x', 1024 * 1024)}\r\n--x--\r\n"
            : $"{OneClick}&a={new string('x', 1024 * 1024)}";
        using var request = new HttpRequestMessage(HttpMethod.Post, _pages.Unsubscribe(_ana))
        {
            Content = new ByteArrayContent(Encoding.ASCII.GetBytes(body)),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        request.Headers.TransferEncodingChunked = isChunked;
        request.Headers.ExpectContinue = true;
        using var answer = await _pages.Http.SendAsync(request);

        Assert.That(
            ((int)answer.StatusCode, await _pages.StatusAsync(_ana)),
            Is.EqualTo((200, SubscriberStatus.Unsubscribed))
        );
    }

    [Test]
    public async Task Other_methods_do_nothing([Values("PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND")] string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), _pages.Unsubscribe(_ana));
        using var answer = await _pages.Http.SendAsync(request);

        Assert.That(
            ((int)answer.StatusCode, await _pages.StatusAsync(_ana)),
            Is.EqualTo((method == "OPTIONS" ? 200 : 405, SubscriberStatus.Active))
        );
        Assert.That(answer.Content.Headers.Allow, Is.EquivalentTo(["GET", "HEAD", "POST"]));
    }

    [Test]
    public async Task A_wrong_host_and_a_redirecting_parameter_change_nothing_about_the_answer()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _pages.Unsubscribe(_ana) + "?next=//evil.example")
        {
            Content = new StringContent(OneClick, MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded")),
        };
        request.Headers.Host = "evil.example";
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        using var answer = await _pages.Http.SendAsync(request);

        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("evil"));
    }

    [Test]
    public async Task The_page_has_a_button_and_one_that_takes_it_back()
    {
        var email = await _pages.ScalarAsync<string>("SELECT email FROM subscribers WHERE id = @_ana", new { _ana });
        var before = await _pages.Http.GetStringAsync(_pages.Unsubscribe(_ana));
        using var left = await LeaveAsync();
        var after = await left.Content.ReadAsStringAsync();
        using var undone = await _pages.PostAsync(_pages.Unsubscribe(_ana) + "/undo");

        Assert.That(before, Does.Contain($"<button>Unsubscribe <bdi>{email}</bdi></button>"));
        Assert.That(after, Does.Contain("You are unsubscribed").And.Contain("/undo\""));
        Assert.That(await undone.Content.ReadAsStringAsync(), Does.Contain("You are back"));
        Assert.That(await _pages.StatusAsync(_ana), Is.EqualTo(SubscriberStatus.Active));
        using var again = await _pages.PostAsync(_pages.Unsubscribe(_ana) + "/undo");
        Assert.That(
            await again.Content.ReadAsStringAsync(),
            Does.Not.Contain("You are back"),
            "there was nothing to take back"
        );
    }

    private Task<HttpResponseMessage> LeaveAsync() =>
        _pages.PostAsync(_pages.Unsubscribe(_ana), ("List-Unsubscribe", "One-Click"));

    private Task<long> EventsAsync() =>
        _pages.ScalarAsync<long>("SELECT count(*) FROM subscriber_events WHERE subscriber_id = @_ana", new { _ana })!;
}
