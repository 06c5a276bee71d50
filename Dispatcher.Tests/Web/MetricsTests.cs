using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary><c>/metrics</c> of the whole service, with a dispatch whose numbers are known.</summary>
[TestFixture, Integration]
internal sealed partial class MetricsTests
{
    [Test]
    public async Task Every_number_is_the_ledgers()
    {
        await using var host = await PagesHost.StartAsync(web: new() { Metrics = true });
        await DispatchAsync(
            host,
            Deliveries(1, 60, "a.example", "sent"),
            Deliveries(61, 20, "b.example", "sent"),
            Deliveries(81, 2, "b.example", "failed", "dead-address"),
            Deliveries(83, 3, "b.example", "deferred"),
            Deliveries(86, 1, "A.example", "failed", "policy"),
            Deliveries(87, 1, "c.example", "uncertain"),
            "UPDATE deliveries SET email = '' WHERE subscriber_id = 79;"
        );
        await CorrectionAsync(host);
        await ExecuteAsync(
            host,
            """
            INSERT INTO returns (at, source, kind, subscriber_id, dispatch_id, reason, class, is_hard)
            VALUES (0, 'file', 'bounce', 1, 1, 'user-unknown', 'dead-address', 1),
            (0, 'file', 'bounce', 3, 1, 'mailbox-full', 'mailbox-full', 0),
                (0, 'file', 'bounce', 87, 1, 'user-unknown', 'dead-address', 1),
                   (0, 'file', 'bounce', 61, 1, 'mailbox-full', 'mailbox-full', 0),
                       (0, 'file', 'complaint', 2, 1, 'complaint', NULL, 0);
            INSERT INTO returns (at, source, kind, subscriber_id, dispatch_id, reason, class, is_hard, status)
                VALUES (0, 'file', 'bounce', 1, 1, 'mailbox-full', 'mailbox-full', 0, '4.2.2')
            """
        );
        await host.AddAsync("c@example.org");
        await host.AddAsync("d@example.org", SubscriberStatus.Bounced);
        await ExecuteAsync(
            host,
            "INSERT INTO suppressions (email_key, kind, reason, created_at) VALUES ('d@example.org', 'complaint', "
                + "'words', 0)"
        );

        var numbers = await NumbersAsync(host);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(numbers["newsletter_ready"], Is.EqualTo(1));
            Assert.That(numbers["newsletter_database_bytes{use=\"rows\"}"], Is.GreaterThan(100_000));
            Assert.That(numbers, Does.ContainKey("newsletter_database_bytes{use=\"free\"}"));
            Assert.That(numbers, Does.Not.ContainKey("newsletter_retention_timestamp_seconds"));
            Assert.That(numbers["newsletter_subscribers{status=\"active\"}"], Is.EqualTo(1));
            Assert.That(numbers["newsletter_subscribers{status=\"bounced\"}"], Is.EqualTo(1));
            Assert.That(
                numbers["newsletter_subscribers{status=\"complained\"}"],
                Is.Zero,
                "a series that is missing raises no alarm"
            );
            Assert.That(numbers["newsletter_suppressions{reason=\"complaint\"}"], Is.EqualTo(1));
            Assert.That(numbers["newsletter_ledger_written_timestamp_seconds"], Is.EqualTo(1001));
            Assert.That(numbers["newsletter_dispatch_recipients"], Is.EqualTo(87));
            Assert.That(numbers["newsletter_dispatch_state{state=\"done\"}"], Is.EqualTo(1));
            Assert.That(numbers["newsletter_dispatch_started_timestamp_seconds"], Is.EqualTo(1000.5));
            Assert.That(numbers, Does.Not.ContainKey("newsletter_dispatch_finished_timestamp_seconds"));
            Assert.That(numbers["newsletter_deliveries{state=\"sent\"}"], Is.EqualTo(80));
            Assert.That(numbers["newsletter_deliveries{state=\"deferred\"}"], Is.EqualTo(3));
            Assert.That(numbers["newsletter_deliveries{state=\"uncertain\"}"], Is.EqualTo(1));
            Assert.That(numbers["newsletter_deliveries{state=\"expired\"}"], Is.Zero);
            Assert.That(numbers["newsletter_deliveries_failed{class=\"content\"}"], Is.Zero);
            Assert.That(numbers["newsletter_deliveries_failed{class=\"dead-address\"}"], Is.EqualTo(2));
            Assert.That(numbers["newsletter_deliveries_failed{class=\"policy\"}"], Is.EqualTo(1));
            Assert.That(numbers["newsletter_dead_addresses"], Is.EqualTo(4));
            Assert.That(numbers["newsletter_soft_bounces"], Is.EqualTo(2), "nobody counts as dead and as soft");
            Assert.That(numbers["newsletter_complaints"], Is.EqualTo(1));
            Assert.That(
                numbers["newsletter_dead_address_ratio"],
                Is.EqualTo(4 / 83.0).Within(1e-9),
                "whose outcome was uncertain until the bounce came had it, too"
            );
            Assert.That(numbers["newsletter_complaint_ratio"], Is.EqualTo(1 / 83.0).Within(1e-9));
            Assert.That(numbers["newsletter_domain_deliveries{domain=\"a.example\",state=\"sent\"}"], Is.EqualTo(60));
            Assert.That(
                numbers["newsletter_domain_deliveries{domain=\"a.example\",state=\"failed\"}"],
                Is.EqualTo(1),
                "in any case of the letters"
            );
            Assert.That(
                numbers["newsletter_domain_dead_address_ratio{domain=\"b.example\"}"],
                Is.EqualTo(2 / 21.0).Within(1e-9)
            );
            Assert.That(
                numbers["newsletter_domain_deliveries{domain=\"other domains\",state=\"sent\"}"],
                Is.EqualTo(1),
                "who was erased has no domain any more"
            );
            Assert.That(
                numbers["newsletter_domain_complaint_ratio{domain=\"a.example\"}"],
                Is.EqualTo(1 / 60.0).Within(1e-9)
            );
        }
    }

    [Test]
    public async Task Domains_are_bounded_and_none_is_lost()
    {
        await using var host = await PagesHost.StartAsync(web: new() { Metrics = true });
        await DispatchAsync(
            host,
            [.. Enumerable.Range(0, 50).Select(i => Deliveries(1 + (100 * i), 50 - i, $"d{i}.example", "sent"))]
        );

        var sent = (await NumbersAsync(host))
            .Where(number =>
                number.Key.StartsWith("newsletter_domain_deliveries", StringComparison.Ordinal)
                && number.Key.Contains("\"sent\"", StringComparison.Ordinal)
            )
            .ToList();

        Assert.That(sent, Has.Count.EqualTo(21));
        Assert.That(sent.Sum(number => number.Value), Is.EqualTo(50 * 51 / 2));
        Assert.That(
            sent.Single(number => number.Key.Contains("other domains", StringComparison.Ordinal)).Value,
            Is.EqualTo(30 * 31 / 2)
        );
    }

    [Test]
    public async Task What_is_red_is_named_and_nothing_is_asked_twice_within_seconds()
    {
        await using var host = await PagesHost.StartAsync(web: new() { Metrics = true });
        var before = await NumbersAsync(host);
        await host.AddAsync("c@example.org");
        var soon = await NumbersAsync(host);
        host.Clock.Advance(TimeSpan.FromHours(8));
        await host.WaitForAsync("SELECT count(*) FROM looks", atLeast: 1);
        var numbers = await NumbersAsync(host);

        Assert.That(before["newsletter_subscribers{status=\"active\"}"], Is.Zero);
        Assert.That(soon["newsletter_subscribers{status=\"active\"}"], Is.Zero, "the text is kept for seconds");
        Assert.That(numbers["newsletter_subscribers{status=\"active\"}"], Is.EqualTo(1));
        Assert.That(
            (numbers["newsletter_ready"], numbers["newsletter_check_red{check=\"next issue\"}"]),
            Is.EqualTo((0.0, 1.0))
        );
    }

    [Test]
    public async Task The_newest_backup_is_told_with_its_time_and_size()
    {
        using var folder = new TestFolder();
        folder.Write("newsletter-20261122-060000Z.tar.gz", "older");
        folder.Write("newsletter-20261123-060000Z.tar.gz", "the newest");
        await using var host = await PagesHost.StartAsync(
            web: new() { Metrics = true },
            change: settings => settings with { Backup = new() { Folder = folder.Path } }
        );

        var numbers = await NumbersAsync(host);

        Assert.That(
            (numbers["newsletter_backup_timestamp_seconds"], numbers["newsletter_backup_bytes"]),
            Is.EqualTo((1795413600.0, 10.0))
        );
    }

    [Test]
    public async Task Without_the_setting_there_is_no_such_page()
    {
        await using var host = await PagesHost.StartAsync();

        Assert.That(await StatusAsync(host), Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("", null, HttpStatusCode.OK, TestName = "From_this_machine")]
    [TestCase(
        "",
        "X-Forwarded-For: 203.0.113.9",
        HttpStatusCode.NotFound,
        TestName = "Through_a_proxy_on_this_machine_that_is_not_trusted"
    )]
    [TestCase("", "X-Forwarded-For: 127.0.0.1", HttpStatusCode.NotFound, TestName = "Through_such_a_proxy_with_a_lie")]
    [TestCase(
        "",
        "Via: 1.1 proxy",
        HttpStatusCode.NotFound,
        TestName = "Through_a_proxy_that_says_only_that_it_is_one"
    )]
    [TestCase(
        "127.0.0.0/8",
        "X-Forwarded-For: 203.0.113.9",
        HttpStatusCode.NotFound,
        TestName = "From_the_world_through_a_trusted_proxy"
    )]
    [TestCase(
        "127.0.0.0/8",
        "X-Forwarded-For: 127.0.0.1",
        HttpStatusCode.NotFound,
        TestName = "Through_a_trusted_proxy_that_passes_on_a_lie"
    )]
    [TestCase(
        "",
        "X-Forwarded-Proto: https",
        HttpStatusCode.NotFound,
        TestName = "Through_a_proxy_that_names_only_the_scheme"
    )]
    [TestCase(
        "127.0.0.0/8",
        "X-Forwarded-For: 10.1.2.3, X-Real-IP: 10.1.2.3",
        HttpStatusCode.OK,
        TestName = "From_the_named_network_through_one_that_says_more"
    )]
    [TestCase(
        "127.0.0.0/8",
        "X-Forwarded-For: 10.1.2.3",
        HttpStatusCode.OK,
        TestName = "From_the_named_network_through_a_trusted_proxy"
    )]
    [TestCase(
        "127.0.0.0/8",
        "X-Forwarded-For: 127.0.0.1, 203.0.113.9",
        HttpStatusCode.NotFound,
        TestName = "From_the_world_with_a_lie_through_a_trusted_proxy"
    )]
    public async Task Only_those_who_may_read_it(string trusted, string? header, HttpStatusCode status)
    {
        await using var host = await PagesHost.StartAsync(
            web: new()
            {
                Metrics = true,
                MetricsFrom = [IPNetwork.Parse("10.1.0.0/16")],
                TrustedProxies = trusted.Length == 0 ? [] : [IPNetwork.Parse(trusted)],
            }
        );

        Assert.That(await StatusAsync(host, header), Is.EqualTo(status));
    }

    private static async Task<HttpStatusCode> StatusAsync(PagesHost host, string? header = null)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, "metrics");
        foreach (var field in header?.Split(", X-") ?? [])
        {
            var (name, value) = (field.Split(": ")[0], field.Split(": ")[1]);
            ask.Headers.Add(name.StartsWith("Real", StringComparison.Ordinal) ? $"X-{name}" : name, value);
        }

        using var answer = await host.Http.SendAsync(ask);
        return answer.StatusCode;
    }

    /// <summary>Samples by name and labels; every line must be one of the format's.</summary>
    private static async Task<Dictionary<string, double>> NumbersAsync(PagesHost host)
    {
        using var answer = await host.Http.GetAsync(new Uri("metrics", UriKind.Relative));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(
            answer.Content.Headers.ContentType!.ToString(),
            Is.EqualTo("text/plain; version=0.0.4; charset=utf-8")
        );
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (
            var line in (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        )
        {
            if (
                !line.StartsWith("# HELP ", StringComparison.Ordinal)
                && !line.StartsWith("# TYPE ", StringComparison.Ordinal)
            )
            {
                var sample = Sample.Match(line);
                Assert.That(sample.Success, line);
                numbers.Add(sample.Groups[1].Value, double.Parse(sample.Groups[2].Value, CultureInfo.InvariantCulture));
            }
        }

        return numbers;
    }

    private static string Deliveries(int from, int count, string domain, string state, string? cause = null) =>
        $"""
            INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at, class)
            WITH RECURSIVE n (i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {from + count - 1})
            SELECT 1, i, 'reader' || i || '@{domain}', '{state}', 1001000, {(
                cause is null ? "NULL" : $"'{cause}'"
            )} FROM n;
            """;

    private static Task<long?> DispatchAsync(PagesHost host, params string[] deliveries) =>
        ExecuteAsync(
            host,
            $"""
            INSERT INTO dispatches (id, slot_date, issue_slug, title, state, recipients, slot_at, cut_off_at,
                created_at, started_at)
            VALUES (1, '2026-11-20', 'news', 'The news', 'done', 0, 0, 0, 0, 1000500);
            {string.Concat(deliveries)}
            UPDATE dispatches SET recipients = (SELECT count(*) FROM deliveries);
            """
        );

    /// <summary>A notice that went to a few since; the figures stay those of the issue.</summary>
    private static Task<long?> CorrectionAsync(PagesHost host) =>
        ExecuteAsync(
            host,
            """
            INSERT INTO dispatches (id, kind, corrects_id, slot_date, issue_slug, title, state, recipients, slot_at,
                cut_off_at, created_at, started_at)
            VALUES (2, 'correction', 1, '2026-11-20', 'news', 'Correction', 'done', 1, 0, 0, 0, 2000000)
            """
        );

    private static Task<long?> ExecuteAsync(PagesHost host, string sql) => host.ScalarAsync<long?>(sql);

    [GeneratedRegex(
        "^([a-z_]+(?:\\{[a-z]+=\"[^\"]*\"(?:,[a-z]+=\"[^\"]*\")*\\})?) ([0-9.eE+-]+)$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Sample { get; }
}
