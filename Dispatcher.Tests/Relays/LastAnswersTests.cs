using Newsletter.Dispatcher.Relays;

namespace Newsletter.Dispatcher.Tests.Relays;

[TestFixture]
internal sealed class LastAnswersTests
{
    [Test]
    public void Each_kind_is_counted_and_the_oldest_answer_is_forgotten()
    {
        var last = new LastAnswers<string>(length: 3);
        foreach (var kind in new[] { "550", "250", "550", "250", "250" })
        {
            last.Add(kind);
        }

        Assert.That((last.Of("550"), last.Of("250"), last.Of("451")), Is.EqualTo((1, 2, 0)));
        Assert.That(last.Count, Is.EqualTo(3));
    }

    [Test]
    public void A_kind_whose_answers_are_all_forgotten_counts_nothing()
    {
        var last = new LastAnswers<string>(length: 1);

        last.Add("550");
        last.Add("250");

        Assert.That(last.Of("550"), Is.Zero);
    }

    [Test]
    public void It_is_full_when_as_many_are_remembered_as_ever_will_be()
    {
        var last = new LastAnswers<bool>(length: 2);

        last.Add(true);
        var afterOne = last.IsFull;
        last.Add(true);

        Assert.That((afterOne, last.IsFull), Is.EqualTo((false, true)));
    }
}
