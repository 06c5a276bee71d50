using FsCheck;
using FsCheck.Fluent;
using Newsletter.Dispatcher.Subscribers.Import;

namespace Newsletter.Dispatcher.Tests.Subscribers.Import;

[TestFixture]
internal sealed class CsvCellTests
{
    [TestCase("", "")]
    [TestCase("Ana", "Ana")]
    [TestCase("O'Hara", "O'Hara")]
    [TestCase("'Ana'", "'Ana'")]
    [TestCase("=1+1", "'=1+1")]
    [TestCase("+34", "'+34")]
    [TestCase("-1", "'-1")]
    [TestCase("@SUM(A1)", "'@SUM(A1)")]
    [TestCase("\tx", "'\tx")]
    [TestCase("\rx", "'\rx")]
    [TestCase("'=1+1", "''=1+1")]
    public void A_cell_that_a_spreadsheet_would_run_is_guarded(string text, string cell)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(CsvCell.Guard(text), Is.EqualTo(cell));
            Assert.That(CsvCell.Unguard(cell), Is.EqualTo(text));
        }
    }

    [Test]
    public void Every_text_comes_back_as_it_was()
    {
        var texts = Gen.ListOf(Gen.Elements("'=+-@\t\ra".ToCharArray())).Select(chars => string.Concat(chars));

        Prop.ForAll(texts.ToArbitrary(), text => CsvCell.Unguard(CsvCell.Guard(text)) == text)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}
