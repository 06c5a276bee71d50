using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;
using Newsletter.Dispatcher.Tokens;
using Newsletter.Dispatcher.Web;

namespace Newsletter.Dispatcher.Tests.Web;

[TestFixture, Integration]
internal sealed class PageTurnsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    [Test]
    public void Pages_keep_their_distance_and_a_crowd_is_told_to_come_back()
    {
        var (pace, gap) = (new PagePace(), TimeSpan.FromMilliseconds(50));
        var waits = Enumerable.Range(0, 300).Select(i => pace.Next(Now, gap, $"{i % 5}")).ToList();

        Assert.That(waits.Take(3).Select(wait => wait!.Value.TotalMilliseconds), Is.EqualTo(new[] { 0, 50, 100 }));
        Assert.That(waits.Count(wait => wait is not null), Is.EqualTo(201));
        Assert.That(pace.Next(Now, TimeSpan.Zero, "x"), Is.EqualTo(TimeSpan.Zero), "nobody is late any more");
        Assert.That(pace.Next(Now.AddHours(-1), gap, "1"), Is.EqualTo(TimeSpan.Zero), "the clock was set back");
    }

    [TestCase(5, false, true)]
    [TestCase(0, false, false)]
    [TestCase(5, true, false)]
    public async Task Pages_yield_to_a_dispatch_that_is_late(int lateBy, bool isHeld, bool yields)
    {
        await using var pages = await PagesHost.StartAsync();
        var running = pages.Services.GetRequiredService<RunningDispatches>();
        running.Show(
            7,
            new DispatchProgress { Outlook = new Outlook(1, Now, Now, TimeSpan.FromMinutes(lateBy), isHeld) }
        );
        using var first = await pages.Http.GetAsync("");
        var second = pages.Http.GetAsync("");
        using var health = await pages.Http.GetAsync("healthz");
        using var click = await pages.PostAsync(pages.Unsubscribe(await pages.AddAsync("ana@example.org")));

        Assert.That((health.StatusCode, click.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
        if (yields)
        {
            Assert.That(second.IsCompleted, Is.False, "by a clock that stands still");
        }

        while (!second.IsCompleted && yields)
        {
            pages.Clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(10);
        }

        using var answer = await second;
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Slow_forms_below_unsubscribe_keep_no_one_click_waiting()
    {
        await using var pages = await PagesHost.StartAsync();
        var link = pages.Unsubscribe(await pages.AddAsync("ana@example.org"));
        var slow = new List<RawHttp>();
        try
        {
            for (var i = 0; i < 4; i++)
            {
                var http = await RawHttp.ConnectAsync(pages.Address);
                slow.Add(http);
                await http.SendAsync(
                    "POST /unsubscribe/x/pause HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n"
                        + "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
                );
            }

            // Fast enough for the server's least rate, and in no hurry.
            using var isOver = new CancellationTokenSource();
            var dripped = DripAsync(slow, isOver.Token);
            var clicked = pages.PostAsync(link, ("List-Unsubscribe", "One-Click"));
            Assert.That(await Task.WhenAny(clicked, dripped), Is.SameAs(clicked), "before a slow form was read");
            await isOver.CancelAsync();
            await dripped;
            using var click = await clicked;
            Assert.That(click.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }
        finally
        {
            slow.ForEach(http => http.Dispose());
        }

        static async Task DripAsync(List<RawHttp> slow, CancellationToken isOver)
        {
            for (var sent = 0; sent < 60_000 && !isOver.IsCancellationRequested; sent += 300)
            {
                foreach (var http in slow)
                {
                    await http.SendAsync(new string('x', 300));
                }

                await Task.Delay(100, CancellationToken.None);
            }
        }
    }

    [Test]
    public async Task One_network_takes_a_quarter_of_the_turns_and_is_told_so_on_a_page()
    {
        await using var pages = await PagesHost.StartAsync(web: PagesHost.BehindProxy());
        pages
            .Services.GetRequiredService<RunningDispatches>()
            .Show(7, new DispatchProgress { Outlook = new Outlook(1, Now, Now, TimeSpan.FromMinutes(5), false) });
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var many = Enumerable.Range(0, 60).Select(i => GetAsync("", $"198.51.100.{i}")).ToList();

        // The clock stands still: one page had no need to wait, 50 wait for 10 seconds at most, the others are refused.
        while (many.Count(one => one.IsCompleted) < 10)
        {
            Assert.That(late.IsCancellationRequested, Is.False, $"{many.Count(one => one.IsCompleted)} are answered");
            await Task.Delay(10);
        }

        var other = GetAsync("", "203.0.113.1");
        using var leave = await GetAsync(pages.Unsubscribe(await pages.AddAsync("ana@example.org")), "198.51.100.1");
        using var confirm = await GetAsync("confirm/x", "198.51.100.1");
        Assert.That(((int)leave.StatusCode, (int)confirm.StatusCode), Is.EqualTo((200, 404)), "they do not wait");
        Assert.That(other.IsCompleted, Is.False, "it waits for its turn");
        while (!many.All(one => one.IsCompleted) || !other.IsCompleted)
        {
            Assert.That(late.IsCancellationRequested, Is.False, "everybody is answered in the end");
            pages.Clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(1);
        }

        using var answer = await other;
        var answers = await Task.WhenAll(many);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var refused = answers.Where(one => one.StatusCode is HttpStatusCode.ServiceUnavailable).ToList();
        Assert.That(refused, Has.Count.EqualTo(9));
        foreach (var one in refused)
        {
            Assert.That(await one.Content.ReadAsStringAsync(), Does.Contain("Very busy just now"));
            Assert.That(one.Headers.RetryAfter, Is.Not.Null);
        }

        Task<HttpResponseMessage> GetAsync(string path, string from)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("X-Forwarded-For", from);
            return pages.Http.SendAsync(request);
        }
    }

    /// <summary>As a big mail provider does after an issue: each from a connection of its own, all at once.</summary>
    [TestCase(2000)]
    public async Task Two_thousand_one_clicks_at_once_are_all_answered(int count)
    {
        await using var pages = await PagesHost.StartAsync(web: PagesHost.BehindProxy());
        await FillAsync(pages, count);
        await ClickAsync(pages, count);
    }

    /// <summary>The same while the same process sends an issue as fast as the relay takes it.</summary>
    [TestCase(2000, 20_000), Explicit("half a minute"), Category("Long")]
    public async Task Two_thousand_one_clicks_during_a_dispatch_are_all_answered(int count, int readers)
    {
        await using var sink = await SmtpSink.StartAsync();
        await using var pages = await PagesHost.StartAsync(
            web: PagesHost.BehindProxy(),
            change: settings =>
                settings with
                {
                    Delivery = settings.Delivery with { Method = DeliveryMethod.Smtp },
                    Relays =
                    [
                        new()
                        {
                            Host = "127.0.0.1",
                            Port = sink.Port,
                            Security = RelaySecurity.None,
                        },
                    ],
                }
        );
        await FillAsync(pages, readers);
        var dispatcher = pages.Services.GetRequiredService<IssueDispatcher>();
        await pages.BeginSampleIssueAsync();
        var dispatch = (
            await new DispatchStore(pages.Database, pages.Clock).OpenAsync(CancellationToken.None)
        ).Single();
        var began = Stopwatch.GetTimestamp();
        var sending = Task.Run(() =>
            dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None)
        );

        await ClickAsync(pages, count);
        Assert.That(sending.IsCompleted, Is.False, "the dispatch lasts longer than the clicks");
        var result = await sending;

        TestContext.Out.WriteLine($"{readers} sent in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        Assert.That(result.IsOver, Is.True, result.ToString());
    }

    private static async Task FillAsync(PagesHost pages, int count) =>
        await pages.ScalarAsync<object>(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @count)
            INSERT INTO subscribers (email, email_key, status, created_at, updated_at)
            SELECT 'reader' || i || '@example.org', 'reader' || i || '@example.org', 'active', 0, 0 FROM n
            """,
            new { count }
        );

    /// <summary>The readers with the first numbers leave, all at once.</summary>
    private static async Task ClickAsync(PagesHost pages, int count)
    {
        var began = Stopwatch.GetTimestamp();
        var connections = await Task.WhenAll(
            Enumerable.Range(0, count).Select(_ => RawHttp.ConnectAsync(pages.Address))
        );
        try
        {
            var statuses = await Task.WhenAll(
                connections.Select(
                    async (http, i) =>
                    {
                        await http.SendAsync(
                            $"POST /unsubscribe/{pages.Tokens.Sign(TokenPurpose.Unsubscribe, i + 1)} HTTP/1.1\r\n"
                                + $"Host: x\r\nX-Forwarded-For: 10.1.{i % 200}.1\r\nContent-Length: 26\r\n"
                                + "Content-Type: application/x-www-form-urlencoded\r\n\r\nList-Unsubscribe=One-Click"
                        );
                        return await http.StatusAsync();
                    }
                )
            );

            TestContext.Out.WriteLine($"{count} in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
            Assert.That(statuses, Is.All.EqualTo(200));
            Assert.That(
                await pages.ScalarAsync<long>("SELECT count(*) FROM subscribers WHERE status = 'unsubscribed'"),
                Is.EqualTo(count)
            );
        }
        finally
        {
            foreach (var http in connections)
            {
                http.Dispose();
            }
        }
    }
}
