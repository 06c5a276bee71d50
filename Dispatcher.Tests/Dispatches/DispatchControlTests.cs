using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Dispatches;

/// <summary>People pause, stop and correct a dispatch while it is being sent.</summary>
[TestFixture, Integration]
internal sealed class DispatchControlTests
{
    private Workplace _work = null!;
    private ScriptedSmtpServer _server = null!;

    [SetUp]
    public async Task Open()
    {
        _work = await Workplace.CreateAsync(subscribers: 40);
        _server = ScriptedSmtpServer.Start();
    }

    [TearDown]
    public async Task Close()
    {
        await _server.DisposeAsync();
        _work.Dispose();
    }

    [Test]
    public async Task A_pause_stops_further_messages_and_a_resume_sends_the_rest()
    {
        var (dispatcher, dispatch) = await BeginAsync();
        OnMessage(10, () => _work.Control.PauseAsync(dispatch.Id, "by an operator", CancellationToken.None));

        var paused = await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);
        var taken = _server.Messages.Count;
        await _work.Control.ResumeAsync(dispatch.Id, retryRefused: false, CancellationToken.None);
        var resumed = await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);

        Assert.That((paused.End, resumed.End), Is.EqualTo((RunEnd.Paused, RunEnd.Done)));
        Assert.That(taken, Is.InRange(10, 10 + _work.Delivery.Connections));
        Assert.That(_server.Messages.SelectMany(message => message.Recipients), Is.Unique.And.Exactly(40).Items);
    }

    [Test]
    public async Task A_stop_ends_it_and_lists_the_readers_who_got_nothing()
    {
        var (dispatcher, dispatch) = await BeginAsync();
        OnMessage(
            10,
            () => _work.Control.StopAsync(dispatch.Id, "a wrong number in the title", CancellationToken.None)
        );

        var result = await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);

        var counts = await _work.CountsAsync(dispatch);
        var expired = await _work.Ledger.InStatesAsync(
            dispatch.Id,
            [DeliveryState.Expired],
            100,
            CancellationToken.None
        );
        Assert.That(result.End, Is.EqualTo(RunEnd.Stopped));
        Assert.That(counts.Keys, Is.EquivalentTo(new[] { "sent", "expired" }), "messages in transfer are recorded");
        Assert.That(counts.Values.Sum(), Is.EqualTo(40));
        Assert.That(expired.Select(row => row.Reply), Is.All.EqualTo("a wrong number in the title"));
        Assert.That(
            (await _work.Dispatches.FindAsync(dispatch.Id, CancellationToken.None))!,
            Has.Property("State").EqualTo(DispatchState.Stopped).And.Property("FinishedAt").Not.Null
        );
    }

    [Test]
    public async Task A_pause_ends_a_run_that_waits_for_a_relay()
    {
        _server.On(Stage.Connect, SmtpAction.Reply("554 not today").Then(SmtpAction.Close));
        var (dispatcher, dispatch) = await BeginAsync();

        var progress = new DispatchProgress();
        var run = dispatcher.ContinueAsync(dispatch, progress, CancellationToken.None);
        Assert.That(() => progress.Waiting, Is.Not.Null.After(60_000, 10));
        await _work.Control.PauseAsync(dispatch.Id, "by an operator", CancellationToken.None);

        Assert.That((await run.WaitAsync(TimeSpan.FromSeconds(60))).End, Is.EqualTo(RunEnd.Paused));
        Assert.That(
            (await _work.Dispatches.FindAsync(dispatch.Id, CancellationToken.None))!.Reason,
            Is.EqualTo("by an operator")
        );
        Assert.That(await _work.CountsAsync(dispatch), Is.EqualTo(new Dictionary<string, long> { ["pending"] = 40 }));
    }

    [Test]
    public async Task A_stop_also_expires_deliveries_that_were_deferred_or_waited_for_the_relay()
    {
        _server.On(Stage.Rcpt, SmtpAction.Reply("451 4.3.0 later"));
        var (dispatcher, dispatch) = await BeginAsync();
        var count = 0;
        _server.On(
            Stage.Mail,
            _ =>
                Interlocked.Increment(ref count) == 3
                    ? SmtpAction
                        .Run(() =>
                            _work
                                .Control.StopAsync(dispatch.Id, "enough", CancellationToken.None)
                                .GetAwaiter()
                                .GetResult()
                        )
                        .Then(SmtpAction.AsUsual)
                    : null
        );

        var result = await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);

        Assert.That(result.End, Is.EqualTo(RunEnd.Stopped));
        Assert.That(await _work.CountsAsync(dispatch), Is.EqualTo(new Dictionary<string, long> { ["expired"] = 40 }));
    }

    [Test]
    public async Task The_recovery_of_a_dispatch_that_was_just_stopped_makes_nothing_pending()
    {
        var (dispatcher, dispatch) = await BeginAsync();
        await _work.ExecuteAsync("UPDATE deliveries SET state = 'sending' WHERE subscriber_id = 3");
        await _work.Control.StopAsync(dispatch.Id, "enough", CancellationToken.None);

        await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);

        Assert.That(
            await _work.CountsAsync(dispatch),
            Is.EqualTo(new Dictionary<string, long> { ["expired"] = 39, ["uncertain"] = 1 })
        );
    }

    [Test]
    public async Task Readers_who_are_still_due_get_the_corrected_issue()
    {
        var (dispatcher, dispatch) = await BeginAsync();
        var corrected = _work
            .Package(_work.Issue(body: "Hello {{ subscriber.first_name }}, here is the corrected news."))
            .Freeze();
        OnMessage(
            10,
            () => _work.Control.CorrectAsync(dispatch.Id, corrected, notice: null, whyNot: null, CancellationToken.None)
        );

        var first = await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);
        var second = await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);

        var rows = await _work.Ledger.InStatesAsync(dispatch.Id, [DeliveryState.Sent], 100, CancellationToken.None);
        var texts = _server.Messages.ToDictionary(
            message => message.Recipients.Single(),
            message => message.Parse().TextBody!
        );
        Assert.That((first.End, second.End), Is.EqualTo((RunEnd.Corrected, RunEnd.Done)));
        Assert.That(texts, Has.Count.EqualTo(40));
        Assert.That(rows.Count(row => row.Revision == 0), Is.InRange(10, 10 + _work.Delivery.Connections));
        Assert.That(
            rows.All(row => texts[row.Email].Contains("corrected", StringComparison.Ordinal) == (row.Revision == 1)),
            "the ledger has the right revision of each reader"
        );
    }

    [Test]
    public async Task A_notice_goes_only_to_readers_who_have_the_wrong_issue()
    {
        var (dispatcher, dispatch) = await BeginAsync();
        await _work.ExecuteAsync(
            "UPDATE deliveries SET state = 'sent' WHERE subscriber_id <= 5; UPDATE deliveries SET state = 'uncertain' "
                + "WHERE subscriber_id = 6"
        );
        await _work.ExecuteAsync(
            "UPDATE subscribers SET status = 'unsubscribed' WHERE id = 1; INSERT INTO suppressions (email_key, kind, "
                + "reason, evidence, created_at) VALUES ('reader2@example.org', 'bounce', 'dead-address', NULL, 0)"
        );
        var files = _work.Package().Freeze();

        await _work.Control.CorrectAsync(
            dispatch.Id,
            files,
            new CorrectionMail("Correction", dispatch.CutOffAt, files),
            whyNot: null,
            CancellationToken.None
        );

        var notice = (await _work.Dispatches.OpenAsync(CancellationToken.None)).Single(open =>
            open.Kind == DispatchKind.Correction
        );
        var rows = await _work.Ledger.InStatesAsync(notice.Id, [DeliveryState.Pending], 100, CancellationToken.None);
        Assert.That(
            (notice.CorrectsId, notice.Recipients, notice.SlotDate),
            Is.EqualTo(((long?)dispatch.Id, 4L, dispatch.SlotDate))
        );
        Assert.That(rows.Select(row => row.SubscriberId), Is.EqualTo(new[] { 3L, 4L, 5L, 6L }));
        Assert.That(dispatcher.IsDue(notice));
    }

    [TestCase("done")]
    [TestCase("stopped")]
    [TestCase("missed")]
    public async Task A_dispatch_that_is_over_cannot_be_changed(string state)
    {
        var (_, dispatch) = await BeginAsync();
        await _work.ExecuteAsync($"UPDATE dispatches SET state = '{state}'");

        var results = new[]
        {
            await _work.Control.PauseAsync(dispatch.Id, "x", CancellationToken.None),
            await _work.Control.ResumeAsync(dispatch.Id, retryRefused: false, CancellationToken.None),
            await _work.Control.StopAsync(dispatch.Id, "x", CancellationToken.None),
        };

        Assert.That(results, Is.All.TypeOf<ControlResult.Refused>());
        Assert.That(
            await _work.Control.PauseAsync(99, "x", CancellationToken.None),
            Is.EqualTo(new ControlResult.Refused(null))
        );
    }

    [Test]
    public async Task A_resume_can_retry_refusals_that_were_our_fault_but_no_dead_address()
    {
        var (dispatcher, dispatch) = await BeginAsync();
        await _work.ExecuteAsync(
            """
            UPDATE dispatches SET state = 'paused';
            UPDATE deliveries SET state = 'failed', class = 'policy' WHERE subscriber_id = 1;
            UPDATE deliveries SET state = 'failed', class = 'dead-address' WHERE subscriber_id = 2;
            """
        );

        await _work.Control.ResumeAsync(dispatch.Id, retryRefused: true, CancellationToken.None);
        await dispatcher.ContinueAsync(dispatch, new DispatchProgress(), CancellationToken.None);

        Assert.That(
            await _work.CountsAsync(dispatch),
            Is.EqualTo(new Dictionary<string, long> { ["sent"] = 39, ["failed"] = 1 })
        );
    }

    private async Task<(IssueDispatcher Dispatcher, Dispatch Dispatch)> BeginAsync()
    {
        var dispatcher = _work.Dispatcher(_work.Relay(_server.Port));
        return (dispatcher, await _work.BeginAsync(dispatcher));
    }

    /// <summary>
    /// Runs an action while the server receives the message of that number, as another process would.
    /// </summary>
    private void OnMessage(int number, Func<Task> act)
    {
        var count = 0;
        var acted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.On(
            Stage.AfterData,
            _ =>
                (Interlocked.Increment(ref count) - number) switch
                {
                    0 => SmtpAction.RunAsync(ActAsync).Then(SmtpAction.AsUsual),
                    > 0 => SmtpAction.Until(acted.Task).Then(SmtpAction.AsUsual),
                    _ => null,
                }
        );

        async Task ActAsync()
        {
            await act();
            acted.SetResult();
        }
    }
}
