using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Newsletter.Dispatcher.Bounces.Providers;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Bounces.Providers;

/// <summary>The providers post to the whole service.</summary>
[TestFixture, Integration]
internal sealed class ProviderWebhookTests
{
    private ECDsa _key = null!;
    private PagesHost _host = null!;
    private long _ana;

    private DateTimeOffset Now => _host.Clock.GetUtcNow();

    [SetUp]
    public async Task StartAsync()
    {
        _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var providers = new ProvidersSettings
        {
            Postmark = new("letter", "secret"),
            MailgunSigningKey = ProviderSamples.MailgunKey,
            SendgridPublicKey = _key.ExportSubjectPublicKeyInfo(),
        };
        _host = await PagesHost.StartAsync(change: settings =>
            settings with
            {
                Bounces = settings.Bounces with { Providers = providers },
            }
        );
        _ana = await _host.AddAsync("ana@example.org");
        await _host.AddAsync("ben@example.org");
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _host.DisposeAsync();
        _key.Dispose();
    }

    [TestCase("postmark")]
    [TestCase("mailgun")]
    [TestCase("sendgrid")]
    public async Task A_hard_bounce_suppresses_and_a_soft_one_and_an_unknown_address_do_not(string provider)
    {
        Assert.That(await TellAsync(provider, "ben@example.org", What.Soft), Is.EqualTo(200));
        Assert.That(await TellAsync(provider, "stranger@example.org", What.Hard), Is.EqualTo(200));
        Assert.That(await SuppressedAsync(), Is.Null);

        Assert.That(await TellAsync(provider, "Ana@Example.org", What.Hard), Is.EqualTo(200));
        Assert.That(
            (await SuppressedAsync(), await StatusAsync()),
            Is.EqualTo(("ana@example.org: the mailbox does not exist", "bounced active"))
        );
    }

    [TestCase("postmark")]
    [TestCase("mailgun")]
    [TestCase("sendgrid")]
    public async Task A_complaint_is_for_good(string provider)
    {
        Assert.That(await TellAsync(provider, "ana@example.org", What.Complaint), Is.EqualTo(200));

        Assert.That(
            (await SuppressedAsync(), await StatusAsync()),
            Is.EqualTo(("ana@example.org: complaint", "complained active"))
        );
    }

    [TestCase("postmark")]
    [TestCase("mailgun")]
    [TestCase("sendgrid")]
    public async Task The_same_fifty_times_counts_once(string provider)
    {
        for (var i = 0; i < 50; i++)
        {
            Assert.That(await TellAsync(provider, "ana@example.org", What.Hard, at: Now.AddHours(-1)), Is.EqualTo(200));
        }

        Assert.That(await _host.ScalarAsync<long>("SELECT count(*) FROM returns"), Is.EqualTo(1));
        Assert.That(await _host.ScalarAsync<string>("SELECT source FROM returns"), Is.EqualTo(provider));
    }

    [Test]
    public async Task Nobody_is_taken_for_somebody_whose_address_ends_alike()
    {
        await _host.AddAsync("brien@example.org");
        await _host.AddAsync("o'brien@example.org");
        foreach (var provider in (string[])["postmark", "mailgun", "sendgrid"])
        {
            Assert.That(await TellAsync(provider, "o'brien@example.org", What.Hard), Is.EqualTo(200));
            Assert.That(
                await TellAsync(provider, "ben@example.org, brien@example.org", What.Complaint),
                Is.EqualTo(200)
            );
        }

        Assert.That(await StatusAsync(), Is.EqualTo("active active active bounced"));
    }

    [Test]
    public async Task The_newest_delivery_by_then_is_the_one_that_came_back()
    {
        await DispatchAsync(1, sentAt: Now.AddDays(-2));
        await DispatchAsync(2, sentAt: Now.AddDays(-1));
        await DispatchAsync(3, sentAt: Now);
        await TellAsync("postmark", "ana@example.org", What.Soft, at: Now.AddHours(-3));
        await TellAsync("postmark", "ana@example.org", What.Soft, at: Now.AddHours(-3));

        Assert.That(
            await _host.ScalarAsync<string>(
                "SELECT group_concat(dispatch_id || ' ' || subscriber_id || ' ' || class) FROM returns"
            ),
            Is.EqualTo($"2 {_ana} transient")
        );
    }

