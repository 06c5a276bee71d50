using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Tests.Relays;

[TestFixture]
internal sealed class RefusalCauseTests
{
    [Test]
    public void Every_cause_has_a_word_of_its_own_that_leads_back_to_it()
    {
        var causes = Enum.GetValues<RefusalCause>();

        Assert.That(causes.Select(cause => cause.Word()), Is.Unique);
        Assert.That(
            causes.Select(cause => RefusalCauses.Parse(cause.Word())),
            Is.EqualTo(causes.Cast<RefusalCause?>())
        );
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("Dead-Address")]
    [TestCase("something new")]
    public void An_unknown_word_is_no_cause(string? word) => Assert.That(RefusalCauses.Parse(word), Is.Null);
}
