using System.Diagnostics;
using Dapper;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>
/// A relay with a limit of messages a second gets as many as it accepts, and no delivery loses an attempt.
/// </summary>
[TestFixture, Integration]
internal sealed class ThrottledRelayTests
{
    private const string Ses = "454 Throttling failure: Maximum sending rate exceeded.";

    private ScriptedSmtpServer _server = null!;

    [SetUp]
    public void Open() => _server = ScriptedSmtpServer.Start();

    [TearDown]
    public async Task Close() => await _server.DisposeAsync();

    [TestCase(Stage.AfterData, Ses)]
    [TestCase(Stage.Mail, "451 4.7.500 Server busy. Please try again later from [192.0.2.1].")]
    [TestCase(Stage.Rcpt, "452 4.5.3 Too many recipients")]
    public async Task All_readers_get_the_issue_at_the_pace_that_the_relay_accepts(Stage stage, string answer)
    {
        using var work = await Workplace.CreateAsync(150);
        var bucket = new TokenBucket(_ => 40, burst: 10);
        var refusals = Limit(stage, answer, bucket);

        var dispatch = await work.SendAllAsync(work.Relay(_server.Port));

        Assert.That(dispatch.State, Is.EqualTo(DispatchState.Done));
        Assert.That(_server.Messages.SelectMany(message => message.Recipients), Is.Unique.And.Exactly(150).Items);
        Assert.That(refusals(), Is.LessThan(60));
        Assert.That(await AttemptsAsync(work), Is.EqualTo(new[] { 1L }));
        Assert.That(
            dispatch.FoundPace,
            refusals() == 0
                ? Is.Null
                : Does.Contain($"127.0.0.1:{_server.Port} takes about").And.Contain("Delivery:RatePerSecond")
        );
    }

    [Test]
    public async Task The_pace_follows_a_limit_that_changes_during_the_dispatch()
    {
        using var work = await Workplace.CreateAsync(240);
        var bucket = new TokenBucket(
            taken =>
                taken < 80 ? 60
                : taken < 120 ? 15
                : 80,
            burst: 10
        );
        var refusals = Limit(Stage.AfterData, Ses, bucket);

        var dispatch = await work.SendAllAsync(work.Relay(_server.Port));

        Assert.That(dispatch.State, Is.EqualTo(DispatchState.Done));
        Assert.That(_server.Messages.SelectMany(message => message.Recipients), Is.Unique.And.Exactly(240).Items);
        Assert.That(refusals(), Is.LessThan(100));
        Assert.That(await AttemptsAsync(work), Is.EqualTo(new[] { 1L }));
    }

    [Test]
    public async Task A_domain_that_asks_for_less_speed_does_not_hold_up_the_others()
    {
        using var work = await Workplace.CreateAsync(60);
        await work.ExecuteAsync(
            "UPDATE subscribers SET email = 'reader' || id || '@gmail.com', email_key = 'reader' || id || "
                + "'@gmail.com' WHERE id % 3 = 0"
        );
        var bucket = new TokenBucket(_ => 10, burst: 3);
        var refusals = 0;
        _server.On(
            Stage.Rcpt,
            call =>
                call.Recipient.EndsWith("@gmail.com", StringComparison.Ordinal)
                && !bucket.TryTake()
                && Interlocked.Increment(ref refusals) > 0
                    ? SmtpAction
                        .Reply("421 4.7.28 Our system has detected an unusual rate of unsolicited mail. gsmtp")
                        .Then(SmtpAction.Close)
                    : null
        );

        var dispatch = await work.SendAllAsync(work.Relay(_server.Port));

        var order = _server
            .Messages.Select(message => message.Recipients[0].EndsWith("@gmail.com", StringComparison.Ordinal))
            .ToList();
        Assert.That(dispatch.State, Is.EqualTo(DispatchState.Done));
        Assert.That(_server.Messages.SelectMany(message => message.Recipients), Is.Unique.And.Exactly(60).Items);
        Assert.That(refusals, Is.InRange(1, 30));
        Assert.That(order.LastIndexOf(false), Is.LessThan(order.LastIndexOf(true)), "the others were finished first");
        Assert.That(dispatch.FoundPace, Does.Contain("gmail.com takes about").And.Contain("Delivery:PerDomain"));
        Assert.That(await AttemptsAsync(work), Is.EqualTo(new[] { 1L }));
    }

    [TestCase(14, 14, 14)]
    [TestCase(14, 5, 20)]
    [Explicit("minutes"), Category("Long")]
    public async Task A_thousand_messages_arrive_through_a_relay_with_a_limit_of_fourteen_a_second(
        int first,
        int second,
        int third
    )
    {
        using var work = await Workplace.CreateAsync(1000);
        var bucket = new TokenBucket(
            taken =>
                taken < 400 ? first
                : taken < 600 ? second
                : third,
            burst: first
        );
        var refusals = Limit(Stage.AfterData, Ses, bucket);
        var begin = Stopwatch.GetTimestamp();

        var dispatch = await work.SendAllAsync(work.Relay(_server.Port));

        await TestContext.Out.WriteLineAsync(
            $"{first}, {second}, {third} a second: {_server.Messages.Count} arrived in "
                + $"{Stopwatch.GetElapsedTime(begin).TotalSeconds:0.0} s with {refusals()} refusals, "
                + $"attempts {string.Join(' ', await AttemptsAsync(work))}; {dispatch.FoundPace}"
        );
        Assert.That(_server.Messages.SelectMany(message => message.Recipients), Is.Unique.And.Exactly(1000).Items);
        Assert.That(refusals(), Is.LessThan(300));
        Assert.That(await AttemptsAsync(work), Is.EqualTo(new[] { 1L }));
    }

    private Func<int> Limit(Stage stage, string answer, TokenBucket bucket)
    {
        var refusals = 0;
        _server.On(
            stage,
            _ =>
            {
                if (bucket.TryTake())
                {
                    return null;
                }

                Interlocked.Increment(ref refusals);
                return SmtpAction.Reply(answer);
            }
        );
        return () => Volatile.Read(ref refusals);
    }

    private static async Task<IEnumerable<long>> AttemptsAsync(Workplace work)
    {
        await using var connection = await work.Database.OpenAsync(CancellationToken.None);
        return await connection.QueryAsync<long>("SELECT DISTINCT attempts FROM deliveries ORDER BY 1");
    }

    /// <summary>The relay's own limit, measured by its own clock.</summary>
    /// <param name="perSecond">How many messages it accepts in a second, by how many it has accepted so far.</param>
    private sealed class TokenBucket(Func<int, double> perSecond, double burst)
    {
        private readonly Lock _lock = new();
        private readonly double _burst = burst;
        private double _tokens = burst;
        private long _at = Stopwatch.GetTimestamp();
        private int _taken;

        public bool TryTake()
        {
            lock (_lock)
            {
                var now = Stopwatch.GetTimestamp();
                _tokens = Math.Min(
                    _burst,
                    _tokens + (Stopwatch.GetElapsedTime(_at, now).TotalSeconds * perSecond(_taken))
                );
                _at = now;
                if (_tokens < 1)
                {
                    return false;
                }

                _tokens--;
                _taken++;
                return true;
            }
        }
    }
}
