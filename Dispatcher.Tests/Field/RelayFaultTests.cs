using Dapper;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>A fault of the relay, or of ours, does not suppress readers, and they get the next issues.</summary>
[TestFixture, Integration]
internal sealed class RelayFaultTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 5, 0, 0, TimeSpan.Zero);

    private ScriptedSmtpServer _server = null!;

    [SetUp]
    public void Open() => _server = ScriptedSmtpServer.Start();

    [TearDown]
    public async Task Close() => await _server.DisposeAsync();

    [TestCase(12, Stage.Rcpt, "454 Sending paused for this account.", "paused")]
    [TestCase(12, Stage.AfterData, "454 Sending paused for this account.", "paused")]
    [TestCase(12, Stage.Rcpt, "451 4.7.1 Service unavailable - try again later", "filter")]
    [TestCase(12, Stage.AfterData, "451 4.7.1 Service unavailable - try again later", "filter")]
    [TestCase(12, Stage.Rcpt, "450 4.7.1 <mail.letter.example>: Helo command rejected: Host not found", "our host")]
    [TestCase(12, Stage.Rcpt, "450 4.1.8 <letter@example.com>: Sender address rejected: Domain not found", "sender")]
    [TestCase(12, Stage.Rcpt, "450 4.0.0 try again", "refuses everybody")]
    [TestCase(12, Stage.Rcpt, "452 4.2.2 mailbox full", "full")]
    [TestCase(12, Stage.Rcpt, "550 5.4.5 Daily user sending quota exceeded.", "limit")]
    [TestCase(12, Stage.Rcpt, "552 5.2.2 mailbox full", "full")]
    [TestCase(12, Stage.Rcpt, "550 5.1.1 user unknown", "no such mailbox")]
    [TestCase(12, Stage.Rcpt, "550 5.2.1 account disabled", "account")]
    [TestCase(12, Stage.Rcpt, "550 no", "refuses everybody")]
    [TestCase(6, Stage.AfterData, "554 Message rejected: Email address is not verified.", "verified")]
    [TestCase(6, Stage.Rcpt, "452 4.2.2 mailbox full", "full")]
    [TestCase(2, Stage.Rcpt, "454 Sending paused for this account.", "paused")]
    [TestCase(1, Stage.Rcpt, "550 5.1.1 user unknown", "no such mailbox")]
    public async Task Five_issues_that_were_refused_for_all_readers_suppress_nobody(
        int readers,
        Stage stage,
        string answer,
        string named
    )
    {
        var clock = new FakeTimeProvider(Monday);
        using var work = await WorkplaceAsync(readers, clock);
        _server.On(stage, SmtpAction.Reply(answer));
        List<string> told = [];

        foreach (var day in new[] { 0, 4, 8, 11, 14 })
        {
            told.Add(await SendDayAsync(work, clock, day));
        }

        await using var connection = await work.Database.OpenAsync(CancellationToken.None);
        Assert.That(await connection.QueryAsync<string>("SELECT reason FROM suppressions"), Is.Empty);
        Assert.That(
            await connection.QueryAsync<string>("SELECT DISTINCT status FROM subscribers"),
            Is.EqualTo(new[] { "active" })
        );
        Assert.That(
            await connection.QueryAsync<string>(
                "SELECT DISTINCT class FROM deliveries WHERE class IS NOT NULL AND class <> 'ours'"
            ),
            Is.Empty,
            "later reviews count none of the refusals"
        );
        Assert.That(told, Has.All.Contain(named).And.All.Contain($"127.0.0.1:{_server.Port}"));
    }

    [TestCase("550 5.1.1 user unknown", 1)]
    [TestCase("550 5.4.5 Daily user sending quota exceeded.", 6)]
    [TestCase("554 Message rejected: Email address is not verified", 6)]
    [TestCase("554 Message rejected: Email address is not verified", 30)]
    public async Task After_a_resume_readers_of_a_dispatch_that_was_refused_for_all_get_the_issue(
        string answer,
        int readers
    )
    {
        using var work = await WorkplaceAsync(readers, TimeProvider.System);
        var isBad = true;
        _server.On(Stage.Rcpt, _ => isBad ? SmtpAction.Reply(answer) : null);
        var dispatcher = work.Dispatcher(work.Relay(_server.Port));
        var dispatch = await work.BeginAsync(dispatcher);

        await UntilAsync(dispatcher, dispatch, end => end is RunEnd.Paused);
        var paused = (await work.Dispatches.FindAsync(dispatch.Id, CancellationToken.None))!;
        var (counts, refused) = (await work.CountsAsync(dispatch), _server.Messages.Count);
        isBad = false;
        await work.Control.ResumeAsync(dispatch.Id, retryRefused: false, CancellationToken.None);
        await UntilAsync(dispatcher, dispatch, end => end is RunEnd.Done);

        Assert.That(paused.State, Is.EqualTo(DispatchState.Paused));
        Assert.That(paused.Reason, Does.Contain(answer).And.Contain("Then resume"));
        Assert.That(counts, Is.EqualTo(new Dictionary<string, long> { ["pending"] = readers }), "nobody failed");
        Assert.That(refused, Is.Zero);
        Assert.That(_server.Messages.SelectMany(message => message.Recipients), Is.Unique.And.Exactly(readers).Items);
        Assert.That(await AttemptsAsync(work), Is.EqualTo(new[] { 1L }));
    }

    [TestCase("454 Sending paused for this account.")]
    [TestCase("451 4.7.1 Service unavailable - try again later")]
    public async Task A_run_waits_for_a_relay_that_takes_nothing_and_counts_no_attempt(string answer)
    {
        using var work = await WorkplaceAsync(20, TimeProvider.System);
        var refusals = 0;
        _server.On(Stage.AfterData, _ => Interlocked.Increment(ref refusals) <= 6 ? SmtpAction.Reply(answer) : null);

        var dispatch = await work.SendAllAsync(work.Relay(_server.Port));

        Assert.That(dispatch.State, Is.EqualTo(DispatchState.Done));
        Assert.That(_server.Messages.SelectMany(message => message.Recipients), Is.Unique.And.Exactly(20).Items);
        Assert.That(await AttemptsAsync(work), Is.EqualTo(new[] { 1L }));
        Assert.That(_server.Received.Count, Is.EqualTo(26), "only refused messages were tried again");
    }

    [Test]
    public async Task A_limit_of_the_relay_that_is_reached_pauses_the_dispatch_and_fails_no_delivery()
    {
        using var work = await WorkplaceAsync(60, TimeProvider.System);
        var taken = 0;
        _server.On(
            Stage.Rcpt,
            _ =>
                Interlocked.Increment(ref taken) > 30
                    ? SmtpAction.Reply("550 5.4.5 Daily user sending quota exceeded.")
                    : null
        );
        var dispatcher = work.Dispatcher(work.Relay(_server.Port));
        var dispatch = await work.BeginAsync(dispatcher);

        await UntilAsync(dispatcher, dispatch, end => end is RunEnd.Paused);

        var paused = (await work.Dispatches.FindAsync(dispatch.Id, CancellationToken.None))!;
        Assert.That(
            paused.Reason,
            Does.Contain("the limit of our account at the relay is reached")
                .And.Contain("550 5.4.5 Daily user sending quota exceeded.")
        );
        Assert.That(
            await work.CountsAsync(dispatch),
            Is.EqualTo(new Dictionary<string, long> { ["sent"] = 30, ["pending"] = 30 })
        );
    }

    [Test]
    public async Task One_dead_address_of_three_is_suppressed_when_the_others_were_accepted()
    {
        using var work = await Workplace.CreateAsync(3);
        _server.On(
            Stage.Rcpt,
            call => call.Recipient == "reader1@example.org" ? SmtpAction.Reply("550 5.1.1 no such user") : null
        );

        var dispatch = await work.SendAllAsync(work.Relay(_server.Port));

        await using var connection = await work.Database.OpenAsync(CancellationToken.None);
        Assert.That(dispatch.State, Is.EqualTo(DispatchState.Done));
        Assert.That(
            await connection.QueryAsync<string>("SELECT email_key FROM suppressions"),
            Is.EqualTo(new[] { "reader1@example.org" })
        );
        Assert.That(
            await work.CountsAsync(dispatch),
            Is.EqualTo(new Dictionary<string, long> { ["sent"] = 2, ["failed"] = 1 })
        );
    }

    [Test]
    public async Task The_last_two_deferred_recipients_are_retried_separately_even_after_a_restart()
    {
        using var work = await WorkplaceAsync(100, TimeProvider.System);
        _server.On(
            Stage.Rcpt,
            call =>
                call.Recipient.StartsWith("reader7@", StringComparison.Ordinal)
                || call.Recipient.StartsWith("reader8@", StringComparison.Ordinal)
                    ? SmtpAction.Reply("452 4.2.2 mailbox full")
                    : null
        );
        Dispatch? dispatch = null;
        for (var restart = 0; restart < 6; restart++)
        {
            var dispatcher = work.Dispatcher(work.Relay(_server.Port));
            dispatch ??= await work.BeginAsync(dispatcher);
            await UntilAsync(dispatcher, dispatch, end => end is RunEnd.Waiting or RunEnd.Done);
            await Task.Delay(30);
        }

        var rows = await work.Ledger.InStatesAsync(
            dispatch!.Id,
            [DeliveryState.Deferred, DeliveryState.Expired],
            10,
            CancellationToken.None
        );
        Assert.That(
            rows.Select(row => (row.Email[..7], row.Cause)),
            Is.EqualTo(new[] { ("reader7", "mailbox-full"), ("reader8", "mailbox-full") })
        );
        Assert.That(rows.Select(row => row.Attempts), Is.All.GreaterThan(3));
    }

    [Test]
    public async Task Readers_of_a_domain_that_refuses_all_of_them_are_not_suppressed()
    {
        var clock = new FakeTimeProvider(Monday);
        using var work = await WorkplaceAsync(40, clock);
        await work.ExecuteAsync(
            "UPDATE subscribers SET email = 'reader' || id || '@down.example', email_key = 'reader' || id || "
                + "'@down.example' WHERE id % 4 = 0"
        );
        _server.On(
            Stage.Rcpt,
            call =>
                call.Recipient.EndsWith("@down.example", StringComparison.Ordinal)
                    ? SmtpAction.Reply("550 we do not like it")
                    : null
        );
        work.Delivery = work.Delivery with { Breaker = new BreakerSettings { Percent = 100 } };

        foreach (var day in new[] { 0, 4, 8, 11, 14 })
        {
            await SendDayAsync(work, clock, day);
        }

        await using var connection = await work.Database.OpenAsync(CancellationToken.None);
        Assert.That(await connection.QueryAsync<string>("SELECT email_key FROM suppressions"), Is.Empty);
        Assert.That(_server.Messages, Has.Count.EqualTo(150), "the other readers get the issue");
    }

    [TestCase("454 Sending paused for this account.")]
    [TestCase("550 5.7.1 sending is not allowed for this account")]
    public async Task When_one_of_two_relays_refuses_all_the_other_sends(string answer)
    {
        await using var good = ScriptedSmtpServer.Start();
        using var work = await WorkplaceAsync(60, TimeProvider.System);
        _server.On(Stage.Rcpt, SmtpAction.Reply(answer));

        var dispatch = await work.SendAllAsync(work.Pool((_server.Port, 1), (good.Port, 1)));

        Assert.That(dispatch.State, Is.EqualTo(DispatchState.Done));
        Assert.That(good.Messages.SelectMany(message => message.Recipients), Is.Unique.And.Exactly(60).Items);
        Assert.That(await AttemptsAsync(work), Is.EqualTo(new[] { 1L }));
    }

    [TestCase(Stage.Mail, "452 4.4.5 Maximum number of messages per session")]
    [TestCase(Stage.Rcpt, "452 4.4.5 Maximum number of messages per session")]
    [TestCase(Stage.AfterData, "452 4.4.5 Maximum number of messages per session")]
    [TestCase(Stage.Mail, "421 4.7.0 Too many messages in this session")]
    [TestCase(Stage.Mail, "451 4.7.0 Message limit per connection exceeded")]
    [TestCase(Stage.Rcpt, "550 5.7.0 too many messages for this connection")]
    public async Task A_full_session_leads_to_a_new_connection_and_costs_no_attempt(Stage stage, string answer)
    {
        // The clock stands still: if the relay counted as being in trouble, the run would wait without end.
        using var work = await WorkplaceAsync(30, new FakeTimeProvider(Monday));
        _server.On(stage, call => call.Message > 7 ? SmtpAction.Reply(answer) : null);
        var progress = new DispatchProgress();
        var dispatcher = work.Dispatcher(work.Relay(_server.Port));
        var dispatch = await work.BeginAsync(dispatcher);

        var result = await dispatcher.ContinueAsync(dispatch, progress, CancellationToken.None);

        Assert.That(result.End, Is.EqualTo(RunEnd.Done), "in one run");
        Assert.That(_server.Messages.SelectMany(message => message.Recipients), Is.Unique.And.Exactly(30).Items);
        Assert.That(_server.Messages.Max(message => message.Number), Is.EqualTo(7));
        Assert.That(await AttemptsAsync(work), Is.EqualTo(new[] { 1L }));
        Assert.That((progress.Waiting, progress.Notice), Is.EqualTo(((string?)null, (string?)null)));
    }

    private static async Task<Workplace> WorkplaceAsync(int readers, TimeProvider clock)
    {
        var work = await Workplace.CreateAsync(readers, clock);
        await work.ExecuteAsync(
            """
            UPDATE subscribers
               SET email = 'reader' || id || '@' || char(97 + id % 9) || '.example',
                   email_key = 'reader' || id || '@' || char(97 + id % 9) || '.example'
            """
        );
        return work;
    }

    /// <summary>Sends a day's issue until its cut-off has passed.</summary>
    /// <returns>What the operator was told: why the dispatch waited or was paused.</returns>
    private async Task<string> SendDayAsync(Workplace work, FakeTimeProvider clock, int day)
    {
        clock.SetUtcNow(Monday.AddDays(day));
        var dispatcher = work.Dispatcher(work.Relay(_server.Port));
        var package = work.Package(work.Issue($"letter-{day}.md"));
        var dispatch = await work.BeginAsync(
            dispatcher,
            package,
            DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime),
            TimeSpan.FromHours(6)
        );
        var progress = new DispatchProgress();
        var run = dispatcher.ContinueAsync(dispatch, progress, CancellationToken.None);
        while (!run.IsCompleted && progress.Waiting is null)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10);
        }

        var told =
            progress.Waiting ?? (await work.Dispatches.FindAsync(dispatch.Id, CancellationToken.None))!.Reason ?? "";
        clock.SetUtcNow(dispatch.CutOffAt);
        await run;
        await dispatcher.ContinueAsync(dispatch, progress, CancellationToken.None);
        return told;
    }

    private static async Task UntilAsync(IssueDispatcher dispatcher, Dispatch dispatch, Func<RunEnd, bool> isEnd)
    {
        while (!isEnd((await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None)).End))
        {
            await Task.Delay(20);
        }
    }

    private static async Task<IEnumerable<long>> AttemptsAsync(Workplace work)
    {
        await using var connection = await work.Database.OpenAsync(CancellationToken.None);
        return await connection.QueryAsync<long>("SELECT DISTINCT attempts FROM deliveries ORDER BY 1");
    }
}
