using Dapper;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>
/// The predicted end counts only time in which sending was possible, during the dispatch and in the check on the next
/// evening.
/// </summary>
[TestFixture]
internal sealed class DeadlineForecastTests
{
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 6, 0, 0, TimeSpan.FromHours(1));
    private static readonly DateTimeOffset Seven = Six.AddHours(1);
    private const long Readers = 10_000;

    private readonly Forecast _forecast = new(Seven);
    private DateTimeOffset _now = Six;
    private long _settled;
    private Outlook _outlook = new(null, null, null, null);

    [Test]
    public void Two_minutes_of_outage_do_not_count_as_slow_sending()
    {
        Pass(seconds: 60, perSecond: 20);
        Pass(seconds: 120, perSecond: 0, isHeld: true);
        var during = _outlook;
        Pass(seconds: 2, perSecond: 20);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                during,
                Has.Property("IsHeld")
                    .True.And.Property("PerSecond")
                    .Zero.And.Property("Waited")
                    .EqualTo(TimeSpan.FromSeconds(120))
            );
            Assert.That(
                during.End,
                Is.EqualTo(Six.AddSeconds(180 + (8800 / 20.0))).Within(TimeSpan.FromSeconds(5)),
                "the earliest end"
            );
            Assert.That(during.Late, Is.Null, "it is unknown when the relay is back");
            Assert.That(_outlook.PerSecond, Is.EqualTo(20).Within(0.5));
            Assert.That(_outlook.Late, Is.EqualTo(TimeSpan.Zero));
        }
    }

    [TestCase(5)]
    [TestCase(60)]
    [TestCase(300)]
    public void A_standstill_just_before_a_known_trouble_does_not_count_as_slow_sending(int secondsUntilKnown)
    {
        Pass(seconds: 60, perSecond: 20);
        Pass(secondsUntilKnown, perSecond: 0);
        Pass(seconds: 30, perSecond: 0, isHeld: true);
        Pass(seconds: 1, perSecond: 20);

        Assert.That(_outlook.PerSecond, Is.EqualTo(20).Within(0.5));
        Assert.That(_outlook.Late, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void After_an_outage_the_new_speed_counts_as_soon_as_it_is_measured()
    {
        Pass(seconds: 60, perSecond: 20);
        Pass(seconds: 120, perSecond: 0, isHeld: true);
        Pass(seconds: 40, perSecond: 2);

        Assert.That(_outlook.PerSecond, Is.EqualTo(2).Within(0.1));
        Assert.That(_outlook.Late, Is.GreaterThan(TimeSpan.Zero), "this is slowness");
    }

    [Test]
    public void An_outage_from_the_beginning_does_not_count_as_slow_sending()
    {
        Pass(seconds: 600, perSecond: 0, isHeld: true);
        var during = _outlook;
        Pass(seconds: 5, perSecond: 20);

        Assert.That(during, Has.Property("End").Null.And.Property("Late").Null);
        Assert.That(_outlook.PerSecond, Is.EqualTo(20).Within(3));
        Assert.That(_outlook.Late, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void The_wait_for_a_retry_does_not_count_as_slow_sending()
    {
        Pass(seconds: 499, perSecond: 20);
        var open = Readers - _settled;
        for (var second = 0; second < 600; second++)
        {
            _now = _now.AddSeconds(1);
            _outlook = _forecast.Add(_now, _settled, open, nextTry: Six.AddMinutes(19));
        }

        Assert.That(
            _outlook.End,
            Is.EqualTo(Six.AddMinutes(19).AddSeconds(open / 20.0)).Within(TimeSpan.FromSeconds(1))
        );
        Assert.That(_outlook.Late, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void While_nothing_is_sent_the_notice_names_the_cause_and_not_the_speed()
    {
        Pass(seconds: 60, perSecond: 20);
        Pass(seconds: 50 * 60, perSecond: 0, isHeld: true);
        var early = DeadlineWarning.Of(_outlook, _now, "the relay does not answer");
        Pass(seconds: 300, perSecond: 0, isHeld: true);
        var danger = DeadlineWarning.Of(_outlook, _now, "the relay does not answer");
        Pass(seconds: 300, perSecond: 0, isHeld: true);
        var passed = DeadlineWarning.Of(_outlook, _now, "the relay does not answer");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(early, Is.Null);
            Assert.That(
                danger,
                Does.StartWith(
                        "nothing is sent (the relay does not answer); if it goes on now, the last message goes at "
                            + "about 07:0"
                    )
                    .And.EndsWith("after the deadline at 07:00")
            );
            Assert.That(
                passed,
                Is.EqualTo("the deadline at 07:00 has passed and nothing is sent (the relay does not answer)")
            );
        }
    }

    [Test]
    public void After_a_long_outage_the_notice_names_the_outage()
    {
        Pass(seconds: 60, perSecond: 20);
        Pass(seconds: 55 * 60, perSecond: 0, isHeld: true);
        Pass(seconds: 20, perSecond: 20);

        Assert.That(
            DeadlineWarning.Of(_outlook, _now, "the relay does not answer"),
            Does.Match(
                "^the last message will go at about 07:0\\d:\\d\\d, after the deadline at 07:00, because it waited 55 "
                    + "min \\(the relay does not answer\\)$"
            )
        );
    }

    [Test]
    public void Slow_sending_is_named_as_the_cause()
    {
        Pass(seconds: 120, perSecond: 1);

        Assert.That(
            DeadlineWarning.Of(_outlook, _now, cause: null),
            Does.EndWith("after the deadline at 07:00: it sends 1.0 messages a second")
        );
    }

    // The seconds without a message, and whether the next evening's deadline is green.
    [TestCase(0)]
    [TestCase(120)]
    [TestCase(3000)]
    [Integration]
    public async Task The_check_on_the_next_evening_does_not_count_an_outage_as_slow_sending(int outage)
    {
        using var db = await TestDatabase.CreateAsync();
        await SendAsync(db, messages: 3000, perSecond: 100, begin: 0, outageAt: 1000, outage);

        var speed = await new LastDispatch(db.Database).ReadAsync(CancellationToken.None);
        var check = DeadlineCheck.Judge(Slot(), 300_000, speed, perSecond: null);

        Assert.That(speed!.Waited.TotalSeconds, Is.EqualTo(outage).Within(2));
        Assert.That(speed.PerSecond, Is.EqualTo(100).Within(10));
        Assert.That(check.State, Is.EqualTo(CheckState.Yellow), check.Says);
        Assert.That(check.Says, outage == 0 ? Does.Not.Contain("without") : Does.Contain("in which nothing went"));
    }

    [Test, Integration]
    public async Task The_speed_of_a_dispatch_does_not_include_an_outage_at_its_beginning()
    {
        using var db = await TestDatabase.CreateAsync();
        await SendAsync(db, messages: 3000, perSecond: 100, begin: 900, outageAt: 0, outage: 0);

        Assert.That(
            (await new LastDispatch(db.Database).ReadAsync(CancellationToken.None))!.PerSecond,
            Is.EqualTo(100).Within(10)
        );
    }

    [Test]
    public void Long_pauses_between_messages_count_as_slow_sending()
    {
        var sent = Enumerable.Range(1, 100).Select(i => Six.AddSeconds(i * 60)).ToList();

        Assert.That(SendingTime.Waited(Six, sent), Is.EqualTo(TimeSpan.Zero));
    }

    private static Slot Slot() => new(new(2026, 11, 25), Six.AddDays(1), Six.AddDays(1).AddHours(6), Seven.AddDays(1));

    private static async Task SendAsync(
        TestDatabase db,
        int messages,
        int perSecond,
        int begin,
        int outageAt,
        int outage
    )
    {
        await using var connection = await db.Database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            INSERT INTO dispatches (id, slot_date, issue_slug, title, state, recipients, slot_at, cut_off_at,
                created_at, started_at, finished_at)
            VALUES (1, '2026-11-24', 'news', 'The news', 'done', @messages, @Six, @Six, @Six, @Six, @Six);
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @messages)
            INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at)
            SELECT 1, i, 'reader' || i || '@example.org', 'sent',
                @from + 1000 * (i / @perSecond + CASE WHEN i > @outageAt THEN @outage ELSE 0 END) FROM n
            """,
            new
            {
                messages,
                perSecond,
                outageAt,
                outage,
                Six,
                from = Six.AddSeconds(begin).ToUnixTimeMilliseconds(),
            }
        );
    }

    private void Pass(int seconds, int perSecond, bool isHeld = false)
    {
        for (var half = 0; half < seconds * 2; half++)
        {
            _now = _now.AddSeconds(0.5);
            _settled += half % 2 == 1 ? perSecond : 0;
            _outlook = _forecast.Add(_now, _settled, Readers - _settled, isHeld: isHeld);
        }
    }
}
