using System.Text;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Bounces;
using Newsletter.Dispatcher.Bounces.Inboxes;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Bounces;

/// <summary>
/// An issue is sent, and what comes back for it is taken: by envelope sender, as real mail servers do.
/// </summary>
[TestFixture, Integration]
internal sealed class ReturnedMailTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 5, 0, 0, TimeSpan.Zero));
    private Workplace _work = null!;
    private ScriptedSmtpServer _server = null!;
    private ReturnedMail _returned = null!;

    [SetUp]
    public async Task Open()
    {
        _work = await Workplace.CreateAsync(subscribers: 4, _clock);
        _work.ReturnPath = _work.Tokens.ReturnPath("bounces+{token}@example.com");
        _server = ScriptedSmtpServer.Start();
        _returned = new(
            new ReturnStore(_work.Database, _work.Tokens, _clock, NullLogger<ReturnStore>.Instance, _work.ReturnPath),
            new Departures(_work.Database, _work.Newsletter, _work.Tokens, _clock),
            _work.Tokens
        );
    }

    [TearDown]
    public async Task Close()
    {
        await _server.DisposeAsync();
        _work.Dispose();
    }

    [Test]
    public async Task A_bounce_suppresses_whom_its_return_path_names_and_nobody_else()
    {
        var senders = await SendAsync();
        Assert.That(senders.Values, Is.Unique.And.All.Match("^bounces[+][a-z2-7]+@example[.]com$"));

        // A forwarder's server names another address: the return path decides.
        var outcome = await TakeAsync(
            Dsn(senders["reader2@example.org"], "reader3@example.org", "5.1.1", "550 5.1.1 user unknown")
        );

        Assert.That(outcome, Is.EqualTo(ReturnOutcome.Suppressed));
        Assert.That(await StatusesAsync(), Is.EqualTo(new[] { "active", "bounced", "active", "active" }));
        Assert.That(
            await ListAsync("SELECT email_key || ': ' || reason || ': ' || evidence FROM suppressions"),
            Has.One.StartsWith("reader2@example.org: the mailbox does not exist: bounce 5.1.1 user-unknown 550")
        );
    }

    [Test]
    public async Task The_same_fifty_times_counts_once()
    {
        var senders = await SendAsync();
        var outcomes = new List<ReturnOutcome>();
        for (var i = 0; i < 50; i++)
        {
            outcomes.Add(
                await TakeAsync(
                    Dsn(senders["reader2@example.org"], "reader2@example.org", "5.2.2", "552 5.2.2 mailbox full")
                )
            );
        }

        Assert.That(
            (outcomes[0], outcomes.Skip(1).Distinct().Single()),
            Is.EqualTo((ReturnOutcome.Noted, ReturnOutcome.Repeated))
        );
        Assert.That(await ListAsync("SELECT class FROM returns"), Is.EqualTo(new[] { "mailbox-full" }));
    }

    [Test]
    public async Task Case_and_another_sign_for_plus_are_forgiven_and_nothing_else_is()
    {
        var sender = (await SendAsync())["reader2@example.org"];
        var forged = $"{sender[..12]}{(sender[12] == 'a' ? 'b' : 'a')}{sender[13..]}";
        var outcomes = new List<ReturnOutcome>();
        foreach (
            var address in new[]
            {
                forged,
                sender[..^20] + "@example.com",
                "letter@example.com",
                sender.Replace("example.com", "example.net", StringComparison.Ordinal),
                sender.ToUpperInvariant().Replace('+', '-'),
            }
        )
        {
            outcomes.Add(await TakeAsync(Dsn(address, "reader2@example.org", "5.1.1", "550 5.1.1 user unknown")));
        }

        Assert.That(
            outcomes,
            Is.EqualTo(
                new[]
                {
                    ReturnOutcome.NotOurs,
                    ReturnOutcome.NotOurs,
                    ReturnOutcome.NotOurs,
                    ReturnOutcome.NotOurs,
                    ReturnOutcome.Suppressed,
                }
            )
        );
    }

    // RELIABILITY: at once, after a patient count, or never.
    [TestCase("5.1.1", "550 5.1.1 user unknown", true)]
    [TestCase("5.2.1", "550 5.2.1 The email account that you tried to reach is disabled", true)]
    [TestCase("5.1.2", "550 5.1.2 host unknown", false)]
    [TestCase("5.2.2", "552 5.2.2 mailbox full", false)]
    [TestCase("4.4.7", "421 4.4.7 delivery time expired", false)]
    [TestCase("4.1.1", "450 4.1.1 user unknown", false)]
    [TestCase(
        "4.4.3",
        "Host or domain name not found. Name service error for name=example.org type=MX: Host not found, try again",
        false
    )]
    [TestCase("5.7.1", "550 5.7.1 message rejected as spam", false)]
    [TestCase("5.7.26", "550 5.7.26 unauthenticated mail is prohibited", false)]
    [TestCase("5.6.0", "554 5.6.0 message content rejected", false)]
    [TestCase("5.3.4", "552 5.3.4 message too big", false)]
    public async Task One_bounce_is_enough_only_for_a_dead_mailbox(string status, string reply, bool isSuppressed)
    {
        var senders = await SendAsync();

        var outcome = await TakeAsync(Dsn(senders["reader1@example.org"], "reader1@example.org", status, reply));

        Assert.That(outcome, Is.EqualTo(isSuppressed ? ReturnOutcome.Suppressed : ReturnOutcome.Noted));
        Assert.That((await StatusesAsync())[0], Is.EqualTo(isSuppressed ? "bounced" : "active"));
    }

    [TestCase("552 5.2.2 mailbox full", "5.2.2", 5)]
    [TestCase("550 5.7.1 message rejected as spam", "5.7.1", null)]
    [TestCase("550 5.7.1 no such user here", "5.7.1", null)]
    [TestCase("450 4.1.1 user unknown", "4.1.1", 5)]
    [TestCase("550 5.1.2 host unknown", "5.1.2", 2)]
    public async Task A_soft_one_counts_over_issues_and_days(string reply, string status, int? suppressedAt)
    {
        int? at = null;
        for (var issue = 1; issue <= 7 && at is null; issue++)
        {
            var senders = await SendAsync($"issue-{issue}.md", _clock.GetUtcNow());
            _clock.Advance(TimeSpan.FromHours(1));
            at =
                await TakeAsync(Dsn(senders["reader1@example.org"], "reader1@example.org", status, reply))
                is ReturnOutcome.Suppressed
                    ? issue
                    : null;
            _clock.Advance(TimeSpan.FromDays(4) - TimeSpan.FromHours(1));
        }

        Assert.That(at, Is.EqualTo(suppressedAt));
    }

    [Test]
    public async Task What_is_no_bounce_suppresses_nobody()
    {
        var senders = await SendAsync();
        var to = senders["reader1@example.org"];
        var outcomes = new[]
        {
            await TakeAsync(Dsn(to, "reader1@example.org", "4.4.1", "connection timed out", action: "delayed")),
            await TakeAsync(
                $"From: reader1@example.org\r\nTo: {to}\r\nSubject: Out of office\r\nAuto-Submitted: auto-replied\r\n"
                    + "\r\nI am away. User unknown.\r\n"
            ),
            await TakeAsync(
                $"From: reader1@example.org\r\nTo: {to}\r\nSubject: Re: The news\r\n\r\nThank you, I liked it.\r\n"
            ),
            await TakeAsync($"From: x\rTo: {to}\rSubject: failure\r\r550 5.1.1 user unknown"),
            await TakeAsync(""),
        };

        Assert.That(outcomes[..3], Is.All.EqualTo(ReturnOutcome.Nothing));
        Assert.That(outcomes[3..], Has.None.EqualTo(ReturnOutcome.Suppressed));
        Assert.That(await StatusesAsync(), Is.All.EqualTo("active"));
        Assert.That(await ListAsync("SELECT email_key FROM suppressions"), Is.Empty);
    }

    [TestCase("return path")]
    [TestCase("returned header")]
    public async Task A_complaint_is_for_good(string namedBy)
    {
        var senders = await SendAsync();
        var unsubscribe = $"https://letter.example.com/unsubscribe/{_work.Tokens.Sign(TokenPurpose.Unsubscribe, 3)}";
        await _work.ExecuteAsync(
            "INSERT INTO suppressions (email_key, kind, reason, evidence, created_at) VALUES ('reader3@example.org', "
                + "'bounce', 'the mailbox does not exist', '550', 0); UPDATE subscribers SET status = 'unsubscribed' "
                + "WHERE id = 3"
        );

        var outcome = await TakeAsync(
            Complaint(
                namedBy == "return path" ? senders["reader3@example.org"] : "fbl@example.com",
                namedBy == "return path" ? "https://elsewhere.example/" : unsubscribe
            )
        );

        Assert.That(outcome, Is.EqualTo(ReturnOutcome.Suppressed));
        Assert.That((await StatusesAsync())[2], Is.EqualTo("complained"));
        Assert.That(await ListAsync("SELECT kind FROM suppressions"), Is.EqualTo(new[] { "complaint" }));
    }

    [Test]
    public async Task A_complaint_counts_for_the_issue_that_its_List_Unsubscribe_names()
    {
        var sender = (await SendAsync())["reader3@example.org"];

        var outcome = await TakeAsync(
            Complaint("fbl@example.com", $"https://elsewhere.example/>, <mailto:{sender}?subject=unsubscribe")
        );

        Assert.That(outcome, Is.EqualTo(ReturnOutcome.Suppressed));
        Assert.That(
            await ListAsync("SELECT kind || ' ' || dispatch_id || ' ' || subscriber_id FROM returns"),
            Is.EqualTo(new[] { "complaint 1 3" })
        );
    }

    [Test]
    public async Task A_bounce_that_only_shows_our_link_suppresses_nobody()
    {
        await SendAsync();
        var unsubscribe = $"https://letter.example.com/unsubscribe/{_work.Tokens.Sign(TokenPurpose.Unsubscribe, 3)}";

        var outcome = await TakeAsync(
            Dsn(
                "letter@example.com",
                "reader3@example.org",
                "5.1.1",
                "550 5.1.1 user unknown",
                returned: $"List-Unsubscribe: <{unsubscribe}>\r\n"
            )
        );

        Assert.That((outcome, (await StatusesAsync())[2]), Is.EqualTo((ReturnOutcome.NotOurs, "active")));
    }

    [Test]
    public async Task An_address_that_was_left_or_confirmed_since_says_nothing_about_the_person()
    {
        var senders = await SendAsync();
        await _work.ExecuteAsync(
            "UPDATE subscribers SET email = 'new@example.org', email_key = 'new@example.org' WHERE id = 1; UPDATE "
                + $"subscribers SET confirmed_at = {_clock.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds()} WHERE id "
                + "= 2"
        );

        var moved = await TakeAsync(
            Dsn(senders["reader1@example.org"], "reader1@example.org", "5.1.1", "550 5.1.1 user unknown")
        );
        var confirmed = await TakeAsync(
            Dsn(senders["reader2@example.org"], "reader2@example.org", "5.1.1", "550 5.1.1 user unknown")
        );

        Assert.That((moved, confirmed), Is.EqualTo((ReturnOutcome.Suppressed, ReturnOutcome.Noted)));
        Assert.That(await StatusesAsync(), Is.All.EqualTo("active"));
        Assert.That(await ListAsync("SELECT email_key FROM suppressions"), Is.EqualTo(new[] { "reader1@example.org" }));
    }

    [Test]
    public async Task A_bounce_for_somebody_who_was_erased_makes_nobody_anew()
    {
        var senders = await SendAsync();
        await TakeAsync(Dsn(senders["reader1@example.org"], "reader1@example.org", "5.2.2", "552 5.2.2 mailbox full"));
        await new Erasure(_work.Database, _work.Tokens, _clock).EraseAsync(1, CancellationToken.None);

        var outcome = await TakeAsync(
            Dsn(senders["reader1@example.org"], "reader1@example.org", "5.1.1", "550 5.1.1 user unknown")
        );

        Assert.That(outcome, Is.EqualTo(ReturnOutcome.NotOurs));
        Assert.That(await ListAsync("SELECT evidence FROM returns"), Is.Empty);
        Assert.That(await StatusesAsync(), Has.Length.EqualTo(3));
    }

    [TestCase(
        "unsubscribe",
        "reader1@example.org",
        "",
        "unsubscribed",
        TestName = "A_mail_that_asks_to_leave_ends_the_subscription"
    )]
    [TestCase(
        "Re: Unsubscribe",
        "somebody.else@example.net",
        "",
        "unsubscribed",
        TestName = "The_token_decides_who_leaves_and_not_the_sender"
    )]
    [TestCase(
        "unsubscribe me from life",
        "reader1@example.org",
        "",
        "active",
        TestName = "Other_words_are_ordinary_mail"
    )]
    [TestCase(
        "unsubscribe",
        "reader1@example.org",
        "Auto-Submitted: auto-replied\r\n",
        "active",
        TestName = "A_machine_does_not_leave_for_anybody"
    )]
    [TestCase(
        "unsubscribe",
        "reader1@example.org",
        "Return-Path: <>\r\n",
        "active",
        TestName = "Nor_does_a_mail_that_nobody_sent"
    )]
    public async Task Leaving_by_mail(string subject, string from, string header, string status)
    {
        var senders = await SendAsync();
        var message = Encoding.ASCII.GetString(
            _server.Messages.Single(message => message.Recipients[0] == "reader1@example.org").Raw
        );
        Assert.That(message, Does.Contain($",\r\n <mailto:{senders["reader1@example.org"]}?subject=unsubscribe>\r\n"));

        await TakeAsync(
            $"{header}From: {from}\r\nTo: {senders["reader1@example.org"]}\r\nSubject: {subject}\r\n\r\n\r\n"
        );

        Assert.That(await StatusesAsync(), Is.EqualTo(new[] { status, "active", "active", "active" }));
    }

    [TestCase("stopped")]
    [TestCase("paused")]
    public async Task What_comes_back_of_a_dispatch_that_was_stopped_counts(string state)
    {
        var senders = await SendAsync();
        await ListAsync($"UPDATE dispatches SET state = '{state}' RETURNING state");

        await TakeAsync(Dsn(senders["reader1@example.org"], "reader1@example.org", "5.1.1", "550 5.1.1 user unknown"));

        Assert.That(await StatusesAsync(), Is.EqualTo(new[] { "bounced", "active", "active", "active" }));
    }

    /// <summary>The address of then is not known any more, and the reader may have got many issues since.</summary>
    [Test]
    public async Task A_bounce_of_a_delivery_that_is_summed_up_counts_once_and_suppresses_nobody()
    {
        var senders = await SendAsync();
        await SumUpAsync();

        var dsn = Dsn(senders["reader2@example.org"], "reader2@example.org", "5.1.1", "550 5.1.1 user unknown");
        ReturnOutcome[] outcomes = [await TakeAsync(dsn), await TakeAsync(dsn)];

        Assert.That(outcomes, Is.EqualTo(new[] { ReturnOutcome.Noted, ReturnOutcome.Repeated }));
        Assert.That(await StatusesAsync(), Has.All.EqualTo("active"));
        Assert.That(await LateAsync(), Is.EqualTo((1, 0, 0)));
    }

    [Test]
    public async Task A_soft_bounce_of_a_delivery_that_is_summed_up_counts_as_one()
    {
        var senders = await SendAsync();
        await SumUpAsync();

        await TakeAsync(Dsn(senders["reader2@example.org"], "reader2@example.org", "5.2.2", "552 5.2.2 mailbox full"));

        Assert.That(await LateAsync(), Is.EqualTo((0, 1, 0)));
    }

    [Test]
    public async Task A_complaint_about_a_delivery_that_is_summed_up_still_ends_the_mail()
    {
        var senders = await SendAsync();
        await SumUpAsync();

        await TakeAsync(
            Complaint(
                "fbl@example.com",
                $"https://elsewhere.example/>, <mailto:{senders["reader3@example.org"]}?subject=unsubscribe"
            )
        );

        Assert.That((await StatusesAsync())[2], Is.EqualTo("complained"));
        Assert.That(await LateAsync(), Is.EqualTo((0, 0, 1)));
    }

    [Test]
    public async Task What_comes_back_of_a_delivery_that_has_its_row_is_not_counted_as_late()
    {
        var senders = await SendAsync();
        await ListAsync("UPDATE deliveries SET state = 'uncertain' WHERE subscriber_id = 2 RETURNING email");
        await SumUpAsync();

        await TakeAsync(Dsn(senders["reader2@example.org"], "reader2@example.org", "5.2.2", "552 5.2.2 mailbox full"));

        Assert.That(
            await ListAsync("SELECT CAST(sum(soft) AS TEXT) FROM delivery_summaries"),
            Is.EqualTo(new[] { "0" })
        );
    }

    private async Task SumUpAsync()
    {
        var retention = new DeliveryRetention(_work.Database, _clock);
        while (await retention.StepAsync(1, size: 2, CancellationToken.None) > 0) { }
    }

    private async Task<(long Dead, long Soft, long Complaints)> LateAsync()
    {
        var numbers = await DispatchNumbers.ReadAsync(_work.Database, 1, CancellationToken.None);
        var domain = numbers.Domains.Single();
        return (domain.Dead, domain.SoftBounces, domain.Complaints);
    }

    [Test]
    public async Task A_maildir_is_read_and_nothing_in_it_is_lost()
    {
        var senders = await SendAsync();
        _work.Folder.Write(
            "mail/new/1.host",
            Dsn(senders["reader1@example.org"], "reader1@example.org", "5.1.1", "550 5.1.1 user unknown")
        );
        _work.Folder.Write("mail/new/2.host", "Subject: hello\r\n\r\nnothing of ours\r\n");
        _work.Folder.Write(
            "mail/cur/0.host:2,S",
            Dsn(senders["reader2@example.org"], "reader2@example.org", "5.1.1", "550 5.1.1 user unknown")
        );
        using var watch = new MaildirService(
            _work.Folder.File("mail"),
            _returned,
            _clock,
            NullLogger<MaildirService>.Instance
        );

        var taken = (await watch.LookAsync(CancellationToken.None), await watch.LookAsync(CancellationToken.None));

        Assert.That(taken, Is.EqualTo((2, 0)));
        Assert.That(
            Directory.GetFiles(_work.Folder.File("mail/cur")).Select(Path.GetFileName),
            Is.EquivalentTo(new[] { "0.host:2,S", "1.host:2,S", "2.host:2,S" })
        );
        Assert.That(await StatusesAsync(), Is.EqualTo(new[] { "bounced", "active", "active", "active" }));
    }

    /// <returns>The envelope sender of each recipient's message.</returns>
    private async Task<Dictionary<string, string>> SendAsync(string file = "letter.md", DateTimeOffset? at = null)
    {
        var before = _server.Messages.Count;
        var dispatcher = _work.Dispatcher(_work.Relay(_server.Port));
        var dispatch = await _work.BeginAsync(
            dispatcher,
            _work.Package(_work.Issue(file)),
            at is { } time ? DateOnly.FromDateTime(time.UtcDateTime) : null
        );
        var result = await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);
        Assert.That(result.IsOver, Is.True);
        return _server.Messages.Skip(before).ToDictionary(message => message.Recipients[0], message => message.From);
    }

    private Task<ReturnOutcome> TakeAsync(string mail) =>
        _returned.TakeAsync(Encoding.UTF8.GetBytes(mail), "file", sentTo: null, CancellationToken.None);

    private async Task<string[]> StatusesAsync() => await ListAsync("SELECT status FROM subscribers ORDER BY id");

    private async Task<string[]> ListAsync(string sql)
    {
        await using var connection = await _work.Database.OpenAsync(CancellationToken.None);
        return [.. await connection.QueryAsync<string>(sql)];
    }

    private static string Dsn(
        string to,
        string recipient,
        string status,
        string reply,
        string action = "failed",
        string returned = ""
    ) =>
        $"""
            Return-Path: <>
            From: MAILER-DAEMON@mx.example.org
            To: {to}
            Subject: Undelivered Mail Returned to Sender
            Message-ID: <dsn.{recipient}@mx.example.org>
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b
            Content-Type: text/plain

            This is the mail system. <{recipient}>: {reply}

            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.org

            Final-Recipient: rfc822; {recipient}
            Action: {action}
            Status: {status}
            Diagnostic-Code: smtp; {reply}

            --b
            Content-Type: text/rfc822-headers

            Subject: The news
            {returned}
            --b--

            """.ReplaceLineEndings("\r\n");

    private static string Complaint(string to, string unsubscribe) =>
        $"""
            From: fbl@provider.example
            To: {to}
            Subject: complaint
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=feedback-report; boundary=b

            --b
            Content-Type: text/plain

            This is a complaint.

            --b
            Content-Type: message/feedback-report

            Feedback-Type: abuse
            User-Agent: test/1
            Version: 1

            --b
            Content-Type: message/rfc822

            From: letter@example.com
            List-Unsubscribe: <{unsubscribe}>
            Subject: The news

            Hello
            --b--

            """.ReplaceLineEndings("\r\n");
}
