using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Tests.Dispatches;

[TestFixture]
internal sealed class InboxRatesTests
{
    [TestCase(1000, 19, 0, "Good", "Good")]
    [TestCase(1000, 20, 0, "Warning", "Good")]
    [TestCase(1000, 49, 0, "Warning", "Good")]
    [TestCase(1000, 50, 0, "Bad", "Good")]
    [TestCase(10_000, 0, 9, "Good", "Good")]
    [TestCase(10_000, 0, 10, "Good", "Warning")]
    [TestCase(10_000, 0, 30, "Good", "Bad")]
    [TestCase(3, 1, 1, "Good", "Good", TestName = "One_says_nothing_about_a_rate")]
    [TestCase(0, 0, 0, "Good", "Good")]
    public void The_limits_are_those_of_the_inboxes(
        long recipients,
        long dead,
        long complaints,
        string ofDead,
        string ofComplaints
    )
    {
        var rates = new InboxRates(recipients, dead, complaints);

        Assert.That(
            (rates.DeadVerdict.ToString(), rates.ComplaintVerdict.ToString()),
            Is.EqualTo((ofDead, ofComplaints))
        );
    }

    [Test]
    public void Only_rates_above_zero_have_a_sentence_and_it_says_what_to_do_above_the_limit() =>
        Assert.That(
            new InboxRates(10_000, 12, 31).Sentences().Append("|").Concat(new InboxRates(10_000, 0, 0).Sentences()),
            Is.EqualTo(
                new[]
                {
                    "12 went to dead addresses, 0.12 %.",
                    "31 marked it as spam, 0.31 %: inboxes want less than 0.1 % and begin to refuse; check where these "
                        + "people signed up, and whether they find the unsubscribe link.",
                    "|",
                }
            )
        );
}
