using System.Text;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Delivery;

/// <summary>A run against a scripted server: the ledger's state after each answer and each fault.</summary>
[TestFixture, Integration]
internal sealed class DispatchRunTests
{
    private Workplace _work = null!;
    private ScriptedSmtpServer _server = null!;

    [SetUp]
    public async Task Open()
    {
        _work = await Workplace.CreateAsync(subscribers: 20);
        _server = ScriptedSmtpServer.Start();
    }

    [TearDown]
    public async Task Close()
    {
        await _server.DisposeAsync();
        _work.Dispose();
    }

    [Test]
    public async Task Each_recipient_gets_the_issue_once_over_reused_connections()
    {
        var dispatch = await _work.SendAllAsync(_work.Relay(_server.Port));

        Assert.That(_server.Messages.SelectMany(message => message.Recipients), Is.Unique.And.Exactly(20).Items);
        Assert.That(_server.Connections, Is.LessThanOrEqualTo(2));
        Assert.That(dispatch.State, Is.EqualTo(DispatchState.Done));
        Assert.That(await _work.CountsAsync(dispatch), Is.EqualTo(new Dictionary<string, long> { ["sent"] = 20 }));
    }

    [Test]
    public async Task The_relay_receives_exactly_the_composed_bytes()
    {
        var package = _work.Package(
            _work.Issue(
                body: "Hello {{ subscriber.first_name }}.\n\n.A line with a dot\n\n..two\n\n`.`\n\n"
                    + "Über allem, täglich.\n"
            )
        );
        var (issue, _) = CompiledIssue.Compile(package, _work.Newsletter, new DateOnly(2026, 11, 24));
        var composer = new MessageComposer(
            issue!,
            _work.Newsletter,
            _work.Tokens,
            dispatchId: 1,
            DateTimeOffset.UnixEpoch
        );

        await _work.SendAllAsync(_work.Relay(_server.Port), package);

        var message = _server.Messages.Single(message => message.Recipients.Contains("reader7@example.org"));
        var composed = composer.Compose(
            new Recipient(7, "reader7@example.org", "Reader 7", null, null, "active", []),
            out _
        )!;
        Assert.That(
            Body(message.Raw),
            Is.EqualTo(Encoding.ASCII.GetString(composed.Body.SelectMany(segment => segment.ToArray()).ToArray()))
        );
        Assert.That(
            message.Parse().TextBody,
            Does.Contain("\r\n.A line with a dot").Or.Contain("\n.A line with a dot")
        );
        Assert.That(message.Parse().Headers.Select(header => header.Field), Is.Unique, "each header occurs once");
        Assert.That(BareBreaks(message.Raw), Is.Zero);
        Assert.That(LongestLine(message.Raw), Is.LessThanOrEqualTo(998));
        Assert.That(message.Raw.All(b => b < 0x80), "7-bit clean");

        static string Body(byte[] raw) => Encoding.ASCII.GetString(raw.AsSpan(raw.AsSpan().IndexOf("\r\n\r\n"u8) + 4));
    }

    [Test]
    public async Task A_refused_recipient_does_not_stop_the_others()
    {
        _server.On(
            Stage.Rcpt,
            call =>
                call.Line.Contains("reader7@", StringComparison.Ordinal)
                    ? SmtpAction.Reply("550 5.1.1 no such user")
                    : null
        );

        var dispatch = await _work.SendAllAsync(_work.Relay(_server.Port));

        var failed = (
            await _work.Ledger.InStatesAsync(dispatch.Id, [DeliveryState.Failed], 10, CancellationToken.None)
        ).Single();
        Assert.That(
            (failed.Email, failed.Attempts, failed.Reply),
            Is.EqualTo(("reader7@example.org", 1L, "550 5.1.1 no such user"))
        );
        Assert.That(
            await _work.CountsAsync(dispatch),
            Is.EqualTo(new Dictionary<string, long> { ["sent"] = 19, ["failed"] = 1 })
        );
    }

    [Test]
    public async Task A_deferred_recipient_is_retried_and_gets_the_issue()
    {
        var refusals = 0;
        _server.On(
            Stage.Rcpt,
            call =>
                call.Line.Contains("reader7@", StringComparison.Ordinal) && Interlocked.Increment(ref refusals) <= 2
                    ? SmtpAction.Reply("450 4.2.0 greylisted")
                    : null
        );

        var dispatch = await _work.SendAllAsync(_work.Relay(_server.Port));

        Assert.That(await _work.CountsAsync(dispatch), Is.EqualTo(new Dictionary<string, long> { ["sent"] = 20 }));
        Assert.That(refusals, Is.EqualTo(3));
    }

