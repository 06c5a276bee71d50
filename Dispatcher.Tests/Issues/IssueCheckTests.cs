using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Issues;

[TestFixture]
internal sealed class IssueCheckTests
{
    [Test]
    public void A_good_issue_has_no_problems() => Assert.That(IssueCheck.Problems(Given.Issue("Text.")), Is.Empty);

    [Test]
    public void A_long_subject_is_a_warning()
    {
        var exact = IssueCheck.Problems(Given.Issue("Text.", subject: new string('x', 78)));
        var over = IssueCheck.Problems(Given.Issue("Text.", subject: new string('x', 79)));

        Assert.That(exact, Is.Empty);
        Assert.That(
            over.Single().ToString(),
            Is.EqualTo(
                "issues/a.md:2: warning: the subject has 79 characters and inboxes cut it off; keep it within 78."
            )
        );
    }

    [Test]
    public void A_missing_preheader_is_a_warning() =>
        Assert.That(
            IssueCheck.Problems(Given.Issue("Text.", preheader: null)).Single().ToString(),
            Is.EqualTo(
                "issues/a.md:2: warning: there is no preheader, so inboxes show the first words of the page instead. "
                    + "Add a line preheader: with one sentence."
            )
        );

    [Test]
    public void An_empty_title_subject_and_body_are_errors() =>
        Assert.That(
            IssueCheck.Problems(Given.Issue(" \n", title: " ")).Select(problem => problem.ToString()),
            Is.EqualTo([
                "issues/a.md:2: error: there is no title. Add a line title: with the headline of the issue.",
                "issues/a.md:1: error: subject is empty; write it, or delete the line.",
                "issues/a.md:5: error: there is no text after the front matter.",
            ])
        );
}
