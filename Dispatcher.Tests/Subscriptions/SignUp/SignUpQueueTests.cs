using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Subscriptions.SignUp;

[TestFixture, Integration]
internal sealed class SignUpQueueTests
{
    private SubscriptionsAtWork _at = null!;

    [SetUp]
    public async Task Prepare() =>
        _at = await SubscriptionsAtWork.CreateAsync(web: new WebSettings { SignUpsPerHour = 100 });

    [TearDown]
    public void Clean() => _at.Dispose();

    [TestCase("192.0.2.0/24", "192.0.2.0/24")]
    [TestCase("unknown", "unknown")]
    [TestCase("2001:db8:1:2ff::/64", "2001:db8:1:2ff::/64 2001:db8:1:200::/56*2 2001:db8:1::/48*3")]
    [TestCase("2001:db8:1:200::/56", "2001:db8:1:200::/56*2 2001:db8:1::/48*3")]
    public void A_network_lies_in_others(string network, string all) =>
        Assert.That(
            string.Join(
                ' ',
                SignUpNetworks.Of(network).Select(one => one.Times == 1 ? one.Network : $"{one.Network}*{one.Times}")
            ),
            Is.EqualTo(all)
        );

    [Test]
    public async Task One_ipv6_48_cannot_use_up_the_hour()
    {
        for (var i = 0; i < 1000; i++)
        {
            await _at.AskAsync($"victim{i}@example.org", network: $"2001:db8:1:{i * 61:x}::/64");
        }

        Assert.That(await _at.MailsAsync(), Has.Count.EqualTo(60), "three times the limit of one network");
        Assert.That(await _at.AskAsync("ana@example.org", network: "192.0.2.0/24"), Is.True);
        Assert.That(
            await _at.ScalarAsync<long>("SELECT count(*) FROM sign_up_queue"),
            Is.EqualTo(SignUpQueue.MostPerNetwork)
        );
        Assert.That(_at.OptIns.Room.HasRoom("2001:db8:1:ffff::/64"), Is.False);
        Assert.That(_at.OptIns.Room.HasRoom("2001:db8:2::/64"), Is.True);
    }

    [Test]
    public async Task Person_21_of_an_office_is_mailed_when_the_hour_allows_it()
    {
        for (var i = 1; i <= 25; i++)
        {
            await _at.AskAsync($"colleague{i}@example.org", "Europe/Madrid");
        }

        Assert.That(await _at.OptIns.MailQueuedAsync(CancellationToken.None), Is.Zero);
        _at.Clock.Advance(TimeSpan.FromHours(1));
        var mailed = await _at.OptIns.MailQueuedAsync(CancellationToken.None);

        Assert.That((mailed, (await _at.MailsAsync()).Count), Is.EqualTo((5, 25)));
        Assert.That(
            await _at.ListAsync("SELECT email || ' ' || time_zone FROM subscribers WHERE id = 21"),
            Is.EqualTo(new[] { "colleague21@example.org Europe/Madrid" })
        );
        Assert.That(await _at.ScalarAsync<long>("SELECT count(*) FROM sign_up_queue"), Is.Zero);
    }

    [Test]
    public async Task Of_those_who_wait_a_quiet_network_comes_before_a_flood()
    {
        for (var i = 0; i < 300; i++)
        {
            await _at.AskAsync($"victim{i}@example.org", network: $"2001:db8:{i % 6:x}:{i:x}::/64");
        }

        await _at.AskAsync("ana@example.org", network: "192.0.2.0/24");
        Assert.That(_at.OptIns.IsHourFull, Is.True);
        _at.Clock.Advance(TimeSpan.FromHours(1));
        Assert.That(await _at.AskAsync("late@example.org", network: "198.51.100.0/24"), Is.False, "behind the others");
        await _at.OptIns.MailQueuedAsync(CancellationToken.None);

        Assert.That(
            await _at.ListAsync(
                "SELECT email FROM mails WHERE email IN ('ana@example.org', 'late@example.org') ORDER BY id"
            ),
            Is.EqualTo(new[] { "ana@example.org", "late@example.org" })
        );
        Assert.That(await _at.MailsAsync(), Has.Count.EqualTo(200), "a hundred an hour");
    }

