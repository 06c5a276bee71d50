using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Schedule;

/// <summary>
/// Runs the service tick by tick with readers in several time zones, and with a clock that the test moves.
/// </summary>
[TestFixture, Integration]
internal sealed class LocalMorningTests
{
    /// <summary>06:00 of Tuesday, 24 November 2026, in the local time of each.</summary>
    private static readonly DateTimeOffset Auckland = new(2026, 11, 23, 17, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Berlin = new(2026, 11, 24, 5, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Honolulu = new(2026, 11, 24, 16, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Auckland.AddHours(-5));
    private Workplace _work = null!;
    private RunningDispatches _running = null!;
    private ScriptedSmtpServer _server = null!;
    private DueWork _service = null!;

    [SetUp]
    public async Task Open()
    {
        // 1 to 4 in Auckland, 5 and 6 in Honolulu, 7 to 10 without a zone.
        _work = await Workplace.CreateAsync(subscribers: 10, _clock);
        await _work.ExecuteAsync("UPDATE subscribers SET time_zone = 'Pacific/Auckland' WHERE id <= 4");
        await _work.ExecuteAsync("UPDATE subscribers SET time_zone = 'Pacific/Honolulu' WHERE id IN (5, 6)");
        _server = ScriptedSmtpServer.Start();
        _running = new RunningDispatches(_clock, NullLogger<RunningDispatches>.Instance);
        _service = Service();
    }

    [TearDown]
    public async Task Close()
    {
        await _running.StopAsync(CancellationToken.None);
        _running.Dispose();
        await _server.DisposeAsync();
        _work.Dispose();
    }

    [Test]
    public async Task Each_reader_gets_the_issue_once_in_their_own_morning()
    {
        _work.Issue("letter.md");
        await TickAsync(Auckland.AddMinutes(-1));
        var before = Readers();
        await TickAsync(Auckland);
        var first = Readers();
        await TickAsync(Auckland.AddHours(3));
        await TickAsync(Berlin);
        var second = Readers();
        await TickAsync(Honolulu);

        Assert.That(before, Is.Empty);
        Assert.That(first, Is.EqualTo(new[] { 1, 2, 3, 4 }));
        Assert.That(second, Is.EqualTo(new[] { 1, 2, 3, 4, 7, 8, 9, 10 }));
        Assert.That(Readers(), Is.EqualTo(Enumerable.Range(1, 10)));
        Assert.That(await StatesAsync(), Is.EqualTo("done: sent 10"));
    }

    [Test]
    public async Task The_issue_is_frozen_at_the_first_wave()
    {
        _work.Issue("letter.md", body: "The first words.");
        await TickAsync(Auckland.AddMinutes(-1));
        await TickAsync(Auckland);

        _work.Issue("letter.md", body: "Other words.");
        await TickAsync(Berlin);

        Assert.That(
            _server.Messages.Select(message => message.Parse().TextBody),
            Has.Exactly(8).Contains("The first words.")
        );
    }

    [Test]
    public async Task The_next_wave_is_known_to_the_timetable()
    {
        _work.Issue("letter.md");
        var first = await TickAsync(Auckland.AddHours(-1));
        var second = await TickAsync(Auckland);

        Assert.That((first, second), Is.EqualTo((Auckland, Berlin)));
    }

    [Test]
    public async Task A_subscriber_who_confirms_before_their_wave_joins_it_and_a_later_one_waits_for_the_next_slot()
    {
        _work.Issue("letter.md");
        await TickAsync(Auckland.AddMinutes(-1));
        await TickAsync(Auckland);
        await AddAsync(11, null, Auckland.AddHours(1));
        await AddAsync(12, "Pacific/Auckland", Auckland.AddHours(1));
        await AddAsync(13, "America/New_York", Auckland.AddHours(1));
        await TickAsync(Berlin);
        await AddAsync(14, null, Berlin.AddHours(1));
        await AddAsync(15, "Pacific/Honolulu", Berlin.AddHours(1));
        await TickAsync(Berlin.AddHours(5));
        await TickAsync(Berlin.AddHours(6));
        await TickAsync(Honolulu);

        Assert.That(Readers(), Is.EqualTo(new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15 }));
        Assert.That(await StatesAsync(), Is.EqualTo("done: sent 13"));
    }

    [Test]
    public async Task A_dispatch_that_was_done_opens_again_when_a_subscriber_joins_in_a_later_zone()
    {
        await _work.ExecuteAsync("UPDATE subscribers SET time_zone = NULL");
        _work.Issue("letter.md");
        await TickAsync(Auckland.AddMinutes(-1));
        await TickAsync(Berlin);
        var done = await StatesAsync();
        await AddAsync(11, "Pacific/Honolulu", Berlin.AddHours(2));
        await TickAsync(Berlin.AddHours(2));
        var open = await StatesAsync();
        await TickAsync(Honolulu);

        Assert.That((done, open), Is.EqualTo(("done: sent 10", "sending: sent 10")));
        Assert.That(await StatesAsync(), Is.EqualTo("done: sent 11"));
    }

    // 06:00 in Tokyo is four hours after Auckland; no reader was there at the freeze.
    [TestCase(-5, true, TestName = "A_reader_who_confirms_in_a_new_zone_just_before_its_morning_gets_the_issue")]
    [TestCase(
        +5,
        false,
        TestName = "A_reader_who_confirms_in_a_new_zone_just_after_its_morning_waits_for_the_next_slot"
    )]
    [TestCase(
        3600,
        false,
        TestName = "A_reader_who_confirms_in_a_new_zone_after_its_morning_does_not_join_the_newsletters_wave"
    )]
    public async Task A_new_zone_has_its_own_morning_only(int seconds, bool getsIt)
    {
        var tokyo = Auckland.AddHours(4);
        _work.Issue("letter.md");
        await TickAsync(Auckland.AddMinutes(-1));
        await TickAsync(Auckland);
        await AddAsync(11, "Asia/Tokyo", tokyo.AddSeconds(seconds));
        await TickAsync(tokyo.AddSeconds(Math.Max(10, seconds + 10)));
        var first = Readers();
        await TickAsync(Berlin);
        await TickAsync(Honolulu);

        Assert.That(first.Contains(11), Is.EqualTo(getsIt));
        Assert.That(Readers().Contains(11), Is.EqualTo(getsIt));
        Assert.That(await StatesAsync(), Is.EqualTo($"done: sent {(getsIt ? 11 : 10)}"));
    }

    [Test]
    public async Task A_reader_who_was_promised_tomorrows_issue_does_not_get_a_late_issue_of_today()
    {
        await TickAsync(Auckland.AddMinutes(-1));
        await TickAsync(Berlin);
        await AddAsync(11, null, Berlin.AddMinutes(2));
        await AddAsync(12, null, Berlin.AddMinutes(-2));
        _work.Issue("letter.md", frontMatter: "status: ready\ndate: 2026-11-24");
        await TickAsync(Berlin.AddMinutes(10));

        Assert.That(Readers(), Does.Contain(12).And.Contain(7).And.Not.Contain(11));
    }

    [TestCase(1, "Pacific/Honolulu", TestName = "A_reader_who_has_the_issue_and_moves_west_does_not_get_it_again")]
    [TestCase(5, "Pacific/Auckland", TestName = "A_reader_who_waits_and_moves_east_still_gets_the_issue")]
    [TestCase(7, "America/New_York", TestName = "A_reader_who_waits_and_moves_to_a_new_zone_still_gets_the_issue")]
    public async Task A_reader_who_changes_the_zone_during_a_dispatch_gets_the_issue_once(int reader, string zone)
    {
        _work.Issue("letter.md");
        await TickAsync(Auckland.AddMinutes(-1));
        await TickAsync(Auckland);
        await _work.ExecuteAsync(
            $"UPDATE subscribers SET time_zone = '{zone}', updated_at = {Auckland.ToUnixTimeMilliseconds()} WHERE id "
                + $"= {reader}"
        );
        await TickAsync(Berlin);
        await TickAsync(Berlin.AddHours(6));
        await TickAsync(Honolulu);

        Assert.That(Readers(), Is.EqualTo(Enumerable.Range(1, 10)));
        Assert.That(await StatesAsync(), Is.EqualTo("done: sent 10"));
    }

    [Test]
    public async Task A_service_that_was_down_over_a_wave_sends_the_later_ones()
    {
        _work.Issue("letter.md");
        await TickAsync(Auckland.AddMinutes(-1));

        await TickAsync(Auckland.AddHours(7));
        await TickAsync(Berlin);
        await TickAsync(Honolulu);

        Assert.That(Readers(), Is.EqualTo(new[] { 5, 6, 7, 8, 9, 10 }));
        Assert.That(await StatesAsync(), Is.EqualTo("done: sent 6, expired 4"));
        var expired = await _work.Ledger.InStatesAsync(1, [DeliveryState.Expired], 10, CancellationToken.None);
        Assert.That(expired.Select(row => row.Reply), Is.All.Contains("was missed: the dispatcher was not running"));
    }

    [Test]
    public async Task A_wave_that_was_missed_during_an_open_dispatch_is_logged_with_its_readers()
    {
        _work.Issue("letter.md");
        await TickAsync(Auckland.AddMinutes(-1));
        await TickAsync(Auckland);

        _service = Service();
        await TickAsync(Honolulu.AddMinutes(-1));
        await TickAsync(Honolulu);

        Assert.That(Readers(), Is.EqualTo(new[] { 1, 2, 3, 4, 5, 6 }));
        Assert.That(await StatesAsync(), Is.EqualTo("done: sent 6, expired 4"));
    }

    [Test]
    public async Task A_slot_is_missed_when_all_its_waves_are()
    {
        _work.Issue("letter.md");
        await TickAsync(Auckland.AddMinutes(-1));

        await TickAsync(Honolulu.AddHours(6));

        var slot = (await _work.Dispatches.LatestAsync(10, CancellationToken.None)).Single(dispatch =>
            dispatch.SlotDate.Day == 24
        );
        Assert.That(slot.State, Is.EqualTo(DispatchState.Missed));
    }

    [Test]
    public async Task A_late_issue_that_misses_the_eastern_waves_is_still_sent_to_the_others()
    {
        await TickAsync(Auckland.AddMinutes(-1));
        await TickAsync(Auckland);
        _work.Issue("letter.md");
        await TickAsync(Auckland.AddHours(2));

        Assert.That(Readers(), Is.EqualTo(new[] { 1, 2, 3, 4 }), "their wave can still be caught up");
        await TickAsync(Berlin);
        Assert.That(Readers(), Has.Length.EqualTo(8));
    }

    [Test]
    public async Task A_deferred_message_of_an_early_wave_is_not_retried_after_the_waves_cut_off()
    {
        _work.Delivery = _work.Delivery with
        {
            Retry = new()
            {
                FirstDelay = TimeSpan.FromMinutes(50),
                MaxDelay = TimeSpan.FromMinutes(50),
                GiveUpAfter = TimeSpan.FromHours(2),
            },
        };
        _service = Service();
        _server.On(
            Stage.Rcpt,
            call =>
                call.Line.Contains("reader1@", StringComparison.Ordinal) ? SmtpAction.Reply("450 4.2.0 later") : null
        );
        _work.Issue("letter.md");
        await TickAsync(Auckland.AddMinutes(-1));
        for (var at = Auckland; at <= Berlin; at = at.AddMinutes(30))
        {
            await TickAsync(at);
        }

        var row = (await _work.Ledger.InStatesAsync(1, [DeliveryState.Expired], 10, CancellationToken.None)).Single();
        Assert.That((row.Email, row.Attempts), Is.EqualTo(("reader1@example.org", 2L)));
        Assert.That(row.UpdatedAt, Is.LessThanOrEqualTo(Auckland.AddHours(2)));
    }

    [Test]
    public async Task A_slow_domain_of_an_old_dispatch_does_not_hold_up_the_first_wave_of_the_new_one()
    {
        await _work.ExecuteAsync(
            "UPDATE subscribers SET email = 'reader6@slow.example', email_key = 'reader6@slow.example' WHERE id = 6"
        );
        _work.Delivery = _work.Delivery with { CommandTimeout = TimeSpan.FromMinutes(10) };
        _service = Service();
        var slow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.On(
            Stage.Rcpt,
            call =>
                call.Line.Contains("@slow.example", StringComparison.Ordinal)
                    ? SmtpAction.Until(slow.Task).Then(SmtpAction.AsUsual)
                    : null
        );
        _work.Issue("2026-11-24-tuesday.md", frontMatter: "status: ready\ndate: 2026-11-24");
        _work.Issue("2026-11-25-wednesday.md", frontMatter: "status: ready\ndate: 2026-11-25");
        await TickAsync(Auckland.AddMinutes(-1));
        await TickAsync(Auckland);
        await TickAsync(Berlin);

        // Tuesday's last wave waits for its domain when Wednesday's first wave comes in Auckland.
        _clock.SetUtcNow(Auckland.AddDays(1));
        await _service.RunAsync(CancellationToken.None);
        await UntilAsync(() => Readers().Count(reader => reader <= 4) == 8);
        var both = (await _work.Dispatches.OpenAsync(CancellationToken.None)).Count;
        slow.SetResult();
        await _running.WhenIdleAsync();

        Assert.That(both, Is.EqualTo(2));
        Assert.That(_server.Messages, Has.Count.EqualTo(10 + 4));
    }

    [Test]
    public async Task A_slot_that_fifty_services_begin_at_the_same_time_is_begun_once()
    {
        var slot = new SlotCalendar(_work.Newsletter).On(new DateOnly(2026, 11, 24))!;
        var plan = new Waves(
            new SlotCalendar(_work.Newsletter),
            await new ReaderZones(_work.Database).ReadAsync(CancellationToken.None)
        ).Plan(slot, Auckland, TimeSpan.FromHours(6));
        var dispatcher = _work.Dispatcher(_work.Pickup());
        var package = _work.Package();

        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(_ =>
                    Task.Run(() => dispatcher.BeginAsync(package, slot.Date, slot.At, plan, CancellationToken.None))
                )
        );

        Assert.That(results.Count(one => one.Result is BeginResult.Begun), Is.EqualTo(1));
        Assert.That(await _work.Ledger.SumAsync(1, CancellationToken.None), Is.EqualTo((10L, 10L)));
        Assert.That(
            (await new WaveStore(_work.Database, _clock).CountsAsync(1, CancellationToken.None)).Select(wave =>
                wave.Recipients
            ),
            Is.EqualTo(new[] { 4, 4, 2 })
        );
    }