    [Test]
    public async Task A_bounce_from_before_the_address_was_confirmed_says_nothing_about_it()
    {
        await _host.ScalarAsync<object>(
            "UPDATE subscribers SET confirmed_at = @at",
            new { at = Now.AddHours(-1).ToUnixTimeMilliseconds() }
        );
        await TellAsync("postmark", "ana@example.org", What.Hard, at: Now.AddHours(-2));
        Assert.That(await SuppressedAsync(), Is.Null);

        await TellAsync("postmark", "ben@example.org", What.Hard, at: Now);
        Assert.That(await SuppressedAsync(), Does.StartWith("ben@example.org"));
    }

    [Test]
    public async Task Who_cannot_prove_it_changes_nothing()
    {
        var at = Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var events = new JsonArray(ProviderSamples.Sendgrid("ana@example.org", Now)).ToJsonString();
        var answers = new[]
        {
            await PostAsync("postmark", ProviderSamples.Postmark("ana@example.org", Now)),
            await PostAsync("mailgun", ProviderSamples.Mailgun("ana@example.org", Now, "t", key: "wrong")),
            await PostAsync("sendgrid", events),
            await PostAsync(
                "sendgrid",
                events + " ",
                (SendgridSignature.SignatureHeader, ProviderSamples.SignSendgrid(_key, events, at)),
                (SendgridSignature.TimestampHeader, at)
            ),
            await PostAsync("ses", "{}"),
            await PostAsync("postmarks", "{}"),
        };

        Assert.That(answers, Is.EqualTo(new[] { 401, 403, 403, 403, 404, 404 }));
        Assert.That(
            (await SuppressedAsync(), await _host.ScalarAsync<long>("SELECT count(*) FROM returns")),
            Is.EqualTo(((string?)null, 0L))
        );
    }

    [Test]
    public async Task A_body_has_its_bounds()
    {
        Assert.That(await PostAsync("mailgun", new string(' ', (1024 * 1024) + 1)), Is.EqualTo(413));
        Assert.That(await PostAsync("mailgun", new string(' ', 1024 * 1024)), Is.EqualTo(403));
        Assert.That(await PostAsync("sendgrid", new string(' ', 2 * 1024 * 1024)), Is.EqualTo(403));
        Assert.That(await PostAsync("sendgrid", new string(' ', (5 * 1024 * 1024) + 1)), Is.EqualTo(413));
    }

    [Test]
    public async Task What_cannot_be_written_is_asked_for_again()
    {
        var post = ProviderSamples.Mailgun("ana@example.org", Now, "t1");
        await _host.ScalarAsync<object>("ALTER TABLE returns RENAME TO returns_away");
        Assert.That(await PostAsync("mailgun", post), Is.EqualTo(503));

        await _host.ScalarAsync<object>("ALTER TABLE returns_away RENAME TO returns");
        Assert.That((await PostAsync("mailgun", post), await StatusAsync()), Is.EqualTo((200, "bounced active")));
    }

    [Test]
    public async Task A_burst_is_not_refused()
    {
        for (var i = 0; i < 1300; i++)
        {
            Assert.That(await PostAsync("postmark", "{}", ("Authorization", Login)), Is.EqualTo(200));
        }
    }

    [Test]
    public async Task A_used_signature_of_mailgun_is_kept_in_the_database()
    {
        await PostAsync("mailgun", ProviderSamples.Mailgun("stranger@example.org", Now, "token-7"));

        Assert.That(
            await _host.ScalarAsync<string>("SELECT group_concat(provider || ' ' || token) FROM used_tokens"),
            Is.EqualTo("mailgun token-7")
        );
    }

