using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>
/// One click to leave: the signed address and the method POST are enough, with any body that a mail program sends.
/// </summary>
[FixtureLifeCycle(LifeCycle.SingleInstance), Parallelizable(ParallelScope.Self)]
[TestFixture, Integration]
internal sealed class OneClickTests
{
    private const string OneClick = "List-Unsubscribe=One-Click";
    private const string Form = "application/x-www-form-urlencoded";

    private PagesHost _pages = null!;
    private long _ana;

    [OneTimeSetUp]
    public async Task Start() => _pages = await PagesHost.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _pages.DisposeAsync();

    [SetUp]
    public async Task Add() => _ana = await _pages.AddAsync($"ana{Guid.NewGuid():N}@example.org");

    [TestCase(OneClick, Form)]
    [TestCase("", Form)]
    [TestCase("", null)]
    [TestCase(OneClick, null)]
    [TestCase(OneClick, "text/plain")]
    [TestCase(OneClick, "text/plain; charset=utf-8")]
    [TestCase("{\"List-Unsubscribe\":\"One-Click\"}", "application/json")]
    [TestCase("{", "application/json")]
    [TestCase("<a/>", "application/xml")]
    [TestCase("\0\u0001\u0002", "application/octet-stream")]
    [TestCase("List-Unsubscribe=Maybe", Form)]
    [TestCase("%ZZ&&==&a=%", Form)]
    [TestCase("--x\r\nbroken", "multipart/form-data; boundary=x")]
    [TestCase(
        "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n",
        "multipart/form-data; boundary=x"
    )]
    [TestCase("anything", "multipart/form-data")]
    [TestCase("anything", "x")]
    [TestCase("handler=undo", Form)]
    public async Task With_any_body_the_reader_has_left(string body, string? type)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (type is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        using var answer = await _pages.Http.PostAsync(_pages.Unsubscribe(_ana), content);

        Assert.That(
            ((int)answer.StatusCode, await _pages.StatusAsync(_ana)),
            Is.EqualTo((200, SubscriberStatus.Unsubscribed))
        );
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("You are unsubscribed"));
    }

    [Test]
    public async Task A_large_body_is_not_read(
        [Values] bool isChunked,
        [Values(Form, "multipart/form-data; boundary=x", "text/plain")] string type
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _pages.Unsubscribe(_ana))
        {
            Content = new ByteArrayContent(new byte[1024 * 1024]),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        request.Headers.TransferEncodingChunked = isChunked;
        using var answer = await _pages.Http.SendAsync(request);

        Assert.That(
            ((int)answer.StatusCode, await _pages.StatusAsync(_ana)),
            Is.EqualTo((200, SubscriberStatus.Unsubscribed))
        );
    }

    [TestCase("POST", "Content-Length: 5000000000\r\nContent-Type: application/x-www-form-urlencoded", "List-Uns")]
    [TestCase("POST", "Content-Length: 10", "")]
    [TestCase("POST", "Transfer-Encoding: chunked\r\nContent-Type: multipart/form-data; boundary=x", "5\r\n--x")]
    [TestCase("POST", "X-Nothing: else", "")]
    [TestCase("POST", "Expect: 100-continue\r\nContent-Length: 26", "")]
    public async Task A_body_that_never_ends_does_not_prevent_the_unsubscription(
        string method,
        string headers,
        string beginning
    )
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_pages.Address.Host, _pages.Address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"{method} /{_pages.Unsubscribe(_ana)} HTTP/1.1\r\nHost: letter.example.com\r\n{headers}\r\n\r\n"
                    + $"{beginning}"
            )
        );
        using var reader = new StreamReader(stream, Encoding.ASCII);

        Assert.That(await reader.ReadLineAsync(), Is.EqualTo("HTTP/1.1 200 OK"));
        Assert.That(await _pages.StatusAsync(_ana), Is.EqualTo(SubscriberStatus.Unsubscribed));
    }

    [TestCase("/")]
    [TestCase("?List-Unsubscribe=One-Click")]
    [TestCase("/?List-Unsubscribe=One-Click")]
    [TestCase("?handler=")]
    [TestCase("?utm_source=mail")]
    public async Task An_address_with_additions_at_its_end_unsubscribes_too(string end)
    {
        using var answer = await _pages.Http.PostAsync(_pages.Unsubscribe(_ana) + end, content: null);

        Assert.That(
            ((int)answer.StatusCode, await _pages.StatusAsync(_ana)),
            Is.EqualTo((200, SubscriberStatus.Unsubscribed))
        );
    }

    [Test]
    public async Task No_other_method_changes_anything(
        [Values("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "PROPFIND")] string method,
        [Values("", "/", "?List-Unsubscribe=One-Click")] string end
    )
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_pages.Address.Host, _pages.Address.Port);
        await using var stream = client.GetStream();
        var path = $"/{_pages.Unsubscribe(_ana)}{end}";
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"{method} {path} HTTP/1.1\r\nHost: letter.example.com\r\nX-HTTP-Method-Override: POST\r\n"
                    + $"Content-Type: {Form}\r\nContent-Length: {OneClick.Length}\r\nConnection: close\r\n\r\n"
                    + $"{OneClick}"
            )
        );
        using var reader = new StreamReader(stream, Encoding.UTF8);

        Assert.That(await reader.ReadLineAsync(), Does.StartWith("HTTP/1.1 "));
        Assert.That(await _pages.StatusAsync(_ana), Is.EqualTo(SubscriberStatus.Active));
    }

    [Test]
    public async Task The_button_of_the_page_works_and_can_be_undone()
    {
        var path = _pages.Unsubscribe(_ana);
        var page = await _pages.Http.GetStringAsync(path);
        using var left = await _pages.PostAsync(path, ("List-Unsubscribe", "One-Click"));
        Assert.That(
            (page.Contains("<form method=\"post\"", StringComparison.Ordinal), await _pages.StatusAsync(_ana)),
            Is.EqualTo((true, SubscriberStatus.Unsubscribed))
        );

        using var undone = await _pages.Http.PostAsync(
            $"{path}/undo",
            new StringContent("{", Encoding.UTF8, "application/json")
        );
        Assert.That(
            ((int)undone.StatusCode, await _pages.StatusAsync(_ana)),
            Is.EqualTo((200, SubscriberStatus.Active))
        );
    }

    [Test]
    public async Task A_forged_address_changes_nothing_with_any_body()
    {
        using var answer = await _pages.PostAsync(_pages.Unsubscribe(_ana) + "x", ("List-Unsubscribe", "One-Click"));

        Assert.That(
            ((int)answer.StatusCode, await _pages.StatusAsync(_ana)),
            Is.EqualTo((404, SubscriberStatus.Active))
        );
    }
}