    [Test]
    public async Task What_waits_outlives_a_restart_and_not_two_days_and_not_an_erasure()
    {
        for (var i = 0; i < 23; i++)
        {
            await _at.AskAsync($"reader{i}@example.org", network: "2001:db8:1:2:3::/64");
        }

        var again = new OptIns(_at.Database, _at.Newsletter, new(), _at.Tokens, _at.Clock, _at.Log);
        await again.OpenAsync(CancellationToken.None);
        Assert.That((again.Room.IsEmpty, again.IsHourFull), Is.EqualTo((false, true)));
        Assert.That(
            await _at.ListAsync("SELECT DISTINCT network FROM sign_up_queue"),
            Is.EqualTo(new[] { "2001:db8:1::/56" })
        );

        var id = await _at.AddAsync("reader20@example.org", "active");
        await _at.Erasure.EraseAsync(id, CancellationToken.None);
        Assert.That(
            await _at.ListAsync("SELECT email FROM sign_up_queue ORDER BY id"),
            Is.EqualTo(new[] { "reader21@example.org", "reader22@example.org" })
        );

        _at.Clock.Advance(SignUpQueue.Longest + TimeSpan.FromMinutes(1));
        Assert.That(await again.MailQueuedAsync(CancellationToken.None), Is.Zero);
        Assert.That(again.Room.IsEmpty, Is.True);
    }

    [Test]
    public async Task What_waits_is_mailed_also_when_the_database_could_not_be_read_at_the_start()
    {
        for (var i = 0; i < 21; i++)
        {
            await _at.AskAsync($"reader{i}@example.org");
        }

        var log = new KeptLog<SignUpService>();
        using var signUps = new SignUpService(
            new(_at.Database, _at.Newsletter, new(), _at.Tokens, _at.Clock, _at.Log),
            _at.Clock,
            log
        );
        await _at.ExecuteAsync("ALTER TABLE sign_up_queue RENAME TO away");
        await signUps.StartAsync(CancellationToken.None);
        await UntilAsync(() => Task.FromResult(log.Lines.Count > 0), TimeSpan.Zero);
        await _at.ExecuteAsync("ALTER TABLE away RENAME TO sign_up_queue");

        await UntilAsync(async () => (await _at.MailsAsync()).Count == 21, TimeSpan.FromSeconds(15));
        await signUps.StopAsync(CancellationToken.None);
        Assert.That(await _at.ScalarAsync<long>("SELECT count(*) FROM sign_up_queue"), Is.Zero);
    }

    [Test]
    public async Task An_address_waits_with_the_network_that_asked_last()
    {
        for (var i = 0; i < 20; i++)
        {
            await _at.AskAsync($"reader{i}@example.org", network: "192.0.2.0/24");
            await _at.AskAsync($"other{i}@example.org", network: "198.51.100.0/24");
        }

        await _at.AskAsync("victim@example.org", network: "192.0.2.0/24");
        await _at.AskAsync("victim@example.org", network: "198.51.100.0/24");
        Assert.That(
            await _at.ListAsync("SELECT email || ' ' || network FROM sign_up_queue"),
            Is.EqualTo(new[] { "victim@example.org 198.51.100.0/24" })
        );

        for (var i = 0; i < SignUpQueue.MostPerNetwork - 1; i++)
        {
            await _at.AskAsync($"more{i}@example.org", network: "198.51.100.0/24");
        }

        Assert.That(_at.OptIns.Room.HasRoom("198.51.100.0/24"), Is.False, "the place went with the address");
        Assert.That(_at.OptIns.Room.HasRoom("192.0.2.0/24"), Is.True);
    }

