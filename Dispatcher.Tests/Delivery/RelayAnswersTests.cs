using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Tests.Delivery;

[TestFixture]
internal sealed class RelayAnswersTests
{
    private readonly RelayAnswers _answers = new(acceptedBefore: 0);
    private int _number;

    [Test]
    public void Refusals_are_counted_by_whether_they_are_final_and_whether_they_are_tried_again()
    {
        Refuse("550 5.7.1 no", isOpen: false);
        Refuse("550 5.7.1 no", isOpen: true);
        Refuse("451 4.7.1 later", isOpen: true);
        Refuse("451 4.7.1 later", isOpen: true);
        Refuse("451 4.7.1 later", isOpen: true);

        Assert.That((_answers.Hard, _answers.HardAndOpen, _answers.Refused), Is.EqualTo((2, 1, 5)));
    }

    [TestCase("550 5.7.1 no")]
    [TestCase("451 4.7.1 later")]
    public void Ten_refusals_of_one_kind_without_an_acceptance_refuse_everybody(string reply)
    {
        for (var i = 0; i < 9; i++)
        {
            Refuse(reply, isOpen: true);
        }

        Assert.That(_answers.IsNobodyAccepted, Is.False);

        Refuse(reply, isOpen: true);

        Assert.That(_answers.IsNobodyAccepted, Is.True);

        _answers.Accept();

        Assert.That(_answers.IsNobodyAccepted, Is.False);
    }

    [Test]
    public void Five_refusals_of_each_kind_do_not_refuse_everybody()
    {
        for (var i = 0; i < 5; i++)
        {
            Refuse("550 5.7.1 no", isOpen: true);
            Refuse("451 4.7.1 later", isOpen: true);
        }

        Assert.That(_answers.IsNobodyAccepted, Is.False);
    }

    private void Refuse(string reply, bool isOpen)
    {
        _number++;
        _answers.Count(
            _answers.Find(reply, reply),
            new DueRecipient
            {
                SubscriberId = _number,
                Email = $"reader{_number}@a.example",
                Attempts = 0,
                Status = "active",
            },
            isOpen
        );
    }
}
