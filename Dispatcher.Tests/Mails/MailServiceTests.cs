using System.Collections.Concurrent;
using Dapper;
using MimeKit;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Mails;

/// <summary>The sender against a scripted server: the state in <c>mails</c> after each answer and each fault.</summary>
[TestFixture, Integration]
internal sealed class MailServiceTests
{
    private Workplace _work = null!;
    private ScriptedSmtpServer _server = null!;

    [SetUp]
    public async Task Open()
    {
        _work = await Workplace.CreateAsync(subscribers: 6);
        _server = ScriptedSmtpServer.Start();
    }

    [TearDown]
    public async Task Close()
    {
        await _server.DisposeAsync();
        _work.Dispose();
    }

    [Test]
    public async Task Each_kind_of_mail_is_sent_once_over_one_connection()
    {
        await _work.ExecuteAsync(
            "UPDATE subscribers SET status = 'expired' WHERE id = 5; UPDATE subscribers SET status = 'unsubscribed' "
                + "WHERE id = 6;"
        );
        foreach (var kind in MailKinds.WithTemplate)
        {
            await _work.QueueAsync(
                kind,
                subscriberId: kind switch
                {
                    MailKind.Expired => 5,
                    MailKind.Goodbye => 6,
                    _ => 1,
                }
            );
        }

        using var sender = _work.MailService(_work.Relay(_server.Port));
        await sender.SendDueAsync(CancellationToken.None);
        await sender.SendDueAsync(CancellationToken.None);

        Assert.That(
            _server.Messages.Select(message => message.Parse().MessageId!.Split('.')[0]),
            Is.EquivalentTo(MailKinds.WithTemplate.Select(kind => kind.Word()))
        );
        Assert.That(_server.Connections, Is.EqualTo(1));
        Assert.That((await _work.MailAsync(1)).Reply, Does.StartWith("250"));
    }

    [Test]
    public async Task A_mail_that_waited_for_the_address_before_a_change_does_not_go_there_any_more()
    {
        await _work.QueueAsync(MailKind.Welcome, email: "before@example.org");
        await _work.QueueAsync(MailKind.AddressChanged, email: "before@example.org");

        using var sender = _work.MailService(_work.Relay(_server.Port));
        await sender.SendDueAsync(CancellationToken.None);

        Assert.That(
            _server.Messages.Select(message => message.Parse().MessageId!.Split('.')[0]),
            Is.EqualTo(new[] { MailKind.AddressChanged.Word() })
        );
        Assert.That((await _work.MailAsync(1)).Reply, Is.EqualTo("the subscriber has another address now"));
    }

    [Test]
    public async Task A_pickup_folder_takes_a_mail_as_it_takes_an_issue()
    {
        await _work.QueueAsync(
            MailKind.Welcome,
            values: new Dictionary<string, string> { ["first_issue"] = "Tuesday, 24 November, 06:00" }
        );

        using var sender = _work.MailService(_work.Pickup());
        await sender.SendDueAsync(CancellationToken.None);

        var mail = await MimeMessage.LoadAsync(Directory.GetFiles(_work.Folder.File("outbox")).Single());
        Assert.That(mail.HtmlBody, Does.Contain("Welcome, Reader 1").And.Contain("Tuesday, 24 November, 06:00"));
        Assert.That((await _work.MailAsync(1)).State, Is.EqualTo(DeliveryState.Sent));
    }

