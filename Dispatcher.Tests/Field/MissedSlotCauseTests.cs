using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>
/// Each missed slot has its true cause as the reason. The slot is Tuesday, 24 November 2026, 06:00 in Berlin; caught up
/// until 12:00.
/// </summary>
[TestFixture, Integration]
internal sealed class MissedSlotCauseTests
{
    private static readonly DateOnly Tuesday = new(2026, 11, 24);

    private ScheduleHarness _service = null!;

    [SetUp]
    public async Task Start() => _service = await ScheduleHarness.StartAsync(Berlin("05:00"));

    [TearDown]
    public void Stop() => _service.Dispose();

    [Test]
    public async Task A_missing_issue_is_the_reason()
    {
        await RunAsync("12:01");

        Assert.That(await ReasonAsync(), Is.EqualTo("No issue was ready for it by 12:00."));
    }

    [Test]
    public async Task A_broken_issue_is_named_with_its_file()
    {
        _service.Work.Issue("letter.md", body: "Hello {{ subscriber.nickname }}");

        await RunAsync("12:01");

        Assert.That(
            await ReasonAsync(),
            Does.StartWith("No dispatch began between 06:00 and 12:00: the issue was broken (issues/letter.md:")
                .And.Not.Contain("running")
        );
    }

    [Test]
    public async Task A_file_that_cannot_be_read_as_an_issue_is_named()
    {
        _service.Work.Folder.Write("issues/letter.md", "status: ready\nHello.\n");

        await RunAsync("12:01");

        Assert.That(
            await ReasonAsync(),
            Does.StartWith("No dispatch began between 06:00 and 12:00: no issue was ready (issues/letter.md:1:1: ")
        );
    }

    [Test]
    public async Task An_issue_that_was_fixed_and_broken_again_and_one_that_was_missing_are_both_said()
    {
        await RunAsync("07:00");
        _service.Work.Issue("letter.md", frontMatter: "status: ready\ndate: 2026-11-24", body: "![x](none.png)");
        await RunAsync("12:01");

        Assert.That(
            await ReasonAsync(),
            Does.Contain(
                ": no issue was ready between 06:00 and 07:00; the issue was broken between 07:00 and 12:00 "
                    + "(issues/letter.md:"
            )
        );
    }

    [Test]
    public async Task The_time_in_which_the_dispatcher_was_down_is_in_the_reason()
    {
        _service.Work.Issue("letter.md");
        await RunAsync("05:30");
        await DownUntilAsync("12:30");

        Assert.That(
            await ReasonAsync(),
            Is.EqualTo(
                "No dispatch began between 06:00 and 12:00: the dispatcher was not running between 05:30 and 12:30."
            )
        );
    }

    [Test]
    public async Task A_stopped_dispatcher_and_then_a_missing_issue_are_both_in_the_reason()
    {
        await RunAsync("05:30");
        await DownUntilAsync("08:00");
        await RunAsync("12:01");

        Assert.That(
            await ReasonAsync(),
            Is.EqualTo(
                "No dispatch began between 06:00 and 12:00: the dispatcher was not running between 05:30 and 08:00; "
                    + "no issue was ready between 08:00 and 12:00."
            )
        );
    }

    [Test]
    public async Task A_missing_issue_and_then_a_stopped_dispatcher_are_both_in_the_reason()
    {
        await RunAsync("07:00");
        await DownUntilAsync("13:00");

        Assert.That(
            await ReasonAsync(),
            Is.EqualTo(
                "No dispatch began between 06:00 and 12:00: no issue was ready between 06:00 and 07:00; the "
                    + "dispatcher was not running between 07:00 and 13:00."
            )
        );
    }

    [Test]
    public async Task A_sleeping_machine_counts_as_not_running()
    {
        _service.Work.Issue("letter.md");
        await RunAsync("05:30");
        _service.Clock.SetUtcNow(Berlin("12:30"));
        await _service.TickAsync();

        Assert.That(
            await ReasonAsync(),
            Does.Contain("not running between 05:30 and 12:30"),
            "the same process, and no tick"
        );
    }

    [Test]
    public async Task A_failing_database_does_not_count_as_not_running()
    {
        _service.Work.Issue("letter.md");
        await RunAsync("05:30");
        await _service.Work.ExecuteAsync("ALTER TABLE watch RENAME TO gone");
        await RunAsync("12:30");
        await _service.Work.ExecuteAsync("ALTER TABLE gone RENAME TO watch");
        await RunAsync("12:31");

        Assert.That(
            await ReasonAsync(),
            Does.StartWith("No dispatch began between 06:00 and 12:00: the database or a file could not be used (")
                .And.Contains("no such table: watch")
                .And.Not.Contains("running")
        );
    }

    [Test]
    public async Task A_database_that_failed_until_a_restart_is_in_the_reason_for_the_known_time()
    {
        _service.Work.Issue("letter.md");
        await RunAsync("05:30");
        await _service.Work.ExecuteAsync("ALTER TABLE waves RENAME TO gone");
        await RunAsync("09:00");
        await _service.Work.ExecuteAsync("ALTER TABLE gone RENAME TO waves");
        await DownUntilAsync("12:30");

        Assert.That(
            await ReasonAsync(),
            Does.Match(
                "the database or a file could not be used between 05:30 and 09:00 \\(.*waves.*\\); the dispatcher was "
                    + "not running between 0[89]:\\d\\d and 12:30"
            )
        );
    }

