using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Tests.Delivery;

[TestFixture]
internal sealed class RetryPolicyTests
{
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Noon = Six.AddHours(6);

    [TestCase(1, 5)]
    [TestCase(2, 10)]
    [TestCase(3, 20)]
    [TestCase(4, 40)]
    [TestCase(5, 60)]
    [TestCase(1000, 60)]
    public void The_pause_doubles_up_to_an_hour(int attempts, int minutes) =>
        Assert.That(Policy(jitter: 0).Next(attempts, Six, Noon), Is.EqualTo(Six.AddMinutes(minutes)));

    [Test]
    public void Jitter_adds_a_tenth_at_most() =>
        Assert.That(Policy(jitter: 1).Next(1, Six, Noon), Is.EqualTo(Six.AddMinutes(5.5)));

    [Test]
    public void Nothing_is_tried_after_the_cut_off() =>
        Assert.That(Policy(jitter: 0).Next(1, Noon.AddMinutes(-5), Noon), Is.Null);

    [Test]
    public void Patience_is_finite_for_a_recipient_that_is_always_deferred()
    {
        var tries = 0;
        for (DateTimeOffset? now = Six; now is { } at; now = Policy(jitter: 0).Next(tries, at, Noon))
        {
            tries++;
        }

        Assert.That(tries, Is.EqualTo(9));
    }

    private static RetryPolicy Policy(double jitter) => new(new RetrySettings(), () => jitter);
}
