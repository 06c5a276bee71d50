using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Subscriptions.SignUp;

[TestFixture, Integration]
internal sealed class OptInTests
{
    private SubscriptionsAtWork _at = null!;

    [SetUp]
    public async Task Prepare() => _at = await SubscriptionsAtWork.CreateAsync();

    [TearDown]
    public void Clean() => _at.Dispose();

    [Test]
    public async Task Somebody_new_is_pending_and_asked()
    {
        var asked = await _at.AskAsync("Ana@Example.org", "America/New_York");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(asked, Is.True);
            Assert.That(
                await _at.ListAsync(
                    "SELECT email || ' ' || email_key || ' ' || status || ' ' || time_zone || ' ' || (first_name IS "
                        + "NULL) FROM subscribers"
                ),
                Is.EqualTo(new[] { "Ana@example.org ana@example.org pending America/New_York 1" })
            );
            Assert.That(
                await _at.ListAsync(
                    "SELECT kind || ' ' || once_key || ' ' || email || ' ' || mail_values || ' ' || ((expires_at - "
                        + "due_at) / 86400000) FROM mails"
                ),
                Is.EqualTo(
                    new[]
                    {
                        """confirm confirm:1 Ana@example.org """
                            + """{"confirmation_id":"1","confirmation_expires":"1796025600"} 7""",
                    }
                )
            );
            Assert.That(await _at.EventsAsync(1), Is.EqualTo(new[] { "signed-up" }));
        }
    }

    [Test]
    public async Task A_thousand_sign_ups_of_one_victim_make_one_mail()
    {
        for (var i = 0; i < 1000; i++)
        {
            await _at.AskAsync("victim@example.org", network: $"192.0.{i % 250}.0/24");
            _at.Clock.Advance(TimeSpan.FromSeconds(80));
        }

        Assert.That(await _at.MailsAsync(), Is.EqualTo(new[] { "confirm" }));
    }

    [Test]
    public async Task One_address_is_asked_three_times_in_thirty_days()
    {
        var asked = new List<int>();
        for (var day = 0; day < 62; day++)
        {
            if (await _at.AskAsync("victim@example.org"))
            {
                asked.Add(day);
            }

            _at.Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.That(asked, Is.EqualTo(new[] { 0, 1, 2, 30, 31, 32, 60, 61 }));
    }

    [Test]
    public async Task A_thousand_victims_of_one_network_make_twenty_mails_an_hour()
    {
        for (var i = 0; i < 1000; i++)
        {
            await _at.AskAsync($"victim{i}@example.org");
        }

        var first = (await _at.MailsAsync()).Count;
        var elsewhere = await _at.AskAsync("other@example.org", network: "198.51.100.0/24");
        _at.Clock.Advance(TimeSpan.FromHours(1));
        var later = await _at.AskAsync("victim999@example.org");

        Assert.That((first, elsewhere, later), Is.EqualTo((20, true, true)));
    }

    [Test]
    public async Task What_is_left_of_a_networks_limit_does_not_tell_who_is_on_the_list()
    {
        await _at.AddAsync("ana@example.org", "active");
        for (var i = 0; i < 19; i++)
        {
            await _at.AskAsync($"own{i}@example.net");
        }

        await _at.AskAsync("ana@example.org");

        Assert.That(await _at.AskAsync("last@example.net"), Is.False, "as if ana had been nobody");
    }

    [Test]
    public void A_flood_of_networks_is_bounded()
    {
        var limits = new SignUpLimits(new WebSettings());
        var now = new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);
        var taken = 0;
        for (var i = 0; i < 12_000; i++)
        {
            if (!limits.IsFull($"2001:db8:{i:x}::/64", now))
            {
                limits.Add($"2001:db8:{i:x}::/64", now);
                taken++;
            }
        }

        Assert.That((taken, limits.IsFull("2001:db8:ffff::/64", now.AddHours(2))), Is.EqualTo((10_000, false)));
    }

    [Test]
    public async Task All_networks_together_have_a_limit_that_is_said_once_an_hour()
    {
        using var at = await SubscriptionsAtWork.CreateAsync(web: new WebSettings { SignUpsPerHour = 30 });

        for (var i = 0; i < 90; i++)
        {
            await at.AskAsync($"victim{i}@example.org", network: $"192.0.{i}.0/24");
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await at.MailsAsync(), Has.Count.EqualTo(30));
            Assert.That(at.Log.Lines, Has.Count.EqualTo(1).And.One.Contains("30 confirm mails"));
            Assert.That(await at.ScalarAsync<long>("SELECT count(*) FROM subscribers"), Is.EqualTo(30));
        }
    }

    [TestCase("pending", true)]
    [TestCase("unsubscribed", true)]
    [TestCase("expired", true)]
    [TestCase("bounced", true)]
    [TestCase("active", false)]
    [TestCase("paused", false)]
    [TestCase("complained", false)]
    public async Task Who_is_known_is_asked_only_to_come_back(string status, bool isAsked)
    {
        await _at.AddAsync("ana@example.org", status);

        var asked = await _at.AskAsync("ana@example.org", "America/New_York");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(asked, Is.EqualTo(isAsked));
            Assert.That(await _at.MailsAsync(), Has.Count.EqualTo(isAsked ? 1 : 0));
            Assert.That(
                await _at.ListAsync("SELECT status || coalesce(time_zone, '') FROM subscribers"),
                Is.EqualTo(new[] { status }),
                "what a stranger typed changes nobody"
            );
        }
    }

    [TestCase("bounce", "dead-address", "'550 5.1.1 no such user'", true)]
    [TestCase("bounce", "the server complained that it is full", "'552 5.2.2'", true)]
    [TestCase("bounce", "the mailbox is switched off", "NULL", true)]
    [TestCase("operator", "by an operator", "NULL", false)]
    [TestCase("operator", "erased", "'asked by phone'", false)]
    [TestCase("complaint", "words", "'feedback report'", false)]
    [TestCase("complaint", "words", "NULL", false)]
    public async Task A_suppression_of_mail_that_came_back_is_no_bar_with_any_reason(
        string kind,
        string reason,
        string evidence,
        bool isAsked
    )
    {
        await _at.ExecuteAsync(
            "INSERT INTO suppressions (email_key, kind, reason, evidence, created_at) VALUES ('ana@example.org', "
                + $"'{kind}', '{reason}', {evidence}, 0)"
        );

        Assert.That(await _at.AskAsync("ana@example.org"), Is.EqualTo(isAsked));
    }

    [Test]
    public async Task Our_own_address_is_not_asked()
    {
        Assert.That(
            (await _at.AskAsync("Letter@example.com"), await _at.MailsAsync()),
            Is.EqualTo((false, Array.Empty<string>()))
        );
    }

    [Test]
    public async Task Requests_are_answered_at_once_and_looked_after_by_the_stop_at_the_latest()
    {
        using var signUps = new SignUpService(_at.OptIns, _at.Clock, new KeptLog<SignUpService>());
        foreach (
            var (email, zone, isAutomated) in new[]
            {
                ("ana@example.org", "Europe/Madrid", false),
                ("ben@example.org", "Mars/Base", false),
                ("no address", "", false),
                ("robot@example.org", "", true),
            }
        )
        {
            await signUps.RequestAsync(
                new SignUpRequest(email, zone, "192.0.2.0/24", isAutomated),
                CancellationToken.None
            );
        }

        var before = await _at.MailsAsync();
        await signUps.StartAsync(CancellationToken.None);
        await signUps.StopAsync(CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(before, Is.Empty);
            Assert.That(
                await _at.ListAsync("SELECT email || ' ' || coalesce(time_zone, '-') FROM subscribers ORDER BY id"),
                Is.EqualTo(new[] { "ana@example.org Europe/Madrid", "ben@example.org -" })
            );
        }
    }

    [Test]
    public async Task A_flood_is_refused_and_said_once()
    {
        var log = new KeptLog<SignUpService>();
        using var signUps = new SignUpService(_at.OptIns, _at.Clock, log);

        var taken = 0;
        for (var i = 0; i < 1003; i++)
        {
            taken += await signUps.RequestAsync(
                new SignUpRequest("ana@example.org", null, "192.0.2.0/24", LooksAutomated: false),
                CancellationToken.None
            )
                ? 1
                : 0;
        }

        Assert.That(taken, Is.EqualTo(1000));
        Assert.That(
            log.Lines,
            Is.EqualTo(new[] { "Warning: Sign-ups: too many wait, so people are asked to come back later" })
        );
    }

    [Test]
    public void A_window_forgets_what_is_older_than_its_span()
    {
        var (window, start) = (new SlidingWindow(2, TimeSpan.FromHours(1)), DateTimeOffset.UnixEpoch);

        window.Add(start);
        window.Add(start.AddMinutes(30));

        Assert.That(
            (
                window.IsFull(start.AddMinutes(59)),
                window.IsFull(start.AddMinutes(60)),
                window.Count(start.AddMinutes(90))
            ),
            Is.EqualTo((true, false, 0))
        );
    }
}
