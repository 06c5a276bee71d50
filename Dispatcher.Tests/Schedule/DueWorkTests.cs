using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Schedule;

/// <summary>The work of each tick, with a clock that the test moves and a pickup folder for the mails.</summary>
[TestFixture, Integration]
internal sealed class DueWorkTests
{
    // 06:00 in Berlin, in winter.
    private static readonly DateTimeOffset Tuesday = new(2026, 11, 24, 5, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Tuesday.AddHours(-2));
    private Workplace _work = null!;

    [SetUp]
    public async Task Open() => _work = await Workplace.CreateAsync(subscribers: 3, _clock);

    [TearDown]
    public void Close() => _work.Dispose();

    [Test]
    public async Task An_issue_is_sent_once_at_its_time_however_many_ticks_follow()
    {
        _work.Issue("letter.md");
        await TickAsync();
        var early = Mails();

        _clock.SetUtcNow(Tuesday);
        await TickAsync();
        await TickAsync();
        _clock.Advance(TimeSpan.FromMinutes(10));
        await TickAsync();

        Assert.That(early, Is.Zero);
        Assert.That(Mails(), Is.EqualTo(3));
        Assert.That((await LatestAsync()).State, Is.EqualTo(DispatchState.Done));
    }

    [TestCase(10, 3, DispatchState.Done)]
    [TestCase(359, 3, DispatchState.Done)]
    [TestCase(361, 0, DispatchState.Missed)]
    public async Task A_service_that_was_down_catches_up_until_the_cut_off(
        int minutesLate,
        int mails,
        DispatchState state
    )
    {
        _work.Issue("letter.md");
        await TickAsync();

        _clock.SetUtcNow(Tuesday.AddMinutes(minutesLate));
        await TickAsync();

        Assert.That(Mails(), Is.EqualTo(mails));
        Assert.That((await LatestAsync()).State, Is.EqualTo(state));
    }

    [Test]
    public async Task After_a_weekend_asleep_only_todays_issue_is_sent()
    {
        _work.Issue("2026-11-27-friday.md", frontMatter: "status: ready\ndate: 2026-11-27");
        _work.Issue("2026-11-30-monday.md", frontMatter: "status: ready\ndate: 2026-11-30");
        _clock.SetUtcNow(Tuesday.AddDays(3).AddHours(-1));
        await TickAsync();

        _clock.SetUtcNow(Tuesday.AddDays(6).AddHours(1));
        await TickAsync();

        var latest = await _work.Dispatches.LatestAsync(10, CancellationToken.None);
        Assert.That(
            latest.Select(dispatch => (dispatch.SlotDate.Day, dispatch.State)),
            Is.EqualTo(new[] { (30, DispatchState.Done), (27, DispatchState.Missed) })
        );
        Assert.That(Mails(), Is.EqualTo(3));
    }

    [Test]
    public async Task A_clock_that_steps_back_sends_nothing_twice()
    {
        _work.Issue("letter.md");
        _work.Issue("next.md");
        await TickAsync();
        _clock.SetUtcNow(Tuesday.AddMinutes(1));
        await TickAsync();

        var back = new FakeTimeProvider(Tuesday.AddHours(-2));
        await TickAsync(back);
        back.SetUtcNow(Tuesday.AddMinutes(2));
        await TickAsync(back);

        Assert.That(Mails(), Is.EqualTo(3));
    }

