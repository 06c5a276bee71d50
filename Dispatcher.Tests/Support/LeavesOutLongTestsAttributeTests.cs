using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Newsletter.Dispatcher.Tests.Support;

[TestFixture]
internal sealed class LeavesOutLongTestsAttributeTests
{
    [TestCase(false)]
    [TestCase(false, "--server", "dotnettestcli")]
    [TestCase(false, "--filter", "TestCategory!=Integration&TestCategory!=EndToEnd")]
    [TestCase(false, "--filter=TestCategory!=Integration")]
    [TestCase(true, "--filter", "TestCategory=Long")]
    [TestCase(true, "--filter=TestCategory=Long")]
    [TestCase(true, "--filter", "FullyQualifiedName~Killed_two_hundred_times")]
    [TestCase(true, "--filter", "TestCategory!=Integration&FullyQualifiedName~Kill")]
    [TestCase(true, "--filter", "Killed_two_hundred_times")]
    [TestCase(true, "--filter-uid", "1")]
    public void Only_a_filter_that_names_tests_asks_for_the_long_ones(bool expected, params string[] arguments) =>
        Assert.That(
            LeavesOutLongTestsAttribute.IsAskedFor(["/bin/Dispatcher.Tests", .. arguments]),
            Is.EqualTo(expected)
        );

    [Test]
    public void Explicit_tests_are_left_out_and_the_others_stay()
    {
        var (all, mixed, explicitSuite) = (new TestSuite("all"), new TestSuite("mixed"), new TestSuite("explicit"));
        var (usual, slow, skipped) = (new TestSuite("usual"), new TestSuite("slow"), new TestSuite("skipped"));
        (slow.RunState, explicitSuite.RunState, skipped.RunState) = (
            RunState.Explicit,
            RunState.Explicit,
            RunState.Ignored
        );
        mixed.Add(usual);
        mixed.Add(slow);
        mixed.Add(skipped);
        all.Add(mixed);
        all.Add(explicitSuite);

        LeavesOutLongTestsAttribute.LeaveOutExplicit(all);

        Assert.That(all.Tests.Select(test => test.Name), Is.EqualTo(new[] { "mixed" }));
        Assert.That(mixed.Tests.Select(test => test.Name), Is.EqualTo(new[] { "usual", "skipped" }));
    }
}
