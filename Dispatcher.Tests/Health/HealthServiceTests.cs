using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Health;

/// <summary>The whole service by a clock that the test moves. It begins on Monday, 09:00 in Berlin.</summary>
[TestFixture, Integration]
internal sealed class HealthServiceTests
{
    private HookServer _hooks = null!;
    private PagesHost _host = null!;

    [SetUp]
    public async Task Start()
    {
        _hooks = await HookServer.StartAsync();
        _host = await StartAsync(settings => settings);
    }

    [TearDown]
    public async Task Stop()
    {
        await _host.DisposeAsync();
        await _hooks.DisposeAsync();
    }

    [Test]
    public async Task The_evening_before_an_empty_slot_is_told_once_by_every_way()
    {
        Assert.That(await ReadyAsync(), Is.EqualTo((HttpStatusCode.OK, "ready\n")));

        await PassAsync(
            TimeSpan.FromHours(8),
            "SELECT count(*) FROM looks WHERE kind = 'evening' AND slot_date = '2026-11-24'"
        );

        Assert.That(await ReadyAsync(), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "next issue\n")));
        var posted = _hooks.Bodies("POST /hook").Single();
        Assert.That(posted, Does.Contain("No issue is ready for Tuesday, 2026-11-24 06:00."));
        var mail = MimeMessage.Load(Directory.EnumerateFiles(_host.Outbox).Single());
        Assert.That(mail.To.ToString(), Is.EqualTo("ops@example.org"));
        Assert.That(mail.Subject, Is.EqualTo("The Letter: the issue of Tuesday, 2026-11-24 is in danger (next issue)"));
        Assert.That(
            mail.TextBody,
            Does.Contain("RED next issue: No issue is ready").And.Contain("-> Put one into issues/")
        );

        await AgainAsync(minutes: 5);
        Assert.That(_hooks.Calls, Has.Count.EqualTo(1), "told once");
    }

    [Test]
    public async Task What_was_red_before_a_restart_stays_red_and_is_not_told_again()
    {
        await PassAsync(TimeSpan.FromHours(8), "SELECT count(*) FROM looks");
        var readiness = new Readiness();
        using var watch = ActivatorUtilities.CreateInstance<HealthService>(_host.Services, readiness);

        await watch.StartAsync(CancellationToken.None);
        await AgainAsync(minutes: 3);
        await watch.StopAsync(CancellationToken.None);

        Assert.That(readiness.Red.Select(check => check.Name), Is.EqualTo(new[] { "next issue" }));
        Assert.That(_hooks.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_is_fixed_is_ready_again()
    {
        await _host.AddAsync("kim@example.org");
        await PassAsync(TimeSpan.FromHours(8), "SELECT count(*) FROM looks");
        await File.WriteAllTextAsync(
            Path.Combine(Path.GetDirectoryName(_host.Outbox)!, "issues", "news.md"),
            "---\ntitle: News\npreheader: Here\nstatus: ready\n---\nHello.\n"
        );

        await UntilAsync(async () => (await ReadyAsync()).Status is HttpStatusCode.OK);
    }

    [Test]
    public async Task A_dispatch_that_went_well_is_told_and_the_heart_beats()
    {
        await DispatchAsync("done", ("sent", 98), ("failed", 2));

        await PassAsync(HealthService.Interval, "SELECT count(*) FROM summaries");

        Assert.That(_hooks.Calls.Select(call => call.Call), Is.EqualTo(new[] { "POST /hook", "GET /beat" }));
        Assert.That(
            _hooks.Bodies("POST /hook")[0],
            Does.Contain("""\u0022The news\u0022 of 2026-11-23 is done: sent to 98 of 100""")
                .And.Contain(
                    """\nSent 98, failed 2, expired 0, uncertain 0, skipped 0; put off for a while 0."""
                        + """\nIt took 00:01:00; 99 of 100 had it after 00:00:30.\n"""
                )
                .And.Contain("\"p99_seconds\":30")
        );
        Assert.That(Directory.EnumerateFiles(_host.Outbox).Count(), Is.EqualTo(1));
    }

    [TestCase("stopped", "sent")]
    [TestCase("done", "expired")]
    public async Task A_dispatch_that_went_badly_is_told_and_the_heart_does_not_beat(string state, string what)
    {
        await DispatchAsync(state, ("sent", 90), (what, 10));

        await PassAsync(HealthService.Interval, "SELECT count(*) FROM summaries");

        Assert.That(_hooks.Calls.Select(call => call.Call), Is.EqualTo(new[] { "POST /hook" }));
        Assert.That(_hooks.Bodies("POST /hook")[0], Does.StartWith("""{"kind":"dispatch","state":"red","""));
    }

    [Test]
    public async Task When_the_relay_is_what_is_red_the_webhook_is_told_all_the_same()
    {
        await using var dns = new TestDns();
        await RestartAsync(settings =>
            settings with
            {
                Delivery = settings.Delivery with { Method = DeliveryMethod.Smtp },
                Relays =
                [
                    new RelaySettings
                    {
                        Host = "127.0.0.1",
                        Port = Peer.FreePort(),
                        Security = RelaySecurity.None,
                    },
                ],
                Doctor = new() { DnsServer = dns.Address },
            }
        );

        await PassAsync(TimeSpan.FromHours(8), "SELECT count(*) FROM looks");

        Assert.That(
            _hooks.Bodies("POST /hook").Single(),
            Does.Contain("(next issue, relay, SPF, DMARC, MX)").And.Contain("does not answer")
        );
        Assert.That((await ReadyAsync()).Body, Is.EqualTo("next issue\nrelay\nSPF\nDMARC\nMX\n"));
    }

    [Test]
    public async Task A_slot_on_which_nothing_was_sent_is_told()
    {
        await _host.ScalarAsync<long>(
            """
            INSERT INTO dispatches (slot_date, state, reason, slot_at, cut_off_at, created_at)
            VALUES ('2026-11-23', 'missed', 'No issue was ready for it by 12:00.', 0, 0, 0) RETURNING id
            """
        );

        await PassAsync(HealthService.Interval, "SELECT count(*) FROM summaries");

        Assert.That(_hooks.Calls.Select(call => call.Call), Is.EqualTo(new[] { "POST /hook" }));
        Assert.That(
            _hooks.Bodies("POST /hook")[0],
            Does.Contain("nothing was sent on Monday, 2026-11-23. No issue was ready for it by 12:00.")
        );
    }

    [Test]
    public async Task Without_summaries_the_heartbeat_still_goes()
    {
        await RestartAsync(settings => settings with { Alerts = settings.Alerts with { Summary = false } });
        await DispatchAsync("done", ("sent", 100));

        await PassAsync(HealthService.Interval, "SELECT count(*) FROM summaries");

        Assert.That(_hooks.Calls.Select(call => call.Call), Is.EqualTo(new[] { "GET /beat" }));
    }

    private async Task RestartAsync(Func<DispatcherSettings, DispatcherSettings> change)
    {
        await _host.DisposeAsync();
        _host = await StartAsync(change);
    }

    private Task<PagesHost> StartAsync(Func<DispatcherSettings, DispatcherSettings> change) =>
        PagesHost.StartAsync(change: settings =>
            change(
                settings with
                {
                    Alerts = new AlertSettings
                    {
                        To = EmailAddress.Parse("ops@example.org"),
                        Webhook = _hooks.Address("/hook"),
                        Heartbeat = _hooks.Address("/beat"),
                    },
                }
            )
        );

    private async Task DispatchAsync(string state, params (string State, int Count)[] deliveries)
    {
        var at = _host.Clock.GetUtcNow().AddHours(-3);
        await _host.ScalarAsync<long>(
            """
            INSERT INTO dispatches (id, slot_date, issue_slug, title, state, recipients, slot_at, cut_off_at,
                created_at, started_at, finished_at)
            VALUES (1, '2026-11-23', 'news', 'The news', @state, @recipients, @from, @from, @from, @from,
            @until) RETURNING id
            """,
            new
            {
                state,
                recipients = deliveries.Sum(row => row.Count),
                from = at,
                until = at.AddMinutes(1),
            }
        );
        var first = 1;
        foreach (var (what, count) in deliveries)
        {
            await _host.ScalarAsync<long?>(
                """
                WITH RECURSIVE n (i) AS (SELECT @first UNION ALL SELECT i + 1 FROM n WHERE i < @first + @count - 1)
                INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at)
                SELECT 1, i, 'reader' || i || '@example.org', @what, @at FROM n
                """,
                new
                {
                    first,
                    count,
                    what,
                    at = at.AddSeconds(30),
                }
            );
            first += count;
        }
    }

    private async Task<(HttpStatusCode Status, string Body)> ReadyAsync()
    {
        using var answer = await _host.Http.GetAsync(new Uri("readyz", UriKind.Relative));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Lets time pass, and then minutes until a row is there.</summary>
    private async Task PassAsync(TimeSpan time, string countSql)
    {
        _host.Clock.Advance(time);
        await UntilAsync(async () => await _host.ScalarAsync<long>(countSql) > 0);
    }

    private async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var tries = 0; !await isSo(); tries++)
        {
            Assert.That(tries, Is.LessThan(500));
            await AgainAsync(minutes: 1);
        }
    }

    private async Task AgainAsync(int minutes)
    {
        for (var i = 0; i < minutes; i++)
        {
            _host.Clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(60);
        }
    }
}