    [Test]
    public async Task A_request_that_is_taken_has_its_place_in_the_queue()
    {
        for (var i = 0; i < 20; i++)
        {
            await _at.AskAsync($"mailed{i}@example.org");
        }

        using var signUps = new SignUpService(_at.OptIns, _at.Clock, new KeptLog<SignUpService>());
        var taken = 0;
        for (var i = 0; i < SignUpQueue.MostPerNetwork + 50; i++)
        {
            taken += await signUps.RequestAsync(
                new SignUpRequest($"reader{i}@example.org", null, "192.0.2.0/24", LooksAutomated: false),
                CancellationToken.None
            )
                ? 1
                : 0;
        }

        await signUps.StartAsync(CancellationToken.None);
        await signUps.StopAsync(CancellationToken.None);
        Assert.That(
            (taken, await _at.ScalarAsync<long>("SELECT count(*) FROM sign_up_queue")),
            Is.EqualTo((SignUpQueue.MostPerNetwork, (long)SignUpQueue.MostPerNetwork))
        );

        // A request of another network gives its reserved place back when it is mailed at once.
        Assert.That(_at.OptIns.Room.HasRoom("192.0.2.0/24"), Is.False);
        _at.Clock.Advance(SignUpQueue.Longest + TimeSpan.FromMinutes(1));
        await _at.OptIns.MailQueuedAsync(CancellationToken.None);
        for (var i = 0; i < SignUpQueue.MostPerNetwork; i++)
        {
            Assert.That(_at.OptIns.Room.TryReserve("192.0.2.0/24"), Is.True, "no place was lost");
        }
    }

    [Test]
    public void A_time_zone_that_is_longer_than_any_is_not_kept_in_memory()
    {
        SignUpRequest With(int length) => new("ana@example.org", new string('x', length), "n", LooksAutomated: false);
        Assert.That((With(64).TimeZone?.Length, With(65).TimeZone), Is.EqualTo(((int?)64, (string?)null)));
    }

    [Test]
    public async Task A_full_hour_is_told_once_and_so_is_its_end()
    {
        var alerts = new SignUpAlerts(_at.Newsletter, new WebSettings { SignUpsPerHour = 100 });
        var now = _at.Clock.GetUtcNow();
        Assert.That(alerts.Decide(await ReadAsync(), isHourFull: false, now), Is.Null);
        for (var i = 0; i < 103; i++)
        {
            await _at.AskAsync($"reader{i}@example.org", network: $"10.0.{i}.0/24");
        }

        var alert = alerts.Decide(await ReadAsync(), _at.OptIns.IsHourFull, now)!;
        Assert.That(alert.State, Is.EqualTo(CheckState.Red));
        Assert.That(
            alert.Text,
            Does.Contain("100 sign-ups within an hour, further ones wait")
                .And.Contain("3 wait for their confirm mail, the oldest since 2026-11-23 09:00")
                .And.Contain("Web:SignUpsPerHour")
        );
        Assert.That(alerts.Decide(await ReadAsync(), _at.OptIns.IsHourFull, now), Is.Null);

        _at.Clock.Advance(TimeSpan.FromHours(1));
        await _at.OptIns.MailQueuedAsync(CancellationToken.None);
        Assert.That(alerts.Decide(await ReadAsync(), _at.OptIns.IsHourFull, now)!.Kind, Is.EqualTo(AlertKind.Resolved));
        Assert.That(alerts.Decide(await ReadAsync(), isHourFull: false, now), Is.Null);

        Task<QueuedSignUps> ReadAsync() => SignUpQueue.ReadAsync(_at.Database, CancellationToken.None);
    }

    private async Task UntilAsync(Func<Task<bool>> isSo, TimeSpan step)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await isSo())
        {
            Assert.That(late.IsCancellationRequested, Is.False, "it did not happen");
            _at.Clock.Advance(step);
            await Task.Delay(10);
        }
    }
}