    [Test]
    public async Task A_mail_to_confirm_goes_before_other_mails()
    {
        await _work.QueueAsync(MailKind.TrialEnding, subscriberId: 1);
        await _work.QueueAsync(MailKind.TrialEnding, subscriberId: 2);
        await _work.QueueAsync(MailKind.Confirm, subscriberId: 3);

        await SendAsync();

        Assert.That(_server.Messages[0].Recipients, Is.EqualTo(["reader3@example.org"]));
        Assert.That(_server.Messages, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task The_intent_is_committed_before_the_first_byte_and_the_outcome_after_the_reply()
    {
        var id = await _work.QueueAsync(MailKind.Welcome);
        DeliveryState? atMail = null,
            atEnd = null;
        _server.On(Stage.Mail, _ => SmtpAction.Run(() => atMail = StateOf(id)).Then(SmtpAction.AsUsual));
        _server.On(Stage.AfterData, _ => SmtpAction.Run(() => atEnd = StateOf(id)).Then(SmtpAction.AsUsual));

        await SendAsync();

        Assert.That(
            (atMail, atEnd, StateOf(id)),
            Is.EqualTo((DeliveryState.Sending, DeliveryState.Sending, DeliveryState.Sent))
        );
    }

    [Test]
    public async Task After_one_crash_a_mail_is_resent_and_after_two_it_is_uncertain()
    {
        var once = await _work.QueueAsync(MailKind.Welcome, subscriberId: 1);
        var twice = await _work.QueueAsync(MailKind.Welcome, subscriberId: 2);
        await _work.ExecuteAsync(
            $"UPDATE mails SET state = 'sending'; UPDATE mails SET resends = 1 WHERE id = {twice}"
        );

        await SendAsync();

        Assert.That(_server.Messages.Single().Recipients, Is.EqualTo(["reader1@example.org"]));
        Assert.That(
            ((await _work.MailAsync(once)).State, (await _work.MailAsync(once)).Resends),
            Is.EqualTo((DeliveryState.Sent, 1L))
        );
        Assert.That((await _work.MailAsync(twice)).State, Is.EqualTo(DeliveryState.Uncertain));
    }

    [Test]
    public async Task A_reply_that_is_lost_makes_a_second_copy_with_the_same_id_and_no_third()
    {
        var id = await _work.QueueAsync(MailKind.Welcome);
        _server.On(Stage.AfterData, SmtpAction.Reset);

        await SendAsync();

        Assert.That(_server.Received.Select(message => message.Parse().MessageId).Distinct(), Has.Exactly(1).Items);
        Assert.That(_server.Received, Has.Count.EqualTo(2));
        Assert.That(
            await _work.MailAsync(id),
            Has.Property("State").EqualTo(DeliveryState.Uncertain).And.Property("Resends").EqualTo(1)
        );
    }

    [Test]
    public async Task A_deferred_mail_waits_until_it_is_due_and_is_then_sent()
    {
        var answers = 0;
        _server.On(
            Stage.Rcpt,
            _ => Interlocked.Increment(ref answers) == 1 ? SmtpAction.Reply("450 4.2.0 greylisted") : null
        );
        _work.Delivery = _work.Delivery with
        {
            Retry = new() { FirstDelay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1) },
        };
        var id = await _work.QueueAsync(MailKind.Confirm);

        await SendAsync();
        var between = await _work.MailAsync(id);
        await SendAsync();
        var early = await _work.MailAsync(id);
        await _work.ExecuteAsync("UPDATE mails SET due_at = due_at - 7200000");
        await SendAsync();

        Assert.That(early.Attempts, Is.EqualTo(1), "it waits until it is due");
        Assert.That(
            between,
            Has.Property("State")
                .EqualTo(DeliveryState.Deferred)
                .And.Property("Cause")
                .EqualTo("transient")
                .And.Property("Attempts")
                .EqualTo(1)
        );
        Assert.That(between.DueAt, Is.GreaterThan(_work.Clock.GetUtcNow() - TimeSpan.FromSeconds(30)));
        Assert.That(
            await _work.MailAsync(id),
            Has.Property("State").EqualTo(DeliveryState.Sent).And.Property("Attempts").EqualTo(2)
        );
    }

    [Test]
    public async Task A_dead_address_fails_and_is_suppressed_and_a_policy_refusal_is_not()
    {
        _server.On(
            Stage.Rcpt,
            call =>
                SmtpAction.Reply(
                    call.Recipient switch
                    {
                        "reader1@example.org" => "550 5.1.1 <reader1@example.org> no such user",
                        "reader2@example.org" => "550 5.7.1 no",
                        _ => "250 2.1.5 ok",
                    }
                )
        );
        await _work.QueueAsync(MailKind.Welcome, subscriberId: 3);
        var dead = await _work.QueueAsync(MailKind.Welcome, subscriberId: 1);
        var refused = await _work.QueueAsync(MailKind.Welcome, subscriberId: 2);
        var later = await _work.QueueAsync(MailKind.TrialEnding, subscriberId: 1);

        await SendAsync();

        Assert.That(
            await _work.MailAsync(dead),
            Has.Property("State").EqualTo(DeliveryState.Failed).And.Property("Cause").EqualTo("dead-address")
        );
        Assert.That(
            await _work.MailAsync(refused),
            Has.Property("State").EqualTo(DeliveryState.Failed).And.Property("Cause").EqualTo("policy")
        );
        Assert.That(
            await _work.MailAsync(later),
            Has.Property("State")
                .EqualTo(DeliveryState.Skipped)
                .And.Property("Reply")
                .EqualTo("the address is suppressed")
        );
        Assert.That(
            await ScalarAsync("SELECT group_concat(email_key || ' ' || kind || ' ' || reason) FROM suppressions"),
            Is.EqualTo("reader1@example.org bounce the mailbox does not exist")
        );
        Assert.That(await ScalarAsync("SELECT status FROM subscribers WHERE id = 1"), Is.EqualTo("bounced"));
        Assert.That(await ScalarAsync("SELECT status FROM subscribers WHERE id = 2"), Is.EqualTo("active"));
    }

    [Test]
    public async Task When_a_relay_refuses_all_addresses_as_dead_none_is_suppressed()
    {
        _server.On(Stage.Rcpt, SmtpAction.Reply("550 5.1.1 no such user"));
        await _work.QueueAsync(MailKind.Welcome, subscriberId: 1);
        await _work.QueueAsync(MailKind.Welcome, subscriberId: 2);

        await SendAsync();

        Assert.That(await ScalarAsync("SELECT group_concat(email_key) FROM suppressions"), Is.Null);
    }

    [Test]
    public async Task A_mail_that_is_refused_for_its_rate_is_due_in_seconds_and_costs_no_attempt()
    {
        _server.On(Stage.Rcpt, SmtpAction.Reply("454 Throttling failure: Maximum sending rate exceeded."));
        var id = await _work.QueueAsync(MailKind.Welcome, subscriberId: 1);

        await SendAsync();

        Assert.That(
            await _work.MailAsync(id),
            Has.Property("State").EqualTo(DeliveryState.Deferred).And.Property("Attempts").EqualTo(0)
        );
    }

    [TestCase("UPDATE subscribers SET status = 'unsubscribed' WHERE id = 1", "the subscriber is unsubscribed")]
    [TestCase("DELETE FROM subscribers WHERE id = 1", "the subscriber is gone")]
    [TestCase("UPDATE mails SET email = ''", "the subscriber was erased")]
    [TestCase(
        "INSERT INTO suppressions (email_key, kind, reason, created_at) VALUES ('reader1@example.org', 'operator', "
            + "'manual', 0)",
        "the address is suppressed"
    )]
    public async Task A_recipient_who_left_before_the_mail_was_sent_gets_nothing(string change, string reason)
    {
        var id = await _work.QueueAsync(MailKind.Welcome, email: "Reader1@Example.org");
        await _work.ExecuteAsync(change);

        await SendAsync();

        Assert.That(_server.Received, Is.Empty);
        Assert.That(
            await _work.MailAsync(id),
            Has.Property("State").EqualTo(DeliveryState.Skipped).And.Property("Reply").EqualTo(reason)
        );
    }

    [TestCase("UPDATE confirmations SET used_at = 1")]
    [TestCase("UPDATE confirmations SET expires_at = 1")]
    [TestCase("UPDATE confirmations SET subscriber_id = 2")]
    [TestCase("DELETE FROM confirmations")]
    public async Task A_confirmation_that_was_used_or_has_expired_is_not_mailed(string change)
    {
        var id = await _work.QueueAsync(MailKind.Confirm);
        await _work.ExecuteAsync(change);

        await SendAsync();

        Assert.That(_server.Received, Is.Empty);
        Assert.That((await _work.MailAsync(id)).State, Is.EqualTo(DeliveryState.Skipped));
    }

    [Test]
    public async Task A_mail_past_its_expiry_is_not_sent_and_a_mail_that_is_not_due_waits()
    {
        var stale = await _work.QueueAsync(MailKind.Welcome, expires: TimeSpan.Zero);
        var later = await _work.QueueAsync(MailKind.Confirm, subscriberId: 2, due: TimeSpan.FromMinutes(1));

        await SendAsync();

        Assert.That(_server.Received, Is.Empty);
        Assert.That(
            ((await _work.MailAsync(stale)).State, (await _work.MailAsync(later)).State),
            Is.EqualTo((DeliveryState.Expired, DeliveryState.Pending))
        );
    }

    [Test]
    public async Task A_relay_that_is_down_costs_no_attempt()
    {
        var port = _server.Port;
        await _server.DisposeAsync();
        var id = await _work.QueueAsync(MailKind.Welcome);
        using var sender = _work.MailService(_work.Relay(port));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        var round = await sender.SendDueAsync(stop.Token);
        var waiting = await _work.MailAsync(id);
        _server = ScriptedSmtpServer.Start(new SmtpServerOptions { Port = port });
        await SendAsync();

        Assert.That(round, Is.EqualTo(MailRound.Waiting));
        Assert.That((waiting.State, waiting.Attempts, waiting.Resends), Is.EqualTo((DeliveryState.Pending, 0L, 0L)));
        Assert.That((await _work.MailAsync(id)).State, Is.EqualTo(DeliveryState.Sent));
    }

    [Test]
    public async Task A_template_that_does_not_render_harms_its_own_mail_only_and_until_it_is_fixed()
    {
        _work.Folder.Write("templates/goodbye.sbn-html", "<title>Bye</title>{{ subscriber.nickname }}");
        await _work.ExecuteAsync("UPDATE subscribers SET status = 'unsubscribed' WHERE id = 1");
        var broken = await _work.QueueAsync(MailKind.Goodbye);
        var whole = await _work.QueueAsync(MailKind.Welcome, subscriberId: 2);

        await SendAsync();

        Assert.That(
            (await _work.MailAsync(broken)),
            Has.Property("State")
                .EqualTo(DeliveryState.Deferred)
                .And.Property("Cause")
                .EqualTo("internal")
                .And.Property("Attempts")
                .EqualTo(0)
        );
        Assert.That(
            (await _work.MailAsync(broken)).Reply,
            Does.StartWith("internal: templates/goodbye.sbn-html:1:").And.Contain("nickname")
        );
        Assert.That((await _work.MailAsync(whole)).State, Is.EqualTo(DeliveryState.Sent));

        _work.Folder.Write("templates/goodbye.sbn-html", "<title>Bye</title>Bye");
        await _work.ExecuteAsync("UPDATE mails SET due_at = 0 WHERE state = 'deferred'");
        await SendAsync();

        Assert.That((await _work.MailAsync(broken)).State, Is.EqualTo(DeliveryState.Sent));
    }

    [Test]
    public async Task Only_the_owner_of_the_database_sends()
    {
        var id = await _work.QueueAsync(MailKind.Welcome);
        await _work.ExecuteAsync("UPDATE owner SET token = 'another'");

        using var sender = _work.MailService(_work.Relay(_server.Port));

        Assert.That(await sender.SendDueAsync(CancellationToken.None), Is.EqualTo(MailRound.Replaced));
        Assert.That((await _work.MailAsync(id)).State, Is.EqualTo(DeliveryState.Pending));
        Assert.That(_server.Received, Is.Empty);
    }

    [Test]
    public async Task A_reply_does_not_restore_the_address_of_a_person_who_was_erased_meanwhile()
    {
        var id = await _work.QueueAsync(MailKind.Welcome);
        _server.On(
            Stage.Rcpt,
            _ =>
                SmtpAction
                    .Run(() => Execute("UPDATE mails SET email = ''; DELETE FROM subscribers WHERE id = 1"))
                    .Then(SmtpAction.Reply("550 5.1.1 <reader1@example.org> no such user"))
        );

        await SendAsync();

        Assert.That(
            await _work.MailAsync(id),
            Has.Property("State").EqualTo(DeliveryState.Failed).And.Property("Reply").Null
        );
        Assert.That(await ScalarAsync("SELECT count(*) FROM suppressions"), Is.EqualTo("0"));
    }

    [Test]
    public async Task The_welcome_shows_the_latest_issue_that_went_out()
    {
        await _work.SendAllAsync(_work.Pickup());
        await _work.QueueAsync(MailKind.Welcome);

        await SendAsync();

        Assert.That(
            _server.Messages.Single().Parse().TextBody,
            Does.Contain("The news").And.Contain("https://letter.example.com/archive/2026-11-24-news")
        );
    }

    [Test]
    public async Task A_confirm_mail_overtakes_a_dispatch_under_way()
    {
        using var many = await Workplace.CreateAsync(subscribers: 60);
        _server.On(
            Stage.AfterData,
            call =>
                call.Recipient.StartsWith("reader", StringComparison.Ordinal)
                    ? SmtpAction.Wait(TimeSpan.FromMilliseconds(100)).Then(SmtpAction.AsUsual)
                    : null
        );
        await many.ExecuteAsync(
            "INSERT INTO subscribers (email, email_key, status, created_at, updated_at) VALUES ('new@example.net', "
                + "'new@example.net', 'pending', 0, 0)"
        );
        var relays = many.Pool((_server.Port, 1));
        var dispatcher = many.Dispatcher(relays);
        var dispatch = await many.BeginAsync(dispatcher);
        using var sender = many.MailService(relays);
        await sender.StartAsync(CancellationToken.None);

        var run = dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);
        await _server.WaitForMessagesAsync(2, TimeSpan.FromSeconds(60));
        await many.QueueAsync(MailKind.Confirm, subscriberId: 61, email: "new@example.net");
        await run;
        await sender.StopAsync(CancellationToken.None);

        var place = _server.Messages.Select(message => message.Recipients[0]).ToList().IndexOf("new@example.net");
        Assert.That(place, Is.InRange(0, 59), "the mail came before the last issue");
        Assert.That(_server.Messages, Has.Count.EqualTo(61));
    }