    [TestCase("mailgun", 4_000)]
    [TestCase("mailgun", 900_000)]
    [TestCase("sendgrid", 900_000)]
    public async Task Slow_strangers_keep_no_notice_out(string slow, int length)
    {
        var at = Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var strangers = new List<RawHttp>();
        try
        {
            for (var i = 0; i < 100; i++)
            {
                var http = await RawHttp.ConnectAsync(_host.Address);
                strangers.Add(http);
                await http.SendAsync(
                    $"POST /webhooks/{slow} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n"
                        + $"{SendgridSignature.SignatureHeader}: x\r\n{SendgridSignature.TimestampHeader}: {at}\r\n\r\n"
                        + new string(' ', length / 2)
                );
            }

            foreach (var provider in (string[])["postmark", "mailgun", "sendgrid"])
            {
                Assert.That(await TellAsync(provider, "ana@example.org", What.Soft), Is.EqualTo(200), provider);
            }

            // The total time for a body is over. The clock goes on, because a request that the server takes up late
            // gets its full time.
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var answers = Task.WhenAll(strangers.Select(http => http.StatusAsync(cancellationToken: late.Token)));
            while (!answers.IsCompleted)
            {
                _host.Clock.Advance(TimeSpan.FromSeconds(31));
                await Task.WhenAny(answers, Task.Delay(20));
            }

            Assert.That(await answers, Is.All.EqualTo(408).Or.EqualTo(503).Or.Null);
        }
        finally
        {
            strangers.ForEach(http => http.Dispose());
        }
    }

    private static string Login => "Basic " + Convert.ToBase64String("letter:secret"u8);

    private async Task<int> TellAsync(string provider, string to, What what, DateTimeOffset? at = null)
    {
        var when = at ?? Now;
        switch (provider)
        {
            case "postmark":
                var type = what switch
                {
                    What.Hard => "HardBounce",
                    What.Soft => "SoftBounce",
                    _ => "SpamComplaint",
                };
                return await PostAsync(
                    "postmark",
                    ProviderSamples.Postmark(to, when, type, what is What.Hard ? "smtp;550 5.1.1 user unknown" : ""),
                    ("Authorization", Login)
                );
            case "mailgun":
                var token = Guid.NewGuid().ToString("N");
                return await PostAsync(
                    "mailgun",
                    what switch
                    {
                        What.Hard => ProviderSamples.Mailgun(to, when, token, signedAt: Now),
                        What.Soft => ProviderSamples.Mailgun(
                            to,
                            when,
                            token,
                            reason: "old",
                            status: new { code = 452, message = "4.2.2 mailbox full" },
                            signedAt: Now
                        ),
                        _ => ProviderSamples.Mailgun(to, when, token, "complained", signedAt: Now),
                    }
                );
            default:
                var one = what switch
                {
                    What.Hard => ProviderSamples.Sendgrid(to, when),
                    What.Soft => ProviderSamples.Sendgrid(
                        to,
                        when,
                        type: "blocked",
                        reason: "550 5.7.1 blocked",
                        status: "5.7.1"
                    ),
                    _ => ProviderSamples.Sendgrid(to, when, "spamreport"),
                };
                var (body, seconds) = (
                    new JsonArray(one).ToJsonString(),
                    Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)
                );
                return await PostAsync(
                    "sendgrid",
                    body,
                    (SendgridSignature.SignatureHeader, ProviderSamples.SignSendgrid(_key, body, seconds)),
                    (SendgridSignature.TimestampHeader, seconds)
                );
        }
    }

    private async Task<int> PostAsync(string provider, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhooks/{provider}")
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        // Who is refused for its size is told so before it sends.
        request.Headers.ExpectContinue = body.Length > 500_000;
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await _host.Http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private Task<object?> DispatchAsync(long id, DateTimeOffset sentAt) =>
        _host.ScalarAsync<object>(
            """
            INSERT INTO dispatches (id, slot_date, issue_slug, title, state, slot_at, cut_off_at, created_at,
                started_at)
            VALUES (@id, '2026-11-0' || @id, 'issue-' || @id, 'News', 'done', @at, @at, @at, @at - 86400000);
            INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at)
                VALUES (@id, @ana, 'ana@example.org', 'sent', @at);
            """,
            new
            {
                id,
                ana = _ana,
                at = sentAt.ToUnixTimeMilliseconds(),
            }
        );

    private Task<string?> SuppressedAsync() =>
        _host.ScalarAsync<string?>("SELECT group_concat(email_key || ': ' || reason) FROM suppressions");

    private Task<string?> StatusAsync() =>
        _host.ScalarAsync<string?>(
            "SELECT group_concat(status, ' ') FROM (SELECT status FROM subscribers ORDER BY id)"
        );

    private enum What
    {
        Hard,
        Soft,
        Complaint,
    }
}
