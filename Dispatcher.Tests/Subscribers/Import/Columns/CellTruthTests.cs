using Newsletter.Dispatcher.Subscribers.Import.Columns;

namespace Newsletter.Dispatcher.Tests.Subscribers.Import.Columns;

[TestFixture]
internal sealed class CellTruthTests
{
    [TestCase("yes")]
    [TestCase(" TRUE ")]
    [TestCase("1")]
    [TestCase("Ja")]
    [TestCase("Oui")]
    [TestCase("Sí")]
    [TestCase("x")]
    public void A_yes_is_a_yes(string cell) =>
        Assert.That(
            (CellTruth.IsYes(cell), CellTruth.IsNo(cell), CellTruth.IsNothing(cell)),
            Is.EqualTo((true, false, false))
        );

    [TestCase("no")]
    [TestCase("False")]
    [TestCase("0")]
    [TestCase("N")]
    [TestCase("nein")]
    [TestCase("non")]
    [TestCase("off")]
    public void A_no_is_a_no(string cell) =>
        Assert.That(
            (CellTruth.IsYes(cell), CellTruth.IsNo(cell), CellTruth.IsNothing(cell)),
            Is.EqualTo((false, true, false))
        );

    [TestCase("")]
    [TestCase("  ")]
    [TestCase("-")]
    [TestCase("NULL")]
    [TestCase("n/a")]
    [TestCase("0000-00-00 00:00:00")]
    public void Nothing_is_neither(string cell) =>
        Assert.That(
            (CellTruth.IsYes(cell), CellTruth.IsNo(cell), CellTruth.IsNothing(cell)),
            Is.EqualTo((false, false, true))
        );

    [TestCase("2025-02-02")]
    [TestCase("spam")]
    [TestCase("2")]
    public void A_date_a_word_and_a_number_are_something_else(string cell) =>
        Assert.That(
            (CellTruth.IsYes(cell), CellTruth.IsNo(cell), CellTruth.IsNothing(cell)),
            Is.EqualTo((false, false, false))
        );
}
