using System.Net;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Desk.Live;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture, Integration]
internal sealed class LiveEndpointTests
{
    [Test, CancelAfter(60_000)]
    public async Task A_stream_begins_with_the_dispatch_as_it_is_and_an_account_has_four_of_them(CancellationToken stop)
    {
        await using var desk = await DeskSite.OpenAsync();
        await DispatchOnFile.AddAsync(desk.Host);
        using var editor = desk.As(Role.Editor);
        List<HttpResponseMessage> streams = [];
        for (var stream = 0; stream < LiveStreams.MostOfOne; stream++)
        {
            streams.Add(await OpenAsync(desk, editor, stop));
        }

        var fifth = await OpenAsync(desk, editor, stop);
        using var reader = new StreamReader(await streams[0].Content.ReadAsStreamAsync(stop));
        var line = await reader.ReadLineAsync(stop);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(streams[0].Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
            Assert.That(line, Does.StartWith("data: {\"state\":\"paused\"").And.Contain("\"sent\":\"3\""));
            Assert.That(fifth.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
            Assert.That(await fifth.Content.ReadAsStringAsync(stop), Does.Contain("4 live pages open already"));
        }

        streams.ForEach(stream => stream.Dispose());
    }

    [Test, CancelAfter(60_000)]
    public async Task The_stop_of_the_service_ends_a_stream(CancellationToken stop)
    {
        var desk = await DeskSite.OpenAsync();
        await DispatchOnFile.AddAsync(desk.Host);
        using var editor = desk.As(Role.Editor);
        using var stream = await OpenAsync(desk, editor, stop);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(stop));
        await reader.ReadLineAsync(stop);

        await desk.DisposeAsync();

        Assert.That(await reader.ReadToEndAsync(stop), Is.EqualTo("\n"));
    }

    [Test, CancelAfter(60_000)]
    public async Task The_head_of_a_stream_ends_at_once_and_takes_no_seat(CancellationToken stop)
    {
        await using var desk = await DeskSite.OpenAsync();
        await DispatchOnFile.AddAsync(desk.Host);
        using var editor = desk.As(Role.Editor);

        for (var look = 0; look <= LiveStreams.MostOfOne; look++)
        {
            var answer = await editor.SendAsync(new(HttpMethod.Head, "desk/dispatches/1/events")).WaitAsync(stop);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
        }
    }

    [Test]
    public async Task A_stranger_is_told_to_sign_in_and_nothing_else()
    {
        await using var desk = await DeskSite.OpenAsync();
        await DispatchOnFile.AddAsync(desk.Host);
        using var stranger = desk.Nobody();

        Assert.That(
            (await stranger.GetAsync("desk/dispatches/1/events")).StatusCode,
            Is.EqualTo(HttpStatusCode.Unauthorized)
        );
    }

    private static async Task<HttpResponseMessage> OpenAsync(DeskSite desk, DeskBrowser browser, CancellationToken stop)
    {
        // The browser of the tests reads answers to their end, and a stream has none.
        var http = desk.Host.Client();
        var request = new HttpRequestMessage(HttpMethod.Get, "desk/dispatches/1/events");
        request.Headers.Add("Cookie", string.Join("; ", browser.Cookies.Select(one => $"{one.Key}={one.Value}")));
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
    }
}
