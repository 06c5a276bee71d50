using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Tests.Relays;

/// <summary>Time is virtual here, so the seconds are exact.</summary>
[TestFixture]
internal sealed class FoundPaceTests
{
    private static readonly TimeSpan Dialog = TimeSpan.FromMilliseconds(3);

    [Test]
    public void Without_a_refusal_nothing_waits()
    {
        var pace = new FoundPace();

        Assert.That(
            Enumerable.Range(0, 10_000).Select(i => pace.Take(TimeSpan.FromMicroseconds(i))),
            Is.All.EqualTo(TimeSpan.Zero)
        );
        Assert.That(pace.PerSecond, Is.Null);
    }

    [Test]
    public void The_first_pace_is_a_quarter_below_what_was_accepted()
    {
        var pace = new FoundPace();
        for (var i = 0; i < 400; i++)
        {
            pace.Accepted(TimeSpan.FromSeconds(i / 100.0));
        }

        pace.Refused("454 slow", TimeSpan.FromSeconds(3.999), TimeSpan.FromSeconds(3.999));

        Assert.That(pace.PerSecond, Is.EqualTo(75).Within(0.1));
    }

    [Test]
    public void What_many_connections_notice_together_counts_once()
    {
        var pace = Slowed(100);
        var after = pace.PerSecond;
        foreach (var connection in Enumerable.Range(0, 16))
        {
            Assert.That(
                pace.Refused("454 slow", TimeSpan.FromSeconds(0.99), TimeSpan.FromSeconds(2 + connection)),
                Is.False,
                "it was under way before"
            );
        }

        Assert.That(pace.PerSecond, Is.EqualTo(after));
        Assert.That(pace.Refused("454 slow", TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20.1)), Is.True);
    }

    [Test]
    public void It_recovers_slowly_and_is_forgotten_at_last()
    {
        var pace = Slowed(100);
        var start = pace.PerSecond!.Value;
        Use(pace, from: 1, seconds: 5);
        var soon = pace.PerSecond!.Value;
        Use(pace, from: 6, seconds: 600);

        Assert.That(soon, Is.InRange(start + 4, start + 10));
        Assert.That(pace.PerSecond, Is.Null);
    }

    [Test]
    public void A_night_is_no_time_in_which_something_could_have_been_refused()
    {
        var pace = Slowed(100);
        var evening = pace.PerSecond!.Value;

        pace.Take(TimeSpan.FromHours(12));

        Assert.That(pace.PerSecond, Is.LessThan(evening * 1.1));
    }

    [Test]
    public void It_is_stopped_when_nothing_is_accepted_at_any_speed_and_not_before()
    {
        var pace = new FoundPace();
        var refusals = 0;
        var stopped = TimeSpan.Zero;
        for (var now = TimeSpan.Zero; stopped == TimeSpan.Zero; now += TimeSpan.FromMilliseconds(10))
        {
            if (pace.Take(now) == TimeSpan.Zero)
            {
                pace.Refused("454 slow", now, now);
                refusals++;
            }

            stopped = pace.IsStopped(now) ? now : stopped;
        }

        Assert.That(stopped, Is.EqualTo(TimeSpan.FromSeconds(20)).Within(TimeSpan.FromSeconds(6)));
        Assert.That(refusals, Is.LessThan(40));
        pace.Accepted(stopped);
        Assert.That(pace.IsStopped(stopped), Is.False);
    }

    [TestCase(4, 14, 14, 14, 90)]
    [TestCase(16, 14, 14, 14, 90)]
    [TestCase(16, 14, 5, 20, 150)]
    [TestCase(4, 100, 20, 200, 40)]
    [TestCase(16, 1, 1, 1, 1500)]
    public void A_thousand_arrive_with_few_refusals(int connections, int first, int second, int third, int mostSeconds)
    {
        var (pace, tokens, last) = (new FoundPace(), (double)first, TimeSpan.Zero);
        var (accepted, refused) = (0, 0);
        var free = Enumerable.Repeat(TimeSpan.Zero, connections).ToArray();
        while (accepted < 1000)
        {
            var connection = Array.IndexOf(free, free.Min());
            var now = free[connection];
            var wait = pace.Take(now);
            if (wait > TimeSpan.Zero)
            {
                free[connection] += wait;
                continue;
            }

            var limit =
                accepted < 400 ? first
                : accepted < 600 ? second
                : third;
            tokens = Math.Min(first, tokens + ((now - last).TotalSeconds * limit));
            last = now;
            free[connection] = now + Dialog;
            if (tokens >= 1)
            {
                tokens--;
                accepted++;
                pace.Accepted(now + Dialog);
            }
            else
            {
                refused++;
                pace.Refused("454 slow", now, now + Dialog);
            }
        }

        TestContext.Out.WriteLine($"{last.TotalSeconds:0.0} s, {refused} refusals");
        Assert.That(refused, Is.LessThan(300));
        Assert.That(last.TotalSeconds, Is.LessThan(mostSeconds), "in virtual seconds");
    }

    private static FoundPace Slowed(int accepted)
    {
        var pace = new FoundPace();
        for (var i = 0; i < accepted; i++)
        {
            pace.Accepted(TimeSpan.FromSeconds(0.5));
        }

        pace.Refused("454 slow", TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(1));
        return pace;
    }

    private static void Use(FoundPace pace, double from, double seconds)
    {
        for (var i = 0; i <= seconds * 10; i++)
        {
            pace.Take(TimeSpan.FromSeconds(from + (i / 10.0)));
        }
    }
}
