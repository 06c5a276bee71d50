using Newsletter.Dispatcher.Desk;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture]
internal sealed class TypedReasonTests
{
    [TestCase(null, "is missing")]
    [TestCase("  ", "is missing")]
    [TestCase("two\nlines", "line break")]
    public void A_reason_that_cannot_be_kept_is_refused_with_what_to_do(string? typed, string expected) =>
        Assert.That(TypedReason.Fault(typed), Does.Contain(expected));

    [Test]
    public void A_letter_is_no_reason()
    {
        Assert.That(TypedReason.Fault(new string('a', TypedReason.Longest + 1)), Does.Contain("301 characters"));
        Assert.That(TypedReason.Fault(new string('a', TypedReason.Longest)), Is.Null);
    }
}
