using System.Globalization;
using Newsletter.Dispatcher.Archive;

namespace Newsletter.Dispatcher.Tests.Archive;

[TestFixture]
internal sealed class WebNamesTests
{
    [TestCase("2026-11-24-the-river", "the-river")]
    [TestCase("042-the-river", "the-river")]
    [TestCase("1-the-river", "the-river")]
    [TestCase("0042_the-river", "the-river")]
    [TestCase("the-river", "the-river")]
    [TestCase("2026-11-24", "2026-11-24", TestName = "A date alone is all there is")]
    [TestCase("042", "042")]
    [TestCase("01-02", "01-02", TestName = "Numbers are no words")]
    [TestCase("1984-revisited", "1984-revisited", TestName = "A year is a word")]
    [TestCase("2026-11-the-river", "2026-11-the-river")]
    [TestCase("2026-11-24-7-habits", "7-habits", TestName = "A number behind the date is a word")]
    [TestCase("042--x", "042--x")]
    public void An_issue_is_called_by_the_words_of_its_file(string slug, string name) =>
        Assert.That(Names(slug), Is.EqualTo([name]));

    [Test]
    public void Of_two_issues_with_the_same_words_the_later_has_its_date_behind() =>
        Assert.That(Names("01-the-river", "02-the-river"), Is.EqualTo(["the-river", "the-river-2026-11-02"]));

    [Test]
    public void An_issue_that_is_sent_later_changes_no_name_of_before()
    {
        string[] slugs = ["01-the-river", "x", "02-the-river", "2026-11-09-the-river", "the-river-2026-11-05"];

        for (var i = 1; i < slugs.Length; i++)
        {
            Assert.That(Names(slugs[..(i + 1)])[..i], Is.EqualTo(Names(slugs[..i])), slugs[i]);
        }
    }

    [Test]
    public void The_name_of_a_file_leads_to_its_own_issue_whatever_others_are_called()
    {
        string[] slugs = ["01-the-river", "the-river", "02-the-river", "the-river-2026-11-03", "the-river-2026-11-01"];
        var names = new WebNames(Issues(slugs));

        Assert.Multiple(() =>
        {
            for (var i = 0; i < slugs.Length; i++)
            {
                Assert.That(names.Find(slugs[i]), Is.EqualTo(i + 1), slugs[i]);
                Assert.That(names.Find(names.Of(i + 1)!), Is.EqualTo(i + 1), slugs[i]);
            }
        });
        Assert.That(Names(slugs), Is.Unique);
        Assert.That(
            (names.Find("river"), names.Find("THE-RIVER"), names.Of(99)),
            Is.EqualTo(((long?)null, (long?)null, (string?)null))
        );
    }

    private static string[] Names(params string[] slugs)
    {
        var names = new WebNames(Issues(slugs));
        return [.. slugs.Select((_, i) => names.Of(i + 1)!)];
    }

    private static IReadOnlyList<IssueName> Issues(string[] slugs) =>
        [
            .. slugs.Select(
                (slug, i) =>
                    new IssueName
                    {
                        DispatchId = i + 1,
                        Slug = slug,
                        SlotDate = DateOnly
                            .ParseExact("2026-11-01", "yyyy-MM-dd", CultureInfo.InvariantCulture)
                            .AddDays(i),
                    }
            ),
        ];
}
