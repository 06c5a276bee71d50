using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Tests.Schedule;

[TestFixture]
internal sealed class RetentionRuleTests
{
    private static readonly DateTimeOffset Now = new(2027, 3, 31, 5, 0, 0, TimeSpan.Zero);

    [TestCase(false, 31, true)]
    [TestCase(false, 30, false)]
    [TestCase(false, -59, false)]
    [TestCase(true, 600, false)]
    public void It_works_only_far_from_a_send(bool hasOpen, int minutesToSlot, bool mayWork) =>
        Assert.That(RetentionRule.MayWork(hasOpen, Now.AddMinutes(minutesToSlot), Now), Is.EqualTo(mayWork));

    [Test]
    public void Without_a_slot_nothing_has_to_be_waited_for() =>
        Assert.That(RetentionRule.MayWork(hasOpen: false, nextSlot: null, Now), Is.True);

    [Test]
    public void Months_are_those_of_the_calendar() =>
        Assert.That(
            RetentionRule.EndedBefore(13, Now),
            Is.EqualTo(new DateTimeOffset(2026, 2, 28, 5, 0, 0, TimeSpan.Zero))
        );
}
