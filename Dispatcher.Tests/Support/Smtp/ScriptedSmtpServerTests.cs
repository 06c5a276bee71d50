using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using static Newsletter.Dispatcher.Tests.Support.Smtp.SmtpAction;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>Tests of the scripted server, because the other tests depend on it.</summary>
[TestFixture, Integration]
internal sealed class ScriptedSmtpServerTests
{
    [Test]
    public async Task A_session_without_a_script_goes_as_RFC_5321_says()
    {
        await using var server = ScriptedSmtpServer.Start(new() { Capabilities = ["8BITMIME"] });
        using var client = await MailKitClient.ConnectAsync(server.Port);

        var reply = await client.SendAsync(MailKitClient.Message());
        await client.DisconnectAsync(quit: true);

        var message = server.Messages.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reply, Is.EqualTo("2.0.0 queued"));
            Assert.That(
                (message.From, message.Recipients.Single()),
                Is.EqualTo(("letter@example.com", "ada@example.com"))
            );
            Assert.That((message.Connection, message.Number, message.ReplyCode), Is.EqualTo((1, 1, 250)));
            Assert.That(message.Parse().Subject, Is.EqualTo("Today"));
            Assert.That(
                Steps(server.Dialog(1)),
                Is.EqualTo(
                    new[]
                    {
                        "S: 220",
                        "C: EHLO",
                        "S: 250-localhost",
                        "S: 250",
                        "C: MAIL",
                        "S: 250",
                        "C: RCPT",
                        "S: 250",
                        "C: DATA",
                        "S: 354",
                        $"C: <{message.Raw.Length}",
                        "S: 250",
                        "C: QUIT",
                        "S: 221",
                        "-- FIN",
                    }
                )
            );
        }
    }

    [Test]
    public async Task Pipelined_commands_are_answered_in_order()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var raw = await RawClient.ConnectAsync(server.Port);

        await raw.WriteAsync(
            "EHLO x\r\nMAIL FROM:<a@x.org>\r\nRCPT TO:<b@x.org>\r\nRCPT TO:<broken\r\nDATA\r\nHi\r\n.\r\nNOOP\r\n"
                + "FOO\r\nQUIT\r\n"
        );

        var codes = (await raw.ReadToEndAsync()).Where(line => line[3] == ' ').Select(line => line[..3]);
        Assert.That(codes, Is.EqualTo(new[] { "220", "250", "250", "250", "501", "354", "250", "250", "500", "221" }));
    }

    [TestCase("RCPT TO:<a@x.org>\r\n", "503")]
    [TestCase("DATA\r\n", "554")]
    [TestCase("MAIL FROM:a@x.org\r\n", "501")]
    [TestCase("MAIL FROM:<a@x.org> SIZE=52428801\r\n", "552")]
    [TestCase("AUTH PLAIN AGEAYg==\r\n", "504")]
    [TestCase("STARTTLS\r\n", "502")]
    [TestCase("BDAT x\r\n", "501")]
    public async Task A_command_out_of_place_is_refused(string command, string code)
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var raw = await RawClient.ConnectAsync(server.Port);

        await raw.WriteAsync($"{command}QUIT\r\n");

        Assert.That((await raw.ReadToEndAsync())[1], Does.StartWith(code));
    }

    [TestCase("")]
    [TestCase(".\r\n")]
    [TestCase("one\r\n.\r\n..\r\n.two\r\n")]
    [TestCase(".first\r\n")]
    public async Task Stuffed_dots_are_unstuffed(string body)
    {
        await using var server = ScriptedSmtpServer.Start();
        using var client = await MailKitClient.ConnectAsync(server.Port);

        await client.SendAsync(MailKitClient.Message(body: body));

        Assert.That(Encoding.UTF8.GetString(server.Messages.Single().Raw), Does.EndWith($"\r\n\r\n{body}"));
    }

    [Test]
    public async Task Only_CRLF_dot_CRLF_ends_a_body_and_bare_line_ends_are_kept()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var raw = await RawClient.ConnectAsync(server.Port);

        await raw.WriteAsync(
            "MAIL FROM:<a@x.org>\r\nRCPT TO:<b@x.org>\r\nDATA\r\n..one\n.\nMAIL\r.\r\r\n.\r\nQUIT\r\n"
        );
        await raw.ReadToEndAsync();

        Assert.That(Encoding.Latin1.GetString(server.Messages.Single().Raw), Is.EqualTo(".one\n.\nMAIL\r.\r\r\n"));
    }

    [Test]
    public async Task Chunks_are_put_together_without_unstuffing()
    {
        await using var server = ScriptedSmtpServer.Start(new() { Capabilities = ["CHUNKING"] });
        await using var raw = await RawClient.ConnectAsync(server.Port);

        await raw.WriteAsync(
            "MAIL FROM:<a@x.org>\r\nRCPT TO:<b@x.org>\r\nBDAT 5\r\n..\r\n.BDAT 3 LAST\r\n\r\n.QUIT\r\n"
        );
        await raw.ReadToEndAsync();

        Assert.That(Encoding.Latin1.GetString(server.Messages.Single().Raw), Is.EqualTo("..\r\n.\r\n."));
    }

    [Test]
    public async Task A_script_refuses_one_recipient_and_leaves_the_others()
    {
        await using var server = ScriptedSmtpServer
            .Start()
            .On(Stage.Rcpt, call => call.Recipient == "bad@example.com" ? Reply("550 5.1.1 no such user") : null);
        using var client = await MailKitClient.ConnectAsync(server.Port);

        await client.SendAsync(MailKitClient.Message("one@example.com"));
        var refused = await Assert.ThrowsAsync<SmtpCommandException>(() =>
            client.SendAsync(MailKitClient.Message("bad@example.com"))
        );
        await client.SendAsync(MailKitClient.Message("two@example.com"));

        Assert.That(refused!.StatusCode, Is.EqualTo(SmtpStatusCode.MailboxUnavailable));
        Assert.That(
            server.Messages.Select(m => (m.Number, m.Recipients.Single())),
            Is.EqualTo(new[] { (1, "one@example.com"), (3, "two@example.com") })
        );
    }

    [Test]
    public async Task The_first_script_with_an_answer_decides_and_knows_connection_and_message()
    {
        await using var server = ScriptedSmtpServer
            .Start()
            .On(Stage.AfterData, call => call is { Connection: 2, Message: 2 } ? Reply("451 4.3.0 later") : null)
            .On(Stage.AfterData, Reply("250 2.0.0 kept"));
        using var first = await MailKitClient.ConnectAsync(server.Port);
        using var second = await MailKitClient.ConnectAsync(server.Port);

        var replies = new List<string>
        {
            await first.SendAsync(MailKitClient.Message()),
            await second.SendAsync(MailKitClient.Message()),
        };
        var refused = await Assert.ThrowsAsync<SmtpCommandException>(() => second.SendAsync(MailKitClient.Message()));

        Assert.That(replies, Is.All.EqualTo("2.0.0 kept"));
        Assert.That((int)refused!.StatusCode, Is.EqualTo(451));
    }

    [Test]
    public async Task A_reply_in_pieces_of_one_byte_over_several_lines_is_read_whole()
    {
        await using var server = ScriptedSmtpServer
            .Start()
            .On(
                Stage.AfterData,
                Reply("250-2.0.0 first\n250 2.0.0 last", bytesAtOnce: 1, pause: TimeSpan.FromMilliseconds(2))
            );
        using var client = await MailKitClient.ConnectAsync(server.Port);

        var reply = await client.SendAsync(MailKitClient.Message());

        Assert.That(reply, Is.EqualTo("2.0.0 first\n2.0.0 last"));
    }

    [Test]
    public async Task A_server_without_EHLO_is_greeted_with_HELO()
    {
        await using var server = ScriptedSmtpServer.Start(new() { KnowsEhlo = false });
        using var client = await MailKitClient.ConnectAsync(server.Port);

        await client.SendAsync(MailKitClient.Message());

        Assert.That(client.Capabilities, Is.EqualTo(SmtpCapabilities.None));
        Assert.That(server.Messages, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Callbacks_run_before_and_after_the_reply_and_the_message_is_written_down_before_both()
    {
        List<(string, int, bool)> seen = [];
        await using var server = ScriptedSmtpServer.Start();
        server.On(Stage.AfterData, Run(() => Note("before")).Then(AsUsual).Then(Run(() => Note("after"))));
        using var client = await MailKitClient.ConnectAsync(server.Port);

        await client.SendAsync(MailKitClient.Message());
        await client.DisconnectAsync(quit: true);

        Assert.That(seen, Is.EqualTo(new[] { ("before", 1, false), ("after", 1, true) }));

        void Note(string when) =>
            seen.Add((when, server.Messages.Count, server.Dialog(1)[^1] == "S: 250 2.0.0 queued"));
    }

    [Test]
    public async Task Messages_of_three_connections_at_once_are_all_kept()
    {
        await using var server = ScriptedSmtpServer.Start();

        await Task.WhenAll(
            Enumerable
                .Range(0, 3)
                .Select(async sender =>
                {
                    using var client = await MailKitClient.ConnectAsync(server.Port);
                    for (var i = 0; i < 50; i++)
                    {
                        await client.SendAsync(MailKitClient.Message($"reader{sender}-{i}@example.com"));
                    }
                })
        );

        Assert.That(server.Messages.Select(m => m.Recipients.Single()).Distinct().Count(), Is.EqualTo(150));
        Assert.That((server.Connections, server.MostConnectionsAtOnce), Is.EqualTo((3, 3)));
    }

    [Test, Explicit("it measures time"), Category("Long")]
    public async Task A_message_of_30_kB_waits_for_no_delayed_acknowledgement()
    {
        await using var server = ScriptedSmtpServer.Start();
        var taken = new ConcurrentBag<TimeSpan>();

        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async _ =>
                {
                    using var client = await MailKitClient.ConnectAsync(server.Port);
                    var message = MailKitClient.Message(body: MailKitClient.Text(30_000));
                    for (var i = 0; i < 250; i++)
                    {
                        var started = TimeProvider.System.GetTimestamp();
                        await client.SendAsync(message);
                        taken.Add(TimeProvider.System.GetElapsedTime(started));
                    }
                })
        );

        // Only the fastest messages count, so that a busy machine does not matter.
        var fast = taken.Order().ElementAt(100);
        await TestContext.Out.WriteLineAsync($"a tenth of 1,000 messages took {fast.TotalMilliseconds:0.0} ms at most");
        Assert.That(server.Messages, Has.Count.EqualTo(1000).And.All.Matches<SmtpMessage>(m => m!.Raw.Length > 30_000));
        Assert.That(fast, Is.LessThan(TimeSpan.FromMilliseconds(35)), "each message would wait 40 ms");
    }

    [Test]
    public async Task A_journal_file_has_each_message_before_its_reply()
    {
        using var folder = new TestFolder();
        var path = folder.File("journal.jsonl");
        var linesAtReply = new List<int>();
        await using var server = ScriptedSmtpServer
            .Start(new() { JournalFile = path })
            .On(Stage.AfterData, Run(() => linesAtReply.Add(SmtpJournal.Read(path).Count)).Then(AsUsual));
        using var client = await MailKitClient.ConnectAsync(server.Port);
        var message = MailKitClient.Message();

        await client.SendAsync(message);
        await client.SendAsync(MailKitClient.Message());

        var line = SmtpJournal.Read(path)[0];
        Assert.That(linesAtReply, Is.EqualTo(new[] { 1, 2 }));
        Assert.That(
            (line.From, line.Recipients.Single(), line.ReplyCode, line.MessageId),
            Is.EqualTo(("letter@example.com", "ada@example.com", 250, message.MessageId))
        );
    }

    [Test]
    public async Task A_stop_ends_the_sessions_of_clients_that_hang()
    {
        var server = ScriptedSmtpServer.Start().On(Stage.Mail, Hang);
        using var silent = await MailKitClient.ConnectAsync(server.Port);
        using var waiting = await MailKitClient.ConnectAsync(server.Port);
        var send = waiting.SendAsync(MailKitClient.Message());

        await server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.That(
            await Assert.CatchAsync(() => send),
            Is.InstanceOf<IOException>().Or.InstanceOf<ProtocolException>()
        );
    }

    [Test, Repeat(20)]
    public async Task A_stop_during_connects_and_sends_is_clean()
    {
        var server = ScriptedSmtpServer.Start();
        var senders = Enumerable
            .Range(0, 4)
            .Select(_ =>
                Task.Run(async () =>
                {
                    using var client = await MailKitClient.ConnectAsync(server.Port);
                    while (true)
                    {
                        await client.SendAsync(MailKitClient.Message());
                    }
                })
            )
            .ToArray();
        await server.WaitForMessagesAsync(1, TimeSpan.FromSeconds(20));

        await server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

        foreach (var sender in senders)
        {
            Assert.That(
                await Assert.CatchAsync(() => sender),
                Is.InstanceOf<IOException>().Or.InstanceOf<ProtocolException>().Or.InstanceOf<SocketException>()
            );
        }
    }

    [Test]
    public async Task An_exception_of_a_script_is_thrown_at_the_stop()
    {
        var server = ScriptedSmtpServer
            .Start()
            .On(Stage.Mail, _ => throw new InvalidOperationException("wrong sender"));
        using var client = await MailKitClient.ConnectAsync(server.Port);
        await Assert.CatchAsync(() => client.SendAsync(MailKitClient.Message()));

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => server.DisposeAsync().AsTask());

        Assert.That(thrown!.Message, Is.EqualTo("wrong sender"));
    }

    [Test]
    public async Task Waiting_for_messages_that_do_not_come_says_how_many_came()
    {
        await using var server = ScriptedSmtpServer.Start();

        var late = await Assert.ThrowsAsync<TimeoutException>(() =>
            server.WaitForMessagesAsync(2, TimeSpan.FromMilliseconds(20))
        );

        Assert.That(late!.Message, Does.StartWith("0 of 2 messages"));
    }

    /// <summary>The first word of each line; of a reply its code and separator.</summary>
    private static IEnumerable<string> Steps(IEnumerable<string> dialog) =>
        dialog.Select(line => string.Join(' ', line.Split(' ').Take(2)));
}