    [Test]
    public async Task An_unused_connection_is_closed_and_a_stop_finishes_the_mail_in_transfer()
    {
        var isStopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.On(Stage.AfterData, _ => SmtpAction.Until(isStopping.Task).Then(SmtpAction.AsUsual));
        var id = await _work.QueueAsync(MailKind.Welcome);
        using var sender = _work.MailService(_work.Relay(_server.Port));
        await sender.StartAsync(CancellationToken.None);
        while (_server.Connections == 0 || !_server.Dialog(1).Contains("C: DATA"))
        {
            await Task.Delay(10);
        }

        // The server answers when the stop has begun.
        var stopped = sender.StopAsync(CancellationToken.None);
        isStopping.SetResult();
        await stopped;

        Assert.That((await _work.MailAsync(id)).State, Is.EqualTo(DeliveryState.Sent));
        Assert.That(_server.Dialog(1), Has.Some.EqualTo("C: QUIT"));
    }

    [Test]
    public async Task Sending_and_closing_run_on_their_own_thread_and_block_none_of_the_pool()
    {
        var relay = new ThreadNotingRelay();
        var id = await _work.QueueAsync(MailKind.Welcome);
        using var sender = _work.MailService(relay);
        await sender.StartAsync(CancellationToken.None);
        Assert.That(() => StateOf(id), Is.EqualTo(DeliveryState.Sent).After(60_000, 10));

        await sender.StopAsync(CancellationToken.None);

        Assert.That(relay.Noted, Is.EqualTo(["sent from mails", "closed from mails"]));
    }