    [Test]
    public async Task A_wrong_clock_does_not_count_as_not_running()
    {
        _service.Work.Issue("letter.md");
        await RunAsync("05:30");
        _service.Clock.SetUtcNow(Berlin("05:31").AddYears(3));
        await _service.TickAsync();
        _service.Clock.SetUtcNow(Berlin("12:30"));
        await _service.TickAsync();

        Assert.That(
            await ReasonAsync(),
            Does.Contain("the clock could not be believed between 05:30 and 12:30").And.Not.Contain("running")
        );
    }

    [Test]
    public async Task Another_process_that_held_the_database_is_in_the_reason()
    {
        _service.Work.Issue("letter.md");
        await RunAsync("05:30");
        _service.Clock.SetUtcNow(Berlin("12:30"));
        _service.Restart();
        await _service.Watch.Obstacles.NoteHeldAsync(Berlin("05:40"), Berlin("12:30"), CancellationToken.None);
        await _service.TickAsync();

        Assert.That(
            await ReasonAsync(),
            Is.EqualTo("No dispatch began between 06:00 and 12:00: another process held the database.")
        );
    }

    [Test]
    public async Task A_dispatch_that_was_paused_until_its_cut_off_keeps_the_reason_of_the_pause()
    {
        _service.Work.Issue("letter.md");
        var dispatch = await _service.Work.BeginAsync(_service.Work.Dispatcher(_service.Relays, _service.Clock));
        await _service.Work.Control.PauseAsync(dispatch.Id, "by an operator", CancellationToken.None);
        await RunAsync("11:30");

        var stopped = await _service.OfAsync(Tuesday);
        Assert.That(
            (stopped.State, stopped.Reason),
            Is.EqualTo((DispatchState.Stopped, "paused until its cut-off: by an operator"))
        );
    }

    [Test]
    public async Task A_wave_that_was_missed_without_an_issue_has_this_reason()
    {
        await _service.Work.ExecuteAsync("UPDATE subscribers SET time_zone = 'Pacific/Auckland' WHERE id = 1");

        // 06:00 in Auckland is 18:00 of the day before in Berlin; its catch-up ends at midnight.
        _service.Clock.SetUtcNow(Berlin("17:00"));
        var auckland = Berlin("18:00");
        await _service.UntilAsync(auckland.AddHours(7));
        _service.Work.Issue("letter.md", frontMatter: "status: ready\ndate: 2026-11-25");
        await _service.UntilAsync(Berlin("06:00").AddDays(1).AddMinutes(5));

        var dispatch = await _service.OfAsync(Tuesday.AddDays(1));
        var expired = await _service.Work.Ledger.InStatesAsync(
            dispatch.Id,
            [DeliveryState.Expired],
            10,
            CancellationToken.None
        );
        Assert.That(
            expired.Select(row => row.Reply),
            Is.EqualTo(new[] { "its morning was missed: no issue was ready" })
        );
    }

    [Test]
    public async Task A_week_without_the_dispatcher_is_one_line_in_the_log()
    {
        await RunAsync("05:30");
        _service.Clock.SetUtcNow(Berlin("12:30").AddDays(7));
        _service.Restart();
        await _service.TickAsync();

        var lines = _service.Log.Lines.Where(line => line.Contains("missed", StringComparison.Ordinal)).ToList();
        Assert.That(lines, Has.Count.EqualTo(1));
        Assert.That(
            lines[0],
            Does.StartWith(
                "Error: 6 slots were missed, 2026-11-24 to 2026-12-01. The last one: No dispatch began between 06:00 "
                    + "and 12:00: the dispatcher was not running"
            )
        );
    }

    [Test]
    public void An_unknown_reason_points_to_the_log() =>
        Assert.That(
            MissedReason.OfSlot(Tuesday, new(Berlin("06:00"), Berlin("12:00")), [], wasFoundEmpty: false, at => at),
            Is.EqualTo(
                "No dispatch began between 06:00 and 12:00: what kept it back is not known; look at the log of that "
                    + "time."
            )
        );

    private static DateTimeOffset Berlin(string time) =>
        new(Tuesday, TimeOnly.Parse(time, null), TimeSpan.FromHours(1));

    private Task RunAsync(string until) => _service.UntilAsync(Berlin(until));

    /// <summary>Ends the process and starts another at a given time.</summary>
    private async Task DownUntilAsync(string time)
    {
        _service.Clock.SetUtcNow(Berlin(time));
        _service.Restart();
        await _service.TickAsync();
        await _service.Running.WhenIdleAsync();
    }

    private async Task<string?> ReasonAsync()
    {
        var dispatch = await _service.OfAsync(Tuesday);
        Assert.That(dispatch.State, Is.EqualTo(DispatchState.Missed));
        return dispatch.Reason;
    }
}
