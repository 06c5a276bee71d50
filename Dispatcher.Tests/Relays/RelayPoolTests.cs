using System.Text;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Relays;

/// <summary>Several relays against scripted servers: no reader is left out and none gets it twice, when any of them
/// dies.</summary>
[TestFixture, Integration]
internal sealed class RelayPoolTests
{
    private static readonly DeliverySettings Settings = new()
    {
        Method = DeliveryMethod.Smtp,
        Connections = 4,
        CommandTimeout = TimeSpan.FromSeconds(20),
        DataTimeout = TimeSpan.FromSeconds(5),
    };

    private readonly List<ScriptedSmtpServer> _servers = [];

    [TearDown]
    public async Task Close()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        _servers.Clear();
    }

    [Test]
    public async Task Messages_are_parted_by_weight()
    {
        var (heavy, light) = (Slow(Serve()), Slow(Serve()));

        var outcomes = await SendAsync(Pool((heavy, 3), (light, 1)), count: 400);

        Assert.That(outcomes, Is.All.TypeOf<DeliveryOutcome.Accepted>());
        Assert.That(heavy.Messages, Has.Count.InRange(240, 360), "three quarters of 400 are 300");
        EachOnce(400, heavy, light);
    }

    [Test]
    public async Task When_a_relay_dies_in_the_middle_all_two_hundred_are_delivered_and_none_twice()
    {
        var (dying, other) = (Serve(), Slow(Serve()));
        var isDead = false;
        dying.On(Stage.Connect, _ => isDead ? SmtpAction.Reset : null);
        dying.On(
            Stage.Mail,
            call =>
                isDead || (isDead = call.Message > 20)
                    ? SmtpAction.Reset
                    : SmtpAction.Wait(TimeSpan.FromMilliseconds(1)).Then(SmtpAction.AsUsual)
        );

        var outcomes = await SendAsync(Pool((dying, 1), (other, 1)), count: 200);

        Assert.That(outcomes, Is.All.TypeOf<DeliveryOutcome.Accepted>());
        Assert.That(dying.Messages, Is.Not.Empty);
        EachOnce(200, dying, other);
    }

    [Test]
    public async Task A_relay_that_comes_back_gets_its_share_again()
    {
        var (flaky, other) = (Slow(Serve()), Slow(Serve()));
        var isDead = true;
        flaky.On(
            Stage.Connect,
            _ => isDead ? SmtpAction.Reply("421 4.3.2 down for a moment").Then(SmtpAction.Close) : null
        );
        var pool = Pool((flaky, 1), (other, 1));
        await using var sessions = new OpenSessions(pool);

        await sessions.SendAsync(count: 40);
        var (trouble, notice, before) = (pool.Trouble, pool.Notice, flaky.Messages.Count);
        isDead = false;
        var sent = 40;
        for (; flaky.Messages.Count == 0 && sent < 20_000; sent += 10)
        {
            await sessions.SendAsync(count: 10, from: sent);
        }

        // Twenty more: a relay that was in trouble is tried with one connection first.
        await sessions.SendAsync(count: 20, from: sent);
        var atReturn = flaky.Messages.Count;
        await sessions.SendAsync(count: 100, from: sent + 20);

        Assert.That((before, trouble), Is.EqualTo((0, (string?)null)));
        Assert.That(
            notice,
            Does.StartWith($"127.0.0.1:{flaky.Port} answers 421").And.EndWith("(the other relays carry on)")
        );
        Assert.That(flaky.Messages.Count - atReturn, Is.InRange(20, 80), "half of 100");
        Assert.That((pool.Trouble, pool.Notice), Is.EqualTo(((string?)null, (string?)null)));
        EachOnce(sent + 120, flaky, other);
    }

    [Test]
    public async Task With_both_down_everybody_waits_and_goes_on_with_the_first_that_is_up()
    {
        var (first, second) = (Serve(), Serve());
        var ports = (first.Port, second.Port);
        await first.DisposeAsync();
        await second.DisposeAsync();
        _servers.Clear();
        var pool = Pool([(first, 1), (second, 1)]);

        var sending = SendAsync(pool, count: 20);
        await Until(() =>
            pool.Trouble is { } line
            && line.Contains($":{ports.Item1} ", StringComparison.Ordinal)
            && line.Contains($":{ports.Item2} ", StringComparison.Ordinal)
        );
        var (trouble, notice) = (pool.Trouble, pool.Notice);
        var risen = Serve(new() { Port = ports.Item2 });
        await sending;

        Assert.That(
            trouble,
            Does.StartWith($"127.0.0.1:{ports.Item1} does not answer")
                .And.Contain($"; 127.0.0.1:{ports.Item2} does not answer")
        );
        Assert.That(notice, Is.Null);
        Assert.That(trouble!.ReplaceLineEndings(" "), Is.EqualTo(trouble));
        EachOnce(20, risen);
    }

    [Test]
    public async Task A_message_that_a_relay_in_trouble_had_in_hand_goes_to_the_other_at_once()
    {
        var (refusing, other) = (Serve(), Serve());
        refusing.On(Stage.Mail, SmtpAction.Reply("550 5.7.1 sender not welcome"));
        var clock = new FakeTimeProvider();
        var pool = Pool(clock, (refusing, 1), (other, 1));

        // The clock stands: nothing may wait.
        var outcomes = await SendAsync(pool, count: 20).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.That(outcomes, Is.All.TypeOf<DeliveryOutcome.Accepted>());
        Assert.That(pool.Notice, Does.Contain("refuses our sender"));
        EachOnce(20, other);
    }

    [Test]
    public async Task What_is_uncertain_at_one_relay_is_not_tried_at_the_other()
    {
        var (dropping, other) = (Serve(), Serve());
        dropping.On(Stage.AfterData, SmtpAction.Close);

        var outcomes = await SendAsync(Pool((dropping, 1), (other, 1)), count: 20);

        Assert.That(
            outcomes.OfType<DeliveryOutcome.Uncertain>().Count(),
            Is.EqualTo(dropping.Received.Count).And.GreaterThan(0)
        );
        Assert.That(
            dropping.Received.Concat(other.Received).SelectMany(message => message.Recipients),
            Is.Unique.And.Exactly(20).Items
        );
    }

    [Test]
    public async Task A_login_that_is_refused_is_tried_once_and_three_times_in_ten_minutes_at_most()
    {
        var server = Serve(new() { User = "letter", Password = "right" });
        var clock = new FakeTimeProvider();
        var relay = new SmtpRelay(
            new()
            {
                Host = "127.0.0.1",
                Port = server.Port,
                Security = RelaySecurity.None,
                UserName = "letter",
                Password = "hunter2",
            },
            Settings,
            clock
        );
        var pool = RelayPool.Of(relay, clock);
        using var stop = new CancellationTokenSource();

        var sending = SendAsync(pool, count: 4, cancellationToken: stop.Token);
        await Until(() => pool.Trouble is not null);
        var atOnce = Logins(server);
        for (var second = 0; second < 600; second += 10)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            await SettledAsync(server);
        }

        Assert.That(atOnce, Is.EqualTo(1));
        Assert.That(Logins(server), Is.InRange(2, 3));
        Assert.That(pool.Trouble, Does.Contain("refuses the login of letter").And.Not.Contain("hunter2"));
        await stop.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => sending);
    }

    [Test]
    public async Task A_relay_that_is_down_for_half_an_hour_is_asked_sixty_times_at_most()
    {
        var server = Serve();
        server.On(Stage.Connect, SmtpAction.Reply("421 4.3.2 not now").Then(SmtpAction.Close));
        var clock = new FakeTimeProvider();
        var pool = Pool(clock, (server, 1));
        using var stop = new CancellationTokenSource();

        var sending = SendAsync(pool, count: 8, cancellationToken: stop.Token);
        await Until(() => pool.Trouble is not null);
        for (var second = 0; second < 1800; second += 5)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await SettledAsync(server);
        }

        Assert.That(server.Connections, Is.InRange(10, 60));
        Assert.That(server.MostConnectionsAtOnce, Is.EqualTo(1));
        await stop.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => sending);
    }

    [Test]
    public async Task A_relay_that_takes_two_connections_works_with_two()
    {
        var server = Slow(Serve());
        var open = new HashSet<int>();
        server.On(
            Stage.Connect,
            call =>
                Locked(() => open.Count == 2 || !open.Add(call.Connection))
                    ? SmtpAction.Reply("421 4.7.0 too many connections").Then(SmtpAction.Close)
                    : null
        );
        server.On(Stage.Quit, call => Locked(() => !open.Remove(call.Connection)) ? SmtpAction.Close : null);
        var pool = Pool((server, 1));

        var outcomes = await SendAsync(pool, count: 400);

        Assert.That(outcomes, Is.All.TypeOf<DeliveryOutcome.Accepted>());
        Assert.That(server.Connections, Is.LessThan(10), "and is not asked for more all the time");
        EachOnce(400, server);

        bool Locked(Func<bool> change)
        {
            lock (open)
            {
                return change();
            }
        }
    }

    [Test]
    public async Task A_message_that_makes_every_relay_hang_up_is_put_off_and_the_others_go_out()
    {
        var (first, second) = (Serve(), Serve());
        foreach (var server in new[] { first, second })
        {
            server.On(
                Stage.Rcpt,
                call => call.Line.Contains("reader7@", StringComparison.Ordinal) ? SmtpAction.Reset : null
            );
        }

        var outcomes = await SendAsync(Pool((first, 1), (second, 1)), count: 20);

        Assert.That(outcomes.OfType<DeliveryOutcome.Deferred>().Count(), Is.EqualTo(1));
        Assert.That(outcomes.OfType<DeliveryOutcome.Accepted>().Count(), Is.EqualTo(19));
    }

    [Test]
    public async Task One_copy_is_tried_at_each_relay_once_and_waits_for_none()
    {
        var (refusing, other) = (Serve(), Serve());
        refusing.On(Stage.Connect, SmtpAction.Reply("421 4.3.2 not now").Then(SmtpAction.Close));

        var outcome = await Pool(new FakeTimeProvider(), (refusing, 1), (other, 1))
            .SendOnceAsync(Message(1), CancellationToken.None);
        var refused = await Pool(new FakeTimeProvider(), (refusing, 1))
            .SendOnceAsync(Message(1), CancellationToken.None);

        Assert.That(outcome, Is.TypeOf<DeliveryOutcome.Accepted>());
        Assert.That(refused, Is.TypeOf<DeliveryOutcome.RelayTrouble>());
    }

    [Test]
    public async Task A_folder_that_cannot_be_written_waits_and_goes_on_when_it_can()
    {
        using var folder = new TestFolder();
        var path = folder.Write("outbox", "in the way");
        var clock = new FakeTimeProvider();
        var pool = RelayPool.Of(new PickupFolder(new() { PickupDirectory = path }), clock);

        var sending = SendAsync(pool, count: 3);
        await Until(() => pool.Trouble is not null);
        var trouble = pool.Trouble;
        File.Delete(path);
        clock.Advance(TimeSpan.FromSeconds(1));
        await sending.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.That(trouble, Does.StartWith($"{path}: a message cannot be written"));
        Assert.That(Directory.EnumerateFiles(path).Count(), Is.EqualTo(3));
        Assert.That(pool.Trouble, Is.Null);
    }

    private ScriptedSmtpServer Serve(SmtpServerOptions? options = null)
    {
        var server = ScriptedSmtpServer.Start(options);
        _servers.Add(server);
        return server;
    }

    /// <summary>So that a relay's speed is that of its connections, and not of the scheduler's whim.</summary>
    private static ScriptedSmtpServer Slow(ScriptedSmtpServer server) =>
        server.On(Stage.Mail, SmtpAction.Wait(TimeSpan.FromMilliseconds(4)).Then(SmtpAction.AsUsual));

    private static RelayPool Pool(params IEnumerable<(ScriptedSmtpServer Server, int Weight)> relays) =>
        Pool(TimeProvider.System, relays);

    private static RelayPool Pool(
        TimeProvider clock,
        params IEnumerable<(ScriptedSmtpServer Server, int Weight)> relays
    ) =>
        new(
            [
                .. relays.Select(relay => new WeightedRelay(
                    new SmtpRelay(
                        new()
                        {
                            Host = "127.0.0.1",
                            Port = relay.Server.Port,
                            Security = RelaySecurity.None,
                        },
                        Settings,
                        clock
                    ),
                    relay.Weight
                )),
            ],
            clock
        );

    private static async Task<IReadOnlyList<DeliveryOutcome>> SendAsync(
        RelayPool pool,
        int count,
        TimeSpan? limit = null,
        CancellationToken cancellationToken = default
    )
    {
        await using var sessions = new OpenSessions(pool) { LeaveAtTheEnd = true };
        return await sessions
            .SendAsync(count, cancellationToken: cancellationToken)
            .WaitAsync(limit ?? TimeSpan.FromSeconds(40), CancellationToken.None);
    }

    private static void EachOnce(int count, params IEnumerable<ScriptedSmtpServer> servers) =>
        Assert.That(
            servers.SelectMany(server => server.Received).SelectMany(message => message.Recipients),
            Is.Unique.And.Exactly(count).Items
        );

    private static int Logins(ScriptedSmtpServer server) =>
        Enumerable
            .Range(1, server.Connections)
            .Sum(connection =>
                server.Dialog(connection).Count(line => line.StartsWith("C: AUTH", StringComparison.Ordinal))
            );

    /// <summary>Gives what the clock woke the time to reach the server and to come back.</summary>
    private static async Task SettledAsync(ScriptedSmtpServer server)
    {
        var before = -1;
        while (server.Connections != before)
        {
            before = server.Connections;
            await Task.Delay(20);
        }
    }

    private static async Task Until(Func<bool> condition)
    {
        for (var tries = 0; tries < 6000 && !condition(); tries++)
        {
            await Task.Delay(10);
        }

        Assert.That(condition(), "waited a minute in vain");
    }

    private static OutgoingMessage Message(int number) =>
        new(
            "letter@example.com",
            $"reader{number}@example.org",
            $"{number}.x@example.com",
            Encoding.ASCII.GetBytes($"To: reader{number}@example.org\r\n"),
            ["Subject: news\r\n\r\nGood morning.\r\n"u8.ToArray()]
        );

    /// <summary>As many sessions as the pool wants, each sending what is next.</summary>
    private sealed class OpenSessions(RelayPool pool) : IAsyncDisposable
    {
        private readonly RelayPoolSession[] _sessions =
        [
            .. Enumerable.Range(0, pool.Sessions).Select(_ => pool.Open()),
        ];

        /// <summary>
        /// A session for which nothing is left closes its connection and does not wait for the others.
        /// </summary>
        public bool LeaveAtTheEnd { get; init; }

        public async Task<IReadOnlyList<DeliveryOutcome>> SendAsync(
            int count,
            int from = 0,
            CancellationToken cancellationToken = default
        )
        {
            var outcomes = new DeliveryOutcome[count];
            var next = -1;
            await Task.WhenAll(
                _sessions.Select(session =>
                    ConnectionThread.RunAsync(
                        "session",
                        async () =>
                        {
                            int i;
                            while ((i = Interlocked.Increment(ref next)) < count)
                            {
                                outcomes[i] = await session.SendAsync(
                                    Message(from + i),
                                    judge: (_, answer) => answer,
                                    cancellationToken
                                );
                            }

                            if (LeaveAtTheEnd)
                            {
                                await session.DisposeAsync();
                            }
                        }
                    )
                )
            );
            return outcomes;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var session in _sessions)
            {
                await session.DisposeAsync();
            }
        }
    }
}
