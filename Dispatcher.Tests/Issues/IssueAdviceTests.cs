using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Issues;

[TestFixture]
internal sealed class IssueAdviceTests
{
    private static readonly DateOnly Today = new(2026, 11, 27);

    [TestCase("THE BIGGEST NEWS", "subject-capitals")]
    [TestCase("News!!! $$$", "subject-signs")]
    [TestCase("🔥🔥 News", "subject-signs")]
    [TestCase("NATO and the EU", "")]
    [TestCase("🔥 News!", "")]
    [TestCase("USA", "")]
    public void A_subject_that_shouts_is_named(string subject, string expected) =>
        Assert.That(Names(Given.Issue("Text.", subject: subject)), Is.EqualTo(expected));

    [TestCase(140, "")]
    [TestCase(141, "preheader-long")]
    public void A_long_preheader_is_named(int length, string expected) =>
        Assert.That(Names(Given.Issue("Text.", preheader: new string('x', length))), Is.EqualTo(expected));

    [TestCase("Why the river moved.", "preheader-repeats")]
    [TestCase("It moved at night", "")]
    public void A_preheader_that_repeats_the_title_is_named(string preheader, string expected) =>
        Assert.That(Names(Given.Issue("Text.", preheader: preheader)), Is.EqualTo(expected));

    [Test]
    public void Each_letter_of_a_preheader_counts_once_also_a_picture_of_several_signs() =>
        Assert.That(Names(Given.Issue("Text.", preheader: string.Concat(Enumerable.Repeat("é👩‍🚀", 70)))), Is.Empty);

    [Test]
    public void A_preheader_may_differ_from_the_subject_and_still_repeat_the_title() =>
        Assert.That(
            Names(Given.Issue("Text.", title: "A title", subject: "Other words", preheader: "A title!")),
            Is.EqualTo("preheader-repeats")
        );

    [Test]
    public void A_note_in_the_preheader_is_named() =>
        Assert.That(Names(Given.Issue("Text.", preheader: "TODO a line")), Is.EqualTo("text-todo"));

    /// <summary>An editor jumps to the place.</summary>
    [TestCase("One.\n\nText TODO more.", "12:6:text-todo")]
    [TestCase("\nGood morning Ana,\n\nText.", "11:14:name-fixed")]
    [TestCase("One.\n\n  write here.  ", "12:0:text-from-new")]
    public void A_finding_in_the_text_has_its_place(string body, string expected) =>
        Assert.That(
            IssueAdvice
                .Problems(Given.Issue(body) with { BodyLine = 10 }, Today)
                .Select(one => $"{one.Line}:{one.Column}:{one.Name}"),
            Is.EqualTo([expected])
        );

    [TestCase("subject", 4)]
    [TestCase("title", 2)]
    public void A_subject_that_shouts_is_named_at_the_line_it_stands_on(string key, int line) =>
        Assert.That(
            IssueAdvice
                .Problems(
                    Given.Issue("Text.", subject: "THE BIGGEST NEWS") with
                    {
                        KeyLines = new Dictionary<string, int> { [key] = line },
                    },
                    Today
                )
                .Single()
                .Line,
            Is.EqualTo(line)
        );

    [TestCase("2027-02-25", "")]
    [TestCase("2027-02-26", "date-far")]
    [TestCase("2062-12-01", "date-far")]
    public void A_far_date_is_named(string date, string expected) =>
        Assert.That(
            Names(
                Given.Issue("Text.") with
                {
                    Date = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture),
                }
            ),
            Is.EqualTo(expected)
        );

    [TestCase("Good.\n\nwrite here.", "text-from-new")]
    [TestCase("Text TODO more.", "text-todo")]
    [TestCase("Text TK.", "text-todo")]
    [TestCase("Lorem ipsum dolor.", "text-todo")]
    [TestCase("Text. <!-- TODO -->\n\n`TODO`\n\n```\nTODO\n```\n\n{{ # TODO }}", "")]
    [TestCase("Good morning Ana,\n\nText.", "name-fixed")]
    [TestCase("Dear Readers,\n\nText.", "")]
    [TestCase("Hello there,\n\nText.", "")]
    [TestCase("Good morning {{ subscriber.first_name }},\n\nText.", "")]
    [TestCase("![A map](a.png)", "body-only-images")]
    [TestCase("A ![map](a.png)", "")]
    public void Words_that_were_left_in_the_text_are_named(string body, string expected) =>
        Assert.That(Names(Given.Issue(body)), Is.EqualTo(expected));

    [Test]
    public void Curly_quotes_around_a_whole_value_are_named() =>
        Assert.That(
            Names(
                Given.Issue("Text.", title: "“A title”") with
                {
                    KeyLines = new Dictionary<string, int> { ["title"] = 2 },
                }
            ),
            Is.EqualTo("key-quotes")
        );

    [Test]
    public void Lines_that_switch_findings_off_are_read() =>
        Assert.That(
            CheckOff.Read(["title: x", "# check: off a-b, c", "  #check: off d", "# checks: off e"], firstLine: 2),
            Is.EqualTo([("a-b", 3), ("c", 3), ("d", 4)])
        );

    private static string Names(Issue issue) =>
        string.Join('|', IssueAdvice.Problems(issue, Today).Select(problem => problem.Name));
}
