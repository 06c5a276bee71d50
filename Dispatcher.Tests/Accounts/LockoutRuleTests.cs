using Newsletter.Dispatcher.Accounts.SignIn;

namespace Newsletter.Dispatcher.Tests.Accounts;

[TestFixture]
internal sealed class LockoutRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    [TestCase(1, 0)]
    [TestCase(4, 0)]
    [TestCase(5, 1)]
    [TestCase(6, 2)]
    [TestCase(7, 4)]
    [TestCase(10, 32)]
    [TestCase(11, 60)]
    [TestCase(5000, 60)]
    public void The_wait_begins_at_the_fifth_failure_and_doubles_up_to_an_hour(long failed, int minutes) =>
        Assert.That(LockoutRule.WaitAfter(failed), Is.EqualTo(TimeSpan.FromMinutes(minutes)));

    [Test]
    public void A_day_without_a_failure_forgets_them()
    {
        var four = Failed(4);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(LockoutRule.Count(four, "x", Now.AddHours(23)).Failed, Is.EqualTo(5));
            Assert.That(LockoutRule.Count(four, "x", Now.AddHours(24)).Failed, Is.EqualTo(1));
            Assert.That(LockoutRule.Count(null, "x", Now).Failed, Is.EqualTo(1));
        }
    }

    [Test]
    public void A_lock_ends_at_its_instant()
    {
        var fifth = LockoutRule.Count(Failed(4), "x", Now);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(LockoutRule.IsLocked(fifth, Now.AddSeconds(59)), Is.True);
            Assert.That(LockoutRule.IsLocked(fifth, Now.AddSeconds(60)), Is.False);
            Assert.That(LockoutRule.IsLocked(null, Now), Is.False);
        }
    }

    private static SignInTry Failed(int times) =>
        new()
        {
            Subject = "x",
            Failed = times,
            LastAt = Now,
            LockedUntil = Now,
        };
}
