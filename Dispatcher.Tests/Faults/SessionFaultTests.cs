using System.Diagnostics;
using Dapper;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;
using static Newsletter.Dispatcher.Tests.Support.Smtp.SmtpAction;

namespace Newsletter.Dispatcher.Tests.Faults;

/// <summary>Servers whose unusual behaviour lasts longer than one reply.</summary>
[TestFixture, Integration]
internal sealed class SessionFaultTests
{
    private Workplace _work = null!;

    [TearDown]
    public void RemoveWorkplace() => _work.Dispose();

    [TestCase("hang")]
    [TestCase("RST")]
    public async Task A_message_is_sent_although_the_relay_does_not_answer_QUIT(string fault)
    {
        await using var server = ScriptedSmtpServer.Start().On(Stage.Quit, fault == "hang" ? Hang : Reset);
        await CreateAsync(20, delivery => delivery with { MessagesPerConnection = 5 });

        await SendAsync(server, $"QUIT answered by {fault}");

        Assert.That(server.Connections, Is.GreaterThanOrEqualTo(4));
    }

    [TestCase(900, "sent")]
    [TestCase(12_000, "uncertain")]
    public async Task A_late_reply_to_the_message_counts_within_the_time_limit(int milliseconds, string state)
    {
        await using var server = ScriptedSmtpServer
            .Start()
            .On(
                Stage.AfterData,
                call =>
                    call.Recipient.StartsWith("reader1@", StringComparison.Ordinal)
                        ? Wait(TimeSpan.FromMilliseconds(milliseconds)).Then(AsUsual)
                        : null
            );
        await CreateAsync(
            3,
            delivery => delivery with { OnUncertain = UncertainPolicy.Hold, DataTimeout = TimeSpan.FromSeconds(5) }
        );

        var rows = await SendAsync(server, $"reply after {milliseconds} ms, limit 5 s", mostUncertain: 1);

        Assert.That(rows.Select(row => row.State), Is.EqualTo([state, "sent", "sent"]));
    }

    [Test]
    public async Task Replies_that_come_byte_by_byte_are_understood()
    {
        var pause = TimeSpan.FromMilliseconds(1);
        await using var server = ScriptedSmtpServer
            .Start()
            .On(Stage.Mail, Reply("250-2.1.0 well\n250 2.1.0 ok", bytesAtOnce: 1, pause))
            .On(Stage.Rcpt, Reply("250-2.1.5 he\n250-2.1.5 lives\n250 2.1.5 here", bytesAtOnce: 1, pause))
            .On(Stage.AfterData, Reply("250-2.0.0 queued\n250 2.0.0 as 4711", bytesAtOnce: 1, pause));
        await CreateAsync(10);

        var rows = await SendAsync(server, "one byte a packet");

        Assert.That(rows, Has.All.Matches<LedgerFile.Row>(row => row is { State: "sent", Attempts: 1 }));
    }

    [Test]
    public async Task The_extensions_of_a_relay_are_read_on_each_connection()
    {
        await using var server = ScriptedSmtpServer
            .Start()
            .On(Stage.Ehlo, call => call.Connection > 1 ? Reply("250 localhost") : null)
            .On(Stage.AfterData, call => call.Connection == 1 ? AsUsual.Then(Close) : null);
        await CreateAsync(10, delivery => delivery with { Connections = 1 });

        await SendAsync(server, "fewer extensions on the second connection");

        var second = server.Dialog(2).Where(line => line.StartsWith("C: MAIL", StringComparison.Ordinal)).ToList();
        Assert.That(
            server.Dialog(1),
            Has.Some.Matches<string>(line =>
                line!.StartsWith("C: MAIL", StringComparison.Ordinal)
                && line.Contains("SIZE=", StringComparison.Ordinal)
            )
        );
        Assert.That(second, Has.Count.EqualTo(9).And.All.Matches<string>(line => line!.EndsWith('>')));
        Assert.That(server.Messages.SelectMany(message => message.Raw), Has.All.LessThan(0x80));
    }

