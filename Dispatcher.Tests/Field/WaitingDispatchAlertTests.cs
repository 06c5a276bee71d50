using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>
/// Alerts tell that the morning's issue waits, with a real webhook, a real relay, and checks every 15 seconds of the
/// service's clock.
/// </summary>
[TestFixture, Integration]
internal sealed partial class WaitingDispatchAlertTests
{
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 6, 0, 0, TimeSpan.FromHours(1));

    private ScheduleHarness _service = null!;
    private HookServer _hooks = null!;
    private AlertHarness _alerts = null!;

    [SetUp]
    public async Task Start()
    {
        _hooks = await HookServer.StartAsync();
        _service = await ScheduleHarness.StartAsync(Six.AddMinutes(-10));
        _alerts = new(_service, _hooks);
        await _service.TickAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        _alerts.Dispose();
        _service.Dispose();
        await _hooks.DisposeAsync();
    }

    [Test]
    public async Task An_alert_tells_of_a_relay_that_is_down_within_two_minutes_hourly_and_when_it_is_back()
    {
        var port = Peer.FreePort();
        _service.Work.Delivery = _service.Work.Delivery with { Method = DeliveryMethod.Smtp };
        _service.Restart(_service.Work.Pool((port, 1)));
        _alerts.Restart();
        _service.Work.Issue("letter.md");
        _service.Clock.SetUtcNow(Six);
        await _service.TickAsync();
        await UntilAsync(() => _service.Running.ProgressOf(1)?.Waiting is not null);

        await _alerts.LookAsync(TimeSpan.FromMinutes(2));
        var first = Posted();
        await _alerts.LookAsync(TimeSpan.FromHours(2) - TimeSpan.FromMinutes(2));
        var all = Posted();
        await using var relay = ScriptedSmtpServer.Start(new() { Port = port });
        await _service.Running.WhenIdleAsync();
        await _alerts.LookAsync(TimeSpan.FromMinutes(2));
        var last = Posted()[^1];

        using (Assert.EnterMultipleScope())
        {
            Assert.That(first, Has.Count.EqualTo(1));
            Assert.That(
                first[0].Subject,
                Does.StartWith(
                        "The Letter: Dispatch 1, \"The news\" of 2026-11-24, waits since 06:00, 3 readers without it: "
                            + "127.0.0.1:"
                    )
                    .And.Contains("does not answer")
            );
            Assert.That(
                first[0].Text,
                Does.Contain("The deadline is at 07:00. It is given up at").And.Contain("-> Look at the relay.")
            );
            Assert.That(first[0].Kind, Is.EqualTo("waiting"));
            Assert.That(
                all.Select(one => one.Subject.Contains("the deadline at 07:00 is in danger", StringComparison.Ordinal)),
                Is.EqualTo(new[] { false, true, true }),
                "at 06:45, and an hour later"
            );
            Assert.That(last.Kind, Is.EqualTo("resolved"));
            Assert.That(
                last.Subject,
                Does.StartWith("The Letter: Dispatch 1, \"The news\" of 2026-11-24, is done; it waited from 06:00 to ")
            );
            Assert.That(
                _alerts
                    .Log.Lines.Where(line => line.StartsWith("Error: The Letter: Dispatch 1", StringComparison.Ordinal))
                    .Count(),
                Is.EqualTo(3)
            );
        }
    }

    [TestCase("by an operator")]
    [TestCase(
        "7 of the last 10 messages were refused for good, the last time: 554 <ana@example.org>. Ask the relay's "
            + "operator; then resume."
    )]
    public async Task An_alert_tells_of_a_paused_dispatch_by_webhook_and_mail(string reason)
    {
        await BeginPausedAsync(reason);

        await _alerts.LookAsync(TimeSpan.FromMinutes(2));
        var posted = Posted();
        await _service.Work.Control.ResumeAsync(1, retryRefused: false, CancellationToken.None);
        await _alerts.LookAsync(TimeSpan.FromMinutes(2));

        var mail = _alerts.Mails()[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(posted, Has.Count.EqualTo(1));
            Assert.That(
                posted[0].Subject,
                Does.Contain(" is paused since 06:0")
                    .And.Contains("3 readers without it")
                    .And.Contains(reason.Split(' ')[^1])
                    .And.Not.Contains("ana@example.org")
            );
            Assert.That(posted[0].Text, Does.Contain("dispatcher dispatch resume 1"));
            Assert.That(mail.To.ToString(), Is.EqualTo("ops@example.org"));
            Assert.That(mail.TextBody!.ReplaceLineEndings("\n"), Is.EqualTo(posted[0].Text));
            Assert.That(Posted()[^1].Subject, Does.Contain(" goes on; it waited from 06:0"));
            Assert.That(Posted()[^1].Waiting.GetProperty("about").GetString(), Is.EqualTo("dispatch 1"));
        }
    }

    [Test]
    public async Task A_restart_repeats_no_alert_and_keeps_the_start_of_the_wait()
    {
        await BeginPausedAsync("by an operator");
        await _alerts.LookAsync(TimeSpan.FromMinutes(2));

        _alerts.Restart();
        await _alerts.LookAsync(TimeSpan.FromMinutes(10));
        var quiet = Posted().Count;
        _alerts.Restart();
        await _service.Work.Control.StopAsync(1, "it is too late", CancellationToken.None);
        await _alerts.LookAsync(TimeSpan.FromMinutes(2));

        Assert.That(quiet, Is.EqualTo(1));
        Assert.That(Posted()[^1], Has.Property("Kind").EqualTo("resolved").And.Property("State").EqualTo("red"));
        Assert.That(Posted()[^1].Subject, Does.Contain(" was stopped; it waited from 06:0"));
    }

    [Test]
    public async Task An_alert_tells_of_a_slot_without_an_issue_within_two_minutes()
    {
        _service.Clock.SetUtcNow(Six);
        await _service.TickAsync();

        await _alerts.LookAsync(TimeSpan.FromMinutes(2));
        _service.Work.Issue("letter.md", frontMatter: "status: ready\ndate: 2026-11-24");
        await _service.TickAsync();
        await _service.Running.WhenIdleAsync();
        await _alerts.LookAsync(TimeSpan.FromMinutes(2));

        Assert.That(
            Posted().Select(one => one.Subject),
            Is.EqualTo(
                new[]
                {
                    "The Letter: The slot of Tuesday, 2026-11-24 waits since 06:00, 3 readers without it: no issue is "
                        + "ready",
                    "The Letter: The slot of Tuesday, 2026-11-24 is done; it waited from 06:00 to 06:02",
                }
            )
        );
        Assert.That(Posted()[0].Text, Does.Contain("Put an issue with \"date: 2026-11-24\""));
    }

    [Test]
    public async Task An_alert_tells_of_a_broken_issue_with_its_file()
    {
        _service.Work.Issue("letter.md", body: "Hello {{ subscriber.nickname }}");
        _service.Clock.SetUtcNow(Six);
        await _service.TickAsync();

        await _alerts.LookAsync(TimeSpan.FromMinutes(2));

        Assert.That(
            Posted().Single().Subject,
            Does.Contain("3 readers without it: its issue cannot be sent: issues/letter.md:")
        );
    }

    [Test]
    public async Task An_alert_tells_of_a_database_that_cannot_be_used()
    {
        _service.Work.Issue("letter.md");
        await _alerts.LookAsync(TimeSpan.FromMinutes(1));
        await _service.Work.ExecuteAsync("ALTER TABLE dispatches RENAME TO gone");
        _service.Clock.SetUtcNow(Six);
        await _service.TickAsync();

        await _alerts.LookAsync(TimeSpan.FromMinutes(2));

        Assert.That(
            Posted().Single().Subject,
            Does.StartWith("The Letter: The slot of Tuesday, 2026-11-24 waits since 06:00")
                .And.Contain("no such table: dispatches")
        );
    }

    [Test]
    public async Task A_dispatch_without_trouble_sends_no_alert()
    {
        _service.Work.Issue("letter.md");
        _service.Clock.SetUtcNow(Six);
        await _service.TickAsync();

        await _alerts.LookAsync(TimeSpan.FromMinutes(5));
        await _service.Running.WhenIdleAsync();
        await _alerts.LookAsync(TimeSpan.FromMinutes(5));

        Assert.That(_hooks.Calls, Is.Empty);
    }

    [Test]
    public async Task An_alert_that_could_not_be_delivered_is_retried()
    {
        await using var closed = await HookServer.StartAsync(refusals: 3);
        using var alerts = new AlertHarness(_service, closed, to: null);
        await BeginPausedAsync("by an operator");

        await alerts.LookAsync(TimeSpan.FromMinutes(8));

        Assert.That(closed.Calls, Has.Count.EqualTo(4), "three tries that failed, and one after five minutes");
    }

    [Test]
    public async Task A_pause_is_shown_at_readyz_and_metrics_and_sends_an_alert()
    {
        await using var host = await PagesHost.StartAsync(
            web: new() { Metrics = true },
            change: settings => settings with { Alerts = new AlertSettings { Webhook = _hooks.Address("/hook") } }
        );
        await host.AddAsync("ana@example.org");
        await host.ScalarAsync<long>(
            """
            INSERT INTO dispatches (id, slot_date, issue_slug, title, state, reason, recipients, slot_at, cut_off_at,
                created_at, started_at)
            VALUES (7, '2026-11-23', 'news', 'The news', 'paused', 'by an operator', 1, @at, @until, @at, @at);
            INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at)
                VALUES (7, 1, 'ana@example.org', 'pending', 0) RETURNING 1
            """,
            new { at = host.Clock.GetUtcNow().AddHours(-2.5), until = host.Clock.GetUtcNow().AddHours(6) }
        );

        await host.WaitForAsync("SELECT count(*) FROM waits WHERE told_at IS NOT NULL", atLeast: 1);
        using var ready = await host.Http.GetAsync(new Uri("readyz", UriKind.Relative));
        host.Clock.Advance(TimeSpan.FromSeconds(10));
        var metrics = await host.Http.GetStringAsync(new Uri("metrics", UriKind.Relative));

        Assert.That(
            (ready.StatusCode, await ready.Content.ReadAsStringAsync()),
            Is.EqualTo((HttpStatusCode.ServiceUnavailable, "dispatch waits: paused\n"))
        );
        Assert.That(
            metrics,
            Does.Contain("newsletter_waiting{what=\"dispatch 7\",cause=\"paused\"} 1")
                .And.Contain("newsletter_waiting_readers 1")
        );
        Assert.That(
            metrics,
            Does.Contain("newsletter_ready 0").And.Contain("newsletter_waiting_until_timestamp_seconds ")
        );
        Assert.That(_hooks.Bodies("POST /hook").Single(), Does.StartWith("{\"kind\":\"waiting\",\"state\":\"red\","));

        var rules = Metric.Matches(
            (await File.ReadAllTextAsync(Path.Combine(Corpora.Repository(), "docs", "operations.md"))).Split("```")[1]
        );
        // MetricsTests has the number of a newsletter that is backed up.
        Assert.That(
            rules.Select(name => name.Value).Where(name => name != "newsletter_backup_timestamp_seconds"),
            Is.Not.Empty.And.All.Matches<string>(name => metrics.Contains($"\n{name}", StringComparison.Ordinal)),
            "what the page's alert rules ask for is there"
        );
    }

    [Test]
    public async Task Seventeen_missed_slots_send_one_alert()
    {
        await using var host = await PagesHost.StartAsync(change: settings =>
            settings with
            {
                Alerts = new AlertSettings { Webhook = _hooks.Address("/hook") },
            }
        );
        await host.ScalarAsync<long?>(
            """
            WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 16)
            INSERT INTO dispatches (slot_date, state, reason, slot_at, cut_off_at, created_at)
            SELECT date('2026-10-01', i || ' days'), 'missed', 'No dispatch began.', 0, 0, 0 FROM n
            """
        );

        await host.WaitForAsync("SELECT count(*) FROM summaries", atLeast: 17);

        var posted = Posted().Single();
        Assert.That(
            (posted.Kind, posted.Subject),
            Is.EqualTo(("missed", "The Letter: nothing was sent on 17 send days, 2026-10-01 to 2026-10-17"))
        );
        Assert.That(
            posted.Text,
            Does.Contain("RED missed: 2026-10-01, 2026-10-02,").And.Contain("2026-10-17: No dispatch began.")
        );
    }

    [GeneratedRegex(@"\bnewsletter_\w+", RegexOptions.CultureInvariant)]
    private static partial Regex Metric { get; }

    private async Task BeginPausedAsync(string reason)
    {
        _service.Clock.SetUtcNow(Six);
        var dispatch = await _service.Work.BeginAsync(_service.Work.Dispatcher(_service.Relays, _service.Clock));
        await _service.Work.Control.PauseAsync(dispatch.Id, reason, CancellationToken.None);
    }

    private List<PostedAlert> Posted() => [.. _hooks.Bodies("POST /hook").Select(PostedAlert.Read)];

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!isSo())
        {
            Assert.That(late.IsCancellationRequested, Is.False);
            await Task.Delay(20, CancellationToken.None);
        }
    }

    private sealed record PostedAlert(string Kind, string State, string Subject, string Text, JsonElement Waiting)
    {
        public static PostedAlert Read(string body)
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            return new(Word("kind"), Word("state"), Word("subject"), Word("text"), root.GetProperty("waiting").Clone());

            string Word(string name) => root.GetProperty(name).GetString()!;
        }
    }
}