    [Test]
    public async Task A_clock_that_is_years_off_sends_nothing()
    {
        _work.Issue("letter.md");
        await TickAsync();

        _clock.SetUtcNow(Tuesday.AddYears(1));
        await TickAsync();

        Assert.That(await _work.Dispatches.LatestAsync(10, CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task An_empty_slot_waits_for_an_issue_that_names_its_date_and_for_no_other()
    {
        await TickAsync();
        _clock.SetUtcNow(Tuesday);
        await TickAsync();
        var empty = await LatestAsync();

        _work.Issue("for-tomorrow.md");
        await TickAsync();
        var stillEmpty = Mails();
        _work.Issue("for-today.md", frontMatter: "status: ready\ndate: 2026-11-24");
        await TickAsync();

        Assert.That((empty.State, empty.Reason), Is.EqualTo((DispatchState.Scheduled, "no issue was ready")));
        Assert.That(stillEmpty, Is.Zero);
        Assert.That((await LatestAsync()).IssueSlug, Is.EqualTo("for-today"));
        Assert.That(Mails(), Is.EqualTo(3));
    }

    [Test]
    public async Task A_broken_issue_is_sent_only_after_it_is_fixed()
    {
        _work.Issue("letter.md", body: "Hello {{ subscriber.nickname }}");
        await TickAsync();
        _clock.SetUtcNow(Tuesday);
        await TickAsync();
        var broken = Mails();

        _work.Issue("letter.md");
        _clock.Advance(TimeSpan.FromMinutes(5));
        await TickAsync();

        Assert.That(broken, Is.Zero);
        Assert.That(Mails(), Is.EqualTo(3));
    }

    [Test]
    public async Task A_broken_issue_never_blocks_another()
    {
        _work.Issue("a-broken.md", body: "![x](none.png)");
        _work.Issue("b-good.md");
        await TickAsync();

        _clock.SetUtcNow(Tuesday);
        await TickAsync();

        Assert.That((await LatestAsync()).IssueSlug, Is.EqualTo("b-good"));
        Assert.That(Mails(), Is.EqualTo(3));
    }

    [Test]
    public async Task A_file_that_vanishes_sends_no_empty_mail()
    {
        var file = _work.Issue("letter.md");
        await TickAsync();
        File.Delete(file);

        _clock.SetUtcNow(Tuesday);
        await TickAsync();

        Assert.That(Mails(), Is.Zero);
    }

    [Test]
    public async Task Deliveries_that_a_crash_left_open_are_sent_at_the_next_start()
    {
        _work.Issue("letter.md");
        await _work.BeginAsync(_work.Dispatcher(_work.Pickup()));

        await TickAsync();

        Assert.That(Mails(), Is.EqualTo(3));
    }

    /// <summary>A tick that returned a past instant would be called again and again without a pause.</summary>
    [Test]
    public async Task A_tick_that_cannot_use_the_database_does_not_ask_for_another_tick()
    {
        using var running = new RunningDispatches(_clock, NullLogger<RunningDispatches>.Instance);
        var work = Work(_clock, running);
        var before = await work.RunAsync(CancellationToken.None);
        await _work.ExecuteAsync("ALTER TABLE watch RENAME TO watch_away");
        _clock.SetUtcNow(Tuesday);
        var broken = await work.RunAsync(CancellationToken.None);
        await _work.ExecuteAsync("ALTER TABLE watch_away RENAME TO watch");
        var repaired = await work.RunAsync(CancellationToken.None);

        Assert.That((before, broken, repaired), Is.EqualTo((Tuesday, (DateTimeOffset?)null, Tuesday.AddDays(1))));
    }

    private Task TickAsync() => TickAsync(_clock);

    /// <summary>Runs a tick and waits for the sending that it started.</summary>
    private async Task TickAsync(TimeProvider clock)
    {
        using var running = new RunningDispatches(clock, NullLogger<RunningDispatches>.Instance);
        await Work(clock, running).RunAsync(CancellationToken.None);
        await running.WhenIdleAsync();
    }

    private DueWork Work(TimeProvider clock, RunningDispatches running) =>
        _work.Service(RelayPool.Of(_work.Pickup(), clock), running, clock).GetRequiredService<DueWork>();

    private int Mails() =>
        Directory.Exists(_work.Pickup().Name) ? Directory.EnumerateFiles(_work.Pickup().Name, "*.eml").Count() : 0;

    private async Task<Dispatch> LatestAsync() =>
        (await _work.Dispatches.LatestAsync(1, CancellationToken.None)).Single();
}