    [TestCase(Stage.Rcpt, "452 4.5.3 too many recipients")]
    [TestCase(Stage.Rcpt, "452 4.3.1 insufficient system storage")]
    [TestCase(Stage.AfterData, "452 4.3.1 insufficient system storage")]
    public async Task A_message_is_sent_later_when_the_relay_lacks_resources(Stage stage, string reply)
    {
        var refusals = 0;
        await using var server = ScriptedSmtpServer
            .Start()
            .On(stage, _ => Interlocked.Increment(ref refusals) <= 3 ? Reply(reply) : null);
        await CreateAsync(10);

        var rows = await SendAsync(server, $"{reply} at {stage}");

        Assert.That(rows, Has.All.Matches<LedgerFile.Row>(row => row!.State == "sent"));
    }

    [TestCase("421 at MAIL")]
    [TestCase("closed after 250")]
    [TestCase("reset after 250")]
    public async Task A_relay_that_ends_the_connection_every_few_messages_loses_and_doubles_no_message(string how)
    {
        var count = 0;
        await using var server = ScriptedSmtpServer
            .Start()
            .On(
                Stage.Mail,
                call =>
                    how == "421 at MAIL" && call.Message > 10
                        ? Reply("421 4.7.0 enough for this connection").Then(Close)
                        : null
            )
            .On(
                Stage.AfterData,
                _ =>
                    how switch
                    {
                        "closed after 250" when Interlocked.Increment(ref count) % 10 == 0 => AsUsual.Then(Close),
                        "reset after 250" when Interlocked.Increment(ref count) % 10 == 0 => AsUsual
                            .Then(Wait(TimeSpan.FromMilliseconds(20)))
                            .Then(Reset),
                        _ => null,
                    }
            );
        await CreateAsync(300);

        var rows = await SendAsync(server, $"{how}, every ten messages");

        Assert.That(rows, Has.All.Matches<LedgerFile.Row>(row => row is { State: "sent", Attempts: 1 }));
        Assert.That(server.Connections, Is.GreaterThan(20));
    }

