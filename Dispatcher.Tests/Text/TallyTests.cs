using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Tests.Text;

[TestFixture]
internal sealed class TallyTests
{
    private readonly Tally<string> _tally = new();

    [Test]
    public void Each_kind_is_counted_by_itself()
    {
        _tally.Add("a");
        _tally.Add("a");
        _tally.Add("b");
        _tally.Remove("a");

        Assert.That((_tally.Of("a"), _tally.Of("b"), _tally.Of("c")), Is.EqualTo((1, 1, 0)));
    }

    [Test]
    public void A_kind_of_which_there_is_none_is_forgotten()
    {
        _tally.Add("a");
        _tally.Add("b");
        _tally.Remove("a");

        Assert.That((_tally.Kinds, _tally.Of("a")), Is.EqualTo((1, 0)));
    }
}
