using Newsletter.Dispatcher.Desk;
using Newsletter.Dispatcher.Readers.Jobs;

namespace Newsletter.Dispatcher.Tests.Desk;

[TestFixture]
internal sealed class BulkFormTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);

    [TestCase("tag-add", " World ", null, "world")]
    [TestCase("tag-remove", "world", "", "world")]
    [TestCase("pause", null, "2026-12-01", "2026-12-01")]
    [TestCase("pause", null, "", null)]
    [TestCase("resume", "ignored", "2026-12-01", null)]
    [TestCase("extend", null, "2027-01-31", "2027-01-31")]
    [TestCase("lift", null, null, null)]
    public void What_is_asked_is_read(string kind, string? tag, string? day, string? detail) =>
        Assert.That(
            BulkForm.Read(kind, tag, day, Today),
            Is.EqualTo((ReaderJobKinds.Words.Find(kind), detail, (string?)null))
        );

    [TestCase(null, null, null, "Choose what is to be done.")]
    [TestCase("import", null, null, "Choose what is to be done.")]
    [TestCase("delete", null, null, "Choose what is to be done.")]
    [TestCase("tag-add", " ", null, "Type the tag.")]
    [TestCase("tag-add", "two words", null, "The field Tag has a tag that is none")]
    [TestCase("pause", null, "tomorrow", "tomorrow is no date; write 2026-01-31.")]
    [TestCase("pause", null, "2026-11-23", "Choose a day after today.")]
    [TestCase("extend", null, "", "Choose the last day of the term.")]
    public void What_is_missing_or_wrong_is_said(string? kind, string? tag, string? day, string problem)
    {
        var read = BulkForm.Read(kind, tag, day, Today);

        Assert.That((read.Kind, read.Detail), Is.EqualTo(((ReaderJobKind?)null, (string?)null)));
        Assert.That(read.Problem, Does.StartWith(problem));
    }

    [Test]
    public void Each_kind_but_imports_is_offered() =>
        Assert.That(
            BulkForm.Kinds.Select(one => one.Kind),
            Is.EquivalentTo(ReaderJobKinds.Words.Values.Where(kind => !kind.IsImport()))
        );
}