    [Test]
    public async Task A_server_that_knows_no_EHLO_gets_mail_too()
    {
        await using var server = ScriptedSmtpServer.Start(new SmtpServerOptions { KnowsEhlo = false });
        await CreateAsync(5);

        await SendAsync(server, "HELO only");

        Assert.That(server.Messages, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task Randomly_deferred_messages_are_delivered_at_the_second_attempt()
    {
        var random = new Random(7);
        await using var server = ScriptedSmtpServer
            .Start()
            .On(
                Stage.AfterData,
                _ =>
                {
                    lock (random)
                    {
                        return random.Next(100) == 0 ? Reply("451 4.3.0 not just now") : null;
                    }
                }
            );
        await CreateAsync(600);

        var rows = await SendAsync(server, "1 % put off");

        Assert.That(rows, Has.All.Matches<LedgerFile.Row>(row => row!.State == "sent"));
        Assert.That(rows.Average(row => row.Attempts), Is.GreaterThan(1).And.LessThan(1.04));
    }

    [TestCase("250")]
    [TestCase("250 ")]
    [TestCase("250 2.0.0 Ok: queued as 4711ABCDEF")]
    [TestCase("250 2.0.0 <20261124.1@x> [InternalId=123456789012345, Hostname=a.b.c] Queued mail for delivery")]
    [TestCase("long")]
    public async Task A_message_is_sent_with_any_text_behind_the_reply(string reply)
    {
        await using var server = ScriptedSmtpServer
            .Start()
            .On(Stage.AfterData, Reply(reply == "long" ? $"250 2.0.0 {new string('q', 1500)}" : reply));
        await CreateAsync(2);

        await SendAsync(server, reply);

        await using var connection = await _work.Database.OpenAsync(CancellationToken.None);
        Assert.That(
            await connection.QueryAsync<string>("SELECT coalesce(reply, '') FROM deliveries"),
            Has.All.Property("Length").LessThanOrEqualTo(512)
        );
    }

    [Test]
    public async Task Hostile_lines_in_the_body_are_harmless_on_the_wire()
    {
        string[] hostile =
        [
            ".",
            "..",
            ".\r.",
            "\r",
            "From me to you",
            ". QUIT",
            new string('x', 20_000),
            "QUIT",
            "DATA",
        ];
        await using var server = ScriptedSmtpServer.Start();
        await CreateAsync(2);
        var body = $"First.\n\n```\n{string.Join('\n', hostile)}\n```\n\n.\n\nLast.";

        await SendAsync(server, "hostile lines", body);

        foreach (var message in server.Messages)
        {
            var text = System.Text.Encoding.Latin1.GetString(message.Raw);
            var lines = text.Split("\r\n");
            Assert.That(lines, Has.None.Contains("\r").And.None.Contains("\n"), "no bare CR or LF");
            Assert.That(lines.Max(line => line.Length), Is.LessThanOrEqualTo(998));
            Assert.That(message.Parse().TextBody, Does.Contain("From me to you").And.Contain("Last."));
        }
    }

    [Test]
    public async Task A_send_works_while_other_processes_write_to_the_database()
    {
        await using var server = ScriptedSmtpServer.Start();
        await CreateAsync(400);
        using var stop = new CancellationTokenSource();
        var writes = 0;
        var writers = Enumerable
            .Range(0, 3)
            .Select(_ =>
                Task.Run(async () =>
                {
                    while (!stop.IsCancellationRequested)
                    {
                        await using var connection = await _work.Database.OpenAsync(CancellationToken.None);
                        await using var reading = connection.BeginTransaction(deferred: false);
                        await connection.ExecuteScalarAsync<long>(
                            "SELECT count(*) FROM deliveries WHERE state = 'sent'",
                            transaction: reading
                        );
                        await connection.ExecuteAsync(
                            "UPDATE subscribers SET updated_at = updated_at + 1 WHERE id = 1",
                            transaction: reading
                        );
                        await reading.CommitAsync();
                        Interlocked.Increment(ref writes);

                        // SQLite's lock is not fair: without a pause the ledger might wait very long.
                        await Task.Delay(TimeSpan.FromMilliseconds(5));
                    }
                })
            )
            .ToList();

        var rows = await SendAsync(server, "with three other writers");
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        TestContext.Out.WriteLine($"{writes} transactions of others meanwhile");
        Assert.That(writes, Is.GreaterThan(10));
        Assert.That(rows, Has.All.Matches<LedgerFile.Row>(row => row is { State: "sent", Attempts: 1 }));
    }

    [TestCase("")]
    [TestCase("a b@example.org")]
    [TestCase("reader7@@example.org")]
    [TestCase("<reader7@example.org")]
    [TestCase("reader7@example.org\r\nRCPT TO:<victim@example.org>")]
    [TestCase("\u0000@example.org")]
    public async Task An_invalid_address_fails_and_the_others_get_their_message(string address)
    {
        await using var server = ScriptedSmtpServer.Start(
            new SmtpServerOptions { Capabilities = ["PIPELINING", "8BITMIME"] }
        );
        await CreateAsync(20);
        var dispatcher = _work.Dispatcher(_work.Relay(server.Port));
        var dispatch = await _work.BeginAsync(dispatcher);
        await using (var connection = await _work.Database.OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync(
                """
                UPDATE subscribers SET email = @address, email_key = lower(@address) WHERE id = 7;
                UPDATE deliveries SET email = @address WHERE subscriber_id = 7
                """,
                new { address }
            );
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        var isOver = false;
        for (var tries = 0; tries < 20 && !isOver; tries++)
        {
            isOver = (await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), limit.Token)).IsOver;
            await Task.Delay(50);
        }

        var rows = await new LedgerFile(_work.Database.Path).RowsAsync();
        TestContext.Out.WriteLine(
            $"\"{address.ReplaceLineEndings("\\n")}\" is {rows.Single(row => row.Email == address)}"
        );
        Assert.That(isOver, "the dispatch comes to its end");
        Assert.That(
            rows.Where(row => row.Email != address),
            Has.All.Matches<LedgerFile.Row>(row => row is { State: "sent", Attempts: 1 })
        );
        Assert.That(rows.Single(row => row.Email == address).State, Is.EqualTo("failed"));
        Assert.That(server.Messages.SelectMany(message => message.Recipients), Has.None.Contains("victim"));
    }

    [TestCase("stripped")]
    [TestCase("refused")]
    [TestCase("self-signed")]
    [TestCase("injected")]
    [TestCase("expired")]
    [TestCase("wrong name")]
    public async Task Without_a_secure_connection_neither_login_nor_mail_is_sent(string how)
    {
        using var certificate = how switch
        {
            "expired" => TestCertificate.Expired(),
            "wrong name" => TestCertificate.WrongName(),
            _ => TestCertificate.Valid(),
        };
        await using var server = ScriptedSmtpServer.Start(
            new SmtpServerOptions
            {
                Tls = how == "stripped" ? SmtpTls.None : SmtpTls.StartTls,
                Certificate = certificate,
                User = "letter",
                Password = "secret",
            }
        );
        server.On(
            Stage.StartTls,
            _ =>
                how switch
                {
                    "refused" => Reply("454 4.7.0 not available"),
                    "injected" => Raw("220 2.0.0 go ahead\r\n250-localhost\r\n250 AUTH PLAIN\r\n"),
                    _ => null,
                }
        );
        await CreateAsync(5);
        var progress = new DispatchProgress();
        var dispatcher = _work.Dispatcher(_work.Relay(server.Port, RelaySecurity.StartTls, "letter", "secret"));
        var dispatch = await _work.BeginAsync(dispatcher);
        using var stop = new CancellationTokenSource();

        var run = dispatcher.ContinueAsync(dispatch, progress, stop.Token);
        var since = Stopwatch.StartNew();
        while (progress.Waiting is null && since.Elapsed < TimeSpan.FromSeconds(15))
        {
            await Task.Delay(50);
        }

        var waiting = progress.Waiting;
        await stop.CancelAsync();
        Assert.That(async () => await run, Throws.InstanceOf<OperationCanceledException>());

        TestContext.Out.WriteLine($"{how}: {waiting}");
        var said = Enumerable
            .Range(1, server.Connections)
            .SelectMany(server.Dialog)
            .Where(line => line.StartsWith("C: ", StringComparison.Ordinal))
            .ToList();
        Assert.That(waiting, Is.Not.Null, "the run says what it waits for");
        Assert.That(said, Has.None.StartsWith("C: AUTH").And.None.StartsWith("C: MAIL").And.None.StartsWith("C: DATA"));
        Assert.That(
            await new LedgerFile(_work.Database.Path).RowsAsync(),
            Has.All.Matches<LedgerFile.Row>(row => row is { State: "pending", Attempts: 0 })
        );
    }

    private async Task CreateAsync(int subscribers, Func<DeliverySettings, DeliverySettings>? change = null)
    {
        _work = await Workplace.CreateAsync(subscribers);
        _work.Delivery = change?.Invoke(_work.Delivery) ?? _work.Delivery;
    }

    /// <summary>Sends to all and checks that no message is lost and none is sent twice.</summary>
    private async Task<IReadOnlyList<LedgerFile.Row>> SendAsync(
        ScriptedSmtpServer server,
        string about,
        string? body = null,
        int mostUncertain = 0
    )
    {
        var package = body is null ? null : _work.Package(_work.Issue(body: body));
        var dispatch = await _work.SendAllAsync(_work.Relay(server.Port), package);

        (await Judge.OfAsync(_work.Database.Path, server.Messages)).Hold(mostDuplicates: 0, mostUncertain, about);
        Assert.That(dispatch.State, Is.EqualTo(DispatchState.Done));
        return await new LedgerFile(_work.Database.Path).RowsAsync();
    }
}