    [TestCase("trial", new[] { 1, 7 })]
    [TestCase("paid", new[] { 2, 8 })]
    [TestCase("world", new[] { 3 })]
    public async Task Only_the_audience_of_an_issue_gets_it_in_each_wave(string audience, int[] expected)
    {
        await _work.ExecuteAsync(
            "UPDATE subscribers SET term = 'trial' WHERE id IN (1, 7); UPDATE subscribers SET term = 'paid' WHERE id "
                + "IN (2, 8); INSERT INTO subscriber_tags VALUES (3, 'world'), (4, 'paid')"
        );
        _work.Issue("letter.md", frontMatter: $"status: ready\naudience: {audience}");
        await TickAsync(Auckland.AddMinutes(-1));
        await TickAsync(Auckland);
        await TickAsync(Berlin);
        await TickAsync(Honolulu);

        Assert.That(Readers(), Is.EqualTo(expected));
    }

    /// <summary>Runs a tick and waits for the sending that it started.</summary>
    /// <returns>When the next tick should come.</returns>
    private async Task<DateTimeOffset?> TickAsync(DateTimeOffset now)
    {
        _clock.SetUtcNow(now);
        var next = await _service.RunAsync(CancellationToken.None);
        await _running.WhenIdleAsync();
        return next;
    }

