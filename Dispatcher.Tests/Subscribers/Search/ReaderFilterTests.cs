using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscribers.Search;

namespace Newsletter.Dispatcher.Tests.Subscribers.Search;

[TestFixture]
internal sealed class ReaderFilterTests
{
    private static readonly ReaderFilter Full = new()
    {
        Words = ["ruiz", "ana.r&b"],
        Status = SubscriberStatus.Paused,
        Tag = "world",
        Domain = "example.org",
        Term = ReaderTerm.Gift,
        JoinedFrom = new(2024, 1, 1),
        JoinedTo = new(2025, 12, 31),
        ReturnedFrom = new(2026, 1, 1),
        ReturnedTo = new(2026, 2, 1),
    };

    [Test]
    public void A_filter_is_read_back_from_its_query()
    {
        var (whole, problems) = ReaderFilterForm.Parse(Full.Query);
        var (split, _) = ReaderFilterForm.Parse(Full.FacetQuery, Full.TypedWords);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(problems, Is.Empty);
            Assert.That(whole, Is.EqualTo(Full).UsingPropertiesComparer());
            Assert.That(split, Is.EqualTo(Full).UsingPropertiesComparer());
        }
    }

    [Test]
    public void Nothing_is_everybody()
    {
        var (filter, problems) = ReaderFilterForm.Parse("find=+&status=&tag=%20");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(filter.Status, Is.Null);
            Assert.That(new ReaderFilter().IsEmpty, Is.True);
            Assert.That(new ReaderFilter().ToString(), Is.EqualTo("everybody"));
            Assert.That(Full.ToString(), Does.StartWith("“ruiz ana.r&b”, status paused, tag world"));
            Assert.That(problems, Is.Empty);
        }
    }

    [TestCase("find= Über  ANA ", "uber ana")]
    [TestCase("find=ana ana", "ana")]
    [TestCase("find=Стрела", "стрела")]
    public void Words_are_compared_without_case_and_accents(string query, string words) =>
        Assert.That(ReaderFilterForm.Parse(query).Filter.TypedWords, Is.EqualTo(words));

    [TestCase("status=gone", "status: gone is no status")]
    [TestCase("tag=two words", "tag: two words has a tag that is none")]
    [TestCase("domain=no domain", "domain: no domain is no domain; write one such as example.org")]
    [TestCase("term=forever", "term: forever is no term; use trial, paid, gift, ended, none")]
    [TestCase("joined-from=yesterday", "joined-from: yesterday is no day; write 2026-01-31")]
    [TestCase("returned-to=0001-01-01", "returned-to: 0001-01-01 is no day")]
    [TestCase("find=a b c d e f", "find: a b c d e f is too much to look for; use 5 words and 100 characters at most")]
    public void What_cannot_be_read_is_left_out_and_named(string query, string problem)
    {
        var (filter, problems) = ReaderFilterForm.Parse(query);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(filter.IsEmpty, Is.True);
            Assert.That(problems, Has.Count.EqualTo(1));
            Assert.That(problems[0], Does.StartWith(problem).And.EndsWith("; this part was left out"));
        }
    }

    [Test]
    public void Each_part_has_a_limit()
    {
        var endless = new string('a', 100_000);
        foreach (var name in new[] { "find", "status", "tag", "domain", "term", "joined-from", "returned-to" })
        {
            var (filter, problems) = ReaderFilterForm.Read(part => part == name ? endless : null);

            Assert.That(filter.IsEmpty, Is.True, name);
            Assert.That(problems.Single(), Has.Length.LessThan(400).And.Contains("longer than"), name);
        }
    }

    [TestCase("ana@example.org", true)]
    [TestCase("@example.org", false)]
    [TestCase("ana", false)]
    public void A_word_may_be_an_address(string word, bool isAddress) =>
        Assert.That(new ReaderFilter { Words = [word] }.NamesAnAddress, Is.EqualTo(isAddress));
}