    [Test]
    public async Task The_log_contains_numbers_of_mails_and_no_addresses()
    {
        _server.On(
            Stage.Rcpt,
            call =>
                call.Recipient == "reader2@example.org"
                    ? null
                    : SmtpAction.Reply($"550 5.1.1 <{call.Recipient}> no such user")
        );
        await _work.QueueAsync(MailKind.Welcome, subscriberId: 1);
        await _work.QueueAsync(MailKind.Confirm, subscriberId: 2);
        await _work.QueueAsync(MailKind.Welcome, subscriberId: 3, expires: TimeSpan.Zero);
        await _work.QueueAsync(MailKind.Welcome, subscriberId: 4);
        await _work.ExecuteAsync("UPDATE subscribers SET first_name = 'reader4@example.org' WHERE id = 4");
        _work.Folder.Write(
            "templates/welcome.sbn-txt",
            "{{ if mail.latest_title; else; subscriber.first_name | math.plus 1; end }}"
        );
        var log = new KeptLog<MailService>();
        using var sender = _work.MailService(_work.Pool((_server.Port, 1)), log);

        await sender.SendDueAsync(CancellationToken.None);

        Assert.That(log.Lines, Has.Count.EqualTo(4).And.Some.StartsWith("Information: Mail 2 (confirm) is sent"));
        Assert.That(log.Lines, Has.None.Contains("reader").And.None.Contains("/confirm/").And.None.Contains(" 1.a."));
    }

