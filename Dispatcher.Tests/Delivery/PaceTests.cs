using System.Diagnostics;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Tests.Delivery;

/// <summary>Checks only upper bounds: a slow machine may be slower than the rate, but nothing may be faster.</summary>
[TestFixture]
internal sealed class PaceTests
{
    [TestCase(0.5, 1, 2.0)]
    [TestCase(1, 1, 1.0)]
    [TestCase(10, 1, 0.1)]
    [TestCase(15, 2, 2 / 15.0)]
    [TestCase(40, 4, 0.1)]
    [TestCase(100_000, 10_000, 0.1)]
    public void A_rate_is_kept_in_small_steps(double rate, int messages, double seconds)
    {
        var step = Pace.Step(rate);

        Assert.That(step.Messages, Is.EqualTo(messages));
        Assert.That(step.Period.TotalSeconds, Is.EqualTo(seconds).Within(1e-6));
    }

    [Test]
    public async Task No_more_go_in_a_second_than_the_rate_says()
    {
        using var pace = new Pace(new() { RatePerSecond = 40 }, TimeProvider.System);
        using var end = new CancellationTokenSource();
        var sent = 0;

        var watch = Stopwatch.StartNew();
        var workers = Enumerable
            .Range(0, 4)
            .Select(async _ =>
            {
                while (true)
                {
                    await pace.WaitOverallAsync(end.Token);
                    Interlocked.Increment(ref sent);
                }
            })
            .ToList();
        while (Volatile.Read(ref sent) <= 12)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), CancellationToken.None);
        }

        var (count, elapsed) = (sent, watch.Elapsed);
        await end.CancelAsync();

        foreach (var worker in workers)
        {
            await Assert.CatchAsync<OperationCanceledException>(() => worker);
        }

        Assert.That(count, Is.LessThanOrEqualTo((40 * (elapsed.TotalSeconds + 0.2)) + 4));
    }

    [Test]
    public async Task A_slow_lane_holds_up_no_other()
    {
        using var pace = new Pace(
            new() { PerDomain = [new DomainRate("slow.example", ["slow.example"], MessagesPerSecond: 0.001)] },
            TimeProvider.System
        );
        using var end = new CancellationTokenSource();

        await pace.WaitAsync(lane: 1, CancellationToken.None);
        var slow = pace.WaitAsync(lane: 1, end.Token).AsTask();
        for (var i = 0; i < 1000; i++)
        {
            await pace.WaitAsync(Lanes.EverybodyElse, CancellationToken.None);
            await pace.WaitOverallAsync(CancellationToken.None);
        }

        Assert.That(slow.IsCompleted, Is.False);
        await end.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => slow);
    }
}
