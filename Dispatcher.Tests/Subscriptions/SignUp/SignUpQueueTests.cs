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
}