    private DueWork Service() =>
        _work.Service(RelayPool.Of(_work.Relay(_server.Port), _clock), _running, _clock).GetRequiredService<DueWork>();

    private async Task AddAsync(int id, string? zone, DateTimeOffset at)
    {
        await using var connection = await _work.Database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            INSERT INTO subscribers (id, email, email_key, time_zone, status, created_at, updated_at, confirmed_at)
            VALUES (@id, @email, @email, @zone, 'active', @at, @at, @at)
            """,
            new
            {
                id,
                email = $"reader{id}@example.org",
                zone,
                at,
            }
        );
    }

    /// <summary>The numbers of the readers who got a message, once for each message.</summary>
    private int[] Readers() =>
        [
            .. _server
                .Messages.SelectMany(message => message.Recipients)
                .Select(address => int.Parse(address[6..address.IndexOf('@', StringComparison.Ordinal)], null))
                .Order(),
        ];

    private async Task<string> StatesAsync()
    {
        var dispatch = (await _work.Dispatches.FindAsync(1, CancellationToken.None))!;
        var counts = await _work.CountsAsync(dispatch);
        var shown = new[] { "sent", "expired" }.Where(counts.ContainsKey).Select(state => $"{state} {counts[state]}");
        return $"{dispatch.State.Word()}: {string.Join(", ", shown)}";
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 6000 && !condition(); i++)
        {
            await Task.Delay(10);
        }

        Assert.That(condition(), "The expected event did not come.");
    }
}