    [Test]
    public async Task The_start_says_which_templates_are_broken_and_sends_the_others()
    {
        _work.Folder.Write("templates/goodbye.sbn-html", "no title");
        await _work.QueueAsync(MailKind.Welcome);
        var log = new KeptLog<MailService>();
        using var sender = _work.MailService(_work.Pool((_server.Port, 1)), log);

        await sender.StartAsync(CancellationToken.None);
        await _server.WaitForMessagesAsync(1, TimeSpan.FromSeconds(60));
        await sender.StopAsync(CancellationToken.None);

        Assert.That(
            log.Lines.First(),
            Does.StartWith(
                "Error: A mail cannot be sent until its template is fixed: "
                    + "templates/goodbye.sbn-html: error: has no <title>"
            )
        );
    }

    [Test]
    public async Task A_database_that_cannot_be_written_for_a_moment_causes_no_second_copy()
    {
        var id = await _work.QueueAsync(MailKind.Welcome);
        _server.On(
            Stage.AfterData,
            _ =>
                SmtpAction
                    .Run(() =>
                        Execute("CREATE TRIGGER broken BEFORE UPDATE ON mails BEGIN SELECT RAISE(ABORT, 'disk'); END")
                    )
                    .Then(SmtpAction.AsUsual)
        );
        var log = new KeptLog<MailService>();
        using var sender = _work.MailService(_work.Pool((_server.Port, 1)), log);

        var sending = sender.SendDueAsync(CancellationToken.None);
        Assert.That(() => log.Lines, Has.Some.Contains("Mails wait: ").And.Some.Contains("disk").After(60_000, 10));
        Execute("DROP TRIGGER broken");
        await sending;

        Assert.That((await _work.MailAsync(id)).State, Is.EqualTo(DeliveryState.Sent));
        Assert.That(_server.Received, Has.Count.EqualTo(1));
    }

