using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Tests.Dispatches;

[TestFixture]
internal sealed class StepSizeTests
{
    [TestCase(200, 101, 100)]
    [TestCase(200, 100, 200)]
    [TestCase(200, 25, 200)]
    [TestCase(200, 24, 400)]
    [TestCase(60, 5000, 50)]
    [TestCase(1500, 1, 2000)]
    public void A_step_is_smaller_after_a_slow_one_and_larger_after_a_fast_one(int size, int took, int next) =>
        Assert.That(StepSize.After(size, TimeSpan.FromMilliseconds(took)), Is.EqualTo(next));
}