    [Test]
    public async Task A_delivery_that_is_always_deferred_expires_at_the_cut_off_with_its_last_reply()
    {
        _server.On(
            Stage.Rcpt,
            call =>
                call.Line.Contains("reader7@", StringComparison.Ordinal) ? SmtpAction.Reply("451 4.7.1 later") : null
        );
        var dispatcher = _work.Dispatcher(_work.Relay(_server.Port));
        var dispatch = await _work.BeginAsync(dispatcher, cutOff: TimeSpan.FromSeconds(3));

        while (!(await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None)).IsOver)
        {
            await Task.Delay(100);
        }

        var row = (
            await _work.Ledger.InStatesAsync(dispatch.Id, [DeliveryState.Expired], 10, CancellationToken.None)
        ).Single();
        Assert.That((row.Email, row.Reply), Is.EqualTo(("reader7@example.org", "451 4.7.1 later")));
        Assert.That(
            (await _work.Dispatches.FindAsync(dispatch.Id, CancellationToken.None))!.State,
            Is.EqualTo(DispatchState.Done)
        );
    }

    [TestCase(UncertainPolicy.Resend, 2, DeliveryState.Sent, 1)]
    [TestCase(UncertainPolicy.Hold, 1, DeliveryState.Uncertain, 0)]
    public async Task A_connection_dropped_after_the_data_is_uncertain_and_the_policy_decides_about_a_resend(
        UncertainPolicy policy,
        int copies,
        DeliveryState state,
        int resends
    )
    {
        _work.Delivery = _work.Delivery with { OnUncertain = policy };
        var drops = 0;
        _server.On(
            Stage.AfterData,
            call =>
                call.Recipient == "reader7@example.org" && Interlocked.Increment(ref drops) == 1
                    ? SmtpAction.Reset
                    : null
        );

        var dispatch = await _work.SendAllAsync(_work.Relay(_server.Port));

        var row = (await _work.Ledger.InStatesAsync(dispatch.Id, [state], 100, CancellationToken.None)).Single(row =>
            row.Email == "reader7@example.org"
        );
        Assert.That(row.Resends, Is.EqualTo(resends));
        Assert.That(
            _server.Received.Count(message => message.Recipients.Contains("reader7@example.org")),
            Is.EqualTo(copies)
        );
        Assert.That(dispatch.State, Is.EqualTo(DispatchState.Done));
    }

    [Test]
    public async Task Both_copies_of_a_resent_message_have_one_Message_ID()
    {
        var drops = 0;
        _server.On(
            Stage.AfterData,
            call =>
                call.Recipient == "reader7@example.org" && Interlocked.Increment(ref drops) == 1
                    ? SmtpAction.Close
                    : null
        );

        await _work.SendAllAsync(_work.Relay(_server.Port));

        var copies = _server
            .Received.Where(message => message.Recipients.Contains("reader7@example.org"))
            .Select(message => message.Raw)
            .ToList();
        Assert.That(copies, Has.Count.EqualTo(2));
        Assert.That(copies[1], Is.EqualTo(copies[0]), "the same delivery is the same bytes");
    }

    [Test]
    public async Task A_connection_dropped_within_the_data_is_no_delivery_and_is_retried()
    {
        var drops = 0;
        _server.On(
            Stage.Body,
            call => Interlocked.Increment(ref drops) == 1 ? SmtpAction.TakeBytes(2000).Then(SmtpAction.Reset) : null
        );

        var dispatch = await _work.SendAllAsync(_work.Relay(_server.Port));

        Assert.That(await _work.CountsAsync(dispatch), Is.EqualTo(new Dictionary<string, long> { ["sent"] = 20 }));
        Assert.That(_server.Messages.SelectMany(message => message.Recipients), Is.Unique.And.Exactly(20).Items);
    }

    [Test]
    public async Task A_relay_that_closes_the_connection_every_few_messages_costs_no_attempt()
    {
        var count = 0;
        _server.On(
            Stage.Rcpt,
            _ =>
                Interlocked.Increment(ref count) % 6 == 0
                    ? SmtpAction.Reply("421 4.7.0 enough for now").Then(SmtpAction.Close)
                    : null
        );

        var dispatch = await _work.SendAllAsync(_work.Relay(_server.Port));

        var rows = await _work.Ledger.InStatesAsync(dispatch.Id, [DeliveryState.Sent], 100, CancellationToken.None);
        Assert.That(rows.Select(row => row.Attempts), Is.All.EqualTo(1));
        Assert.That(_server.Messages.SelectMany(message => message.Recipients), Is.Unique.And.Exactly(20).Items);
    }

    [Test]
    public async Task A_relay_that_refuses_our_sender_costs_no_attempt()
    {
        var refusals = 0;
        _server.On(
            Stage.Mail,
            _ => Interlocked.Increment(ref refusals) <= 2 ? SmtpAction.Reply("451 4.3.1 disk full") : null
        );

        var dispatch = await _work.SendAllAsync(_work.Relay(_server.Port));

        Assert.That(await _work.CountsAsync(dispatch), Is.EqualTo(new Dictionary<string, long> { ["sent"] = 20 }));
    }

    [Test]
    public async Task A_run_waits_with_one_message_while_the_relay_is_down_and_continues_when_the_relay_answers()
    {
        var port = _server.Port;
        await _server.DisposeAsync();
        var progress = new DispatchProgress();
        var dispatcher = _work.Dispatcher(_work.Relay(port));
        var dispatch = await _work.BeginAsync(dispatcher);

        var run = dispatcher.ContinueAsync(dispatch, progress, CancellationToken.None);
        await Until(() => progress.Waiting is not null);
        var waiting = progress.Waiting;
        string? reason = null;
        await UntilAsync(async () =>
            (reason = (await _work.Dispatches.FindAsync(dispatch.Id, CancellationToken.None))!.Reason) is not null
        );
        var attempts = await _work.Ledger.InStatesAsync(
            dispatch.Id,
            [DeliveryState.Failed, DeliveryState.Deferred],
            10,
            CancellationToken.None
        );
        _server = ScriptedSmtpServer.Start(new SmtpServerOptions { Port = port });
        await run;

        Assert.That(waiting, Does.StartWith($"127.0.0.1:{port} does not answer"));
        Assert.That(reason, Is.EqualTo(waiting));
        Assert.That(attempts, Is.Empty);
        Assert.That(_server.Messages, Has.Count.EqualTo(20));
        Assert.That(
            (await _work.Dispatches.FindAsync(dispatch.Id, CancellationToken.None))!,
            Has.Property("State").EqualTo(DispatchState.Done).And.Property("Reason").Null
        );
    }

    [Test]
    public async Task A_subscriber_who_leaves_while_the_run_goes_on_gets_nothing()
    {
        var dispatcher = _work.Dispatcher(_work.Relay(_server.Port));
        var dispatch = await _work.BeginAsync(dispatcher);
        await _work.ExecuteAsync(
            "UPDATE subscribers SET status = 'unsubscribed' WHERE email_key = 'reader7@example.org'"
        );
        await _work.ExecuteAsync("DELETE FROM subscribers WHERE email_key = 'reader8@example.org'");

        await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);

        Assert.That(
            await _work.CountsAsync(dispatch),
            Is.EqualTo(new Dictionary<string, long> { ["sent"] = 18, ["skipped"] = 2 })
        );
        Assert.That(
            _server.Messages.SelectMany(message => message.Recipients),
            Has.None.EqualTo("reader7@example.org").And.None.EqualTo("reader8@example.org")
        );
    }

    [Test]
    public async Task A_slow_domain_keeps_to_its_pace_and_does_not_hold_up_the_others()
    {
        _work.Delivery = _work.Delivery with
        {
            PerDomain = [new DomainRate("slow.example", ["slow.example"], MessagesPerSecond: 0.001)],
        };
        await _work.ExecuteAsync(
            "UPDATE subscribers SET email = 'reader' || id || '@slow.example', email_key = 'reader' || id || "
                + "'@slow.example' WHERE id <= 6"
        );

        using var stop = new CancellationTokenSource();
        var dispatcher = _work.Dispatcher(_work.Relay(_server.Port));
        var dispatch = await _work.BeginAsync(dispatcher);
        var run = dispatcher.ContinueAsync(dispatch, new DispatchProgress(), stop.Token);
        await _server.WaitForMessagesAsync(15, TimeSpan.FromSeconds(60));
        await stop.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => run);

        var slow = _server.Messages.Count(message =>
            message.Recipients[0].EndsWith("@slow.example", StringComparison.Ordinal)
        );
        Assert.That(
            (slow, _server.Messages.Count - slow),
            Is.EqualTo((1, 14)),
            "the second message of the slow domain goes after 1,000 seconds, and the others do not wait for it"
        );
    }

    [Test]
    public async Task A_stop_finishes_messages_in_transfer_and_the_next_run_sends_the_rest()
    {
        using var stop = new CancellationTokenSource();
        _server.On(
            Stage.AfterData,
            call =>
            {
                stop.Cancel();
                return SmtpAction.Wait(TimeSpan.FromMilliseconds(100)).Then(SmtpAction.AsUsual);
            }
        );
        var dispatcher = _work.Dispatcher(_work.Relay(_server.Port));
        var dispatch = await _work.BeginAsync(dispatcher);

        await Assert.CatchAsync<OperationCanceledException>(() =>
            dispatcher.ContinueAsync(dispatch, new DispatchProgress(), stop.Token)
        );
        var between = await _work.CountsAsync(dispatch);
        await _work
            .Dispatcher(_work.Relay(_server.Port))
            .ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);

        Assert.That(between.Keys, Is.EquivalentTo(new[] { "sent", "pending" }), "no delivery is uncertain");
        Assert.That(_server.Messages.SelectMany(message => message.Recipients), Is.Unique.And.Exactly(20).Items);
    }

    [Test]
    public async Task After_a_crash_each_row_in_sending_is_resent_at_most_once()
    {
        var dispatcher = _work.Dispatcher(_work.Relay(_server.Port));
        var dispatch = await _work.BeginAsync(dispatcher);
        await _work.ExecuteAsync("UPDATE deliveries SET state = 'sending' WHERE subscriber_id IN (3, 4)");
        await _work.ExecuteAsync("UPDATE deliveries SET resends = 1 WHERE subscriber_id = 4");

        await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);

        Assert.That(
            await _work.CountsAsync(dispatch),
            Is.EqualTo(new Dictionary<string, long> { ["sent"] = 19, ["uncertain"] = 1 })
        );
    }

    [Test]
    public async Task A_subscriber_whose_data_breaks_the_template_does_not_stop_the_others()
    {
        var package = _work.Package(
            _work.Issue(
                body: "{{ if subscriber.email | string.starts_with \"reader7@\" }}{{ subscriber.nickname }}{{ end "
                    + "}}Good morning."
            )
        );

        var dispatch = await _work.SendAllAsync(_work.Relay(_server.Port), package);

        Assert.That(
            await _work.CountsAsync(dispatch),
            Is.EqualTo(new Dictionary<string, long> { ["sent"] = 19, ["failed"] = 1 })
        );
        var row = (
            await _work.Ledger.InStatesAsync(dispatch.Id, [DeliveryState.Failed], 10, CancellationToken.None)
        ).Single();
        Assert.That(row.Reply, Does.StartWith("internal: issues/2026-11-24-news.md:").And.Contain("nickname"));
    }

    [Test]
    public async Task An_issue_that_breaks_for_many_is_paused_and_says_why()
    {
        var package = _work.Package(
            _work.Issue(
                body: "{{ if subscriber.email | string.starts_with \"reader\" }}{{ subscriber.nickname }}{{ end "
                    + "}}Good morning."
            )
        );
        var dispatcher = _work.Dispatcher(_work.Relay(_server.Port));
        var dispatch = await _work.BeginAsync(dispatcher, package);

        await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);

        var after = (await _work.Dispatches.FindAsync(dispatch.Id, CancellationToken.None))!;
        Assert.That((after.State, after.Reason), Is.EqualTo((DispatchState.Paused, after.Reason)));
        Assert.That(
            after.Reason,
            Does.StartWith("the issue does not render for 4 subscribers").And.Contain("nickname")
        );
        Assert.That(_server.Messages, Is.Empty);
    }

    [Test]
    public async Task No_message_contains_the_data_of_two_of_five_hundred_readers()
    {
        using var many = await Workplace.CreateAsync(subscribers: 500);
        await many.SendAllAsync(many.Relay(_server.Port));

        var foreign = _server.Messages.Where(message =>
        {
            var own = message.Recipients.Single().Split('@')[0].Replace("reader", "Reader ", StringComparison.Ordinal);
            var text = message.Parse().TextBody ?? "";
            return !text.Contains($"Hello {own},", StringComparison.Ordinal);
        });

        Assert.That(foreign, Is.Empty);
        Assert.That(_server.Messages, Has.Count.EqualTo(500));
    }

    private static Task Until(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var tries = 0; tries < 1200; tries++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(50);
        }

        Assert.Fail("The condition was not true within a minute.");
    }

    private static int BareBreaks(byte[] data) =>
        data.Where(
                (b, at) =>
                    (b == '\n' && (at == 0 || data[at - 1] != '\r'))
                    || (b == '\r' && (at + 1 == data.Length || data[at + 1] != '\n'))
            )
            .Count();

    private static int LongestLine(byte[] data) =>
        System.Text.Encoding.Latin1.GetString(data).Split("\r\n").Max(line => line.Length);
}