    private async Task SendAsync()
    {
        using var sender = _work.MailService(_work.Relay(_server.Port));
        await sender.SendDueAsync(CancellationToken.None);
    }

    private DeliveryState? StateOf(long id)
    {
        using var connection = _work.Database.OpenUnpooled();
        return DeliveryStates.Words.Find(
            connection.ExecuteScalar<string>("SELECT state FROM mails WHERE id = @id", new { id })
        );
    }

    private void Execute(string sql)
    {
        using var connection = _work.Database.OpenUnpooled();
        connection.Execute(sql);
    }

    private async Task<string?> ScalarAsync(string sql)
    {
        await using var connection = await _work.Database.OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<string>(sql);
    }

    /// <summary>Records the name of the thread; threads of the pool have none or another name.</summary>
    private sealed class ThreadNotingRelay : ITransport, ITransportSession
    {
        public ConcurrentQueue<string> Noted { get; } = [];

        public string Name => "a relay";

        public int Sessions => 1;

        public bool IsReady => true;

        public ITransportSession Open() => this;

        public Task<DeliveryOutcome> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
        {
            Noted.Enqueue($"sent from {Thread.CurrentThread.Name}");
            return Task.FromResult<DeliveryOutcome>(new DeliveryOutcome.Accepted("250 ok"));
        }

        public ValueTask DisposeAsync()
        {
            Noted.Enqueue($"closed from {Thread.CurrentThread.Name}");
            return ValueTask.CompletedTask;
        }
    }
}
