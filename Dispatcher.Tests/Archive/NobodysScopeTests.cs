using System.Text;
using Newsletter.Dispatcher.Archive;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Archive;

[TestFixture]
internal sealed class NobodysScopeTests
{
    [Test]
    public void Lines_with_placeholders_are_those_of_a_reader_without_a_name()
    {
        var page = Page("{{ subscriber.first_name | default \"You\" }} and <me>");

        Assert.That(page.Preheader, Is.EqualTo("You and <me>"));
        Assert.That(page.Whole!.Plain, Does.Contain("It says: You and <me>. And: Hello dear reader."));
    }

    [Test]
    public void A_line_of_which_nothing_is_left_is_none() =>
        Assert.That(Page("{{ subscriber.first_name }}").Preheader, Is.Null);

    [Test]
    public void Nobody_is_on_trial_and_nobody_pays()
    {
        var page = Page("p");

        Assert.That(page.Whole!.Plain, Does.Not.Contain("trial").And.Not.Contain("Thank you for paying"));
    }

    [Test]
    public void Links_of_a_reader_lead_a_stranger_to_the_sign_up_page()
    {
        var html = Page("p", "[a]({{ links.manage }}) [b]({{ links.unsubscribe }}) [c]({{ links.pay }})").Whole!.Page;

        Assert.That(
            System.Text.RegularExpressions.Regex.Count(html, "href=\"https://letter.example.com/\""),
            Is.EqualTo(3),
            html
        );
    }

    [Test]
    public void A_preheader_is_one_clean_line() =>
        Assert.That(Page("{{ \"a\\n \\u202Eb\" }}").Preheader, Is.EqualTo("a b"));

    private static ArchivePage Page(string preheader, string text = "The end.")
    {
        var file =
            $"---\ntitle: A title\nsubject: Hello {{{{ subscriber.first_name | default \"dear reader\" }}}}\n"
            + $"preheader: {preheader}\n---\nIt says: {{{{ issue.preheader }}}}. And: {{{{ issue.subject }}}}.\n\n"
            + "{{ include \"pitch\" }}\n\n"
            + text
            + "\n";
        return ArchivePage.Of(
            new IssuePackage(
                "issues/a.md",
                Encoding.UTF8.GetBytes(file),
                new Dictionary<string, byte[]>(),
                TemplateSet.Load(Path.Combine(Corpora.Repository(), "templates")).Templates.Sources
            ),
            NewsletterSample.Settings(),
            new DateOnly(2026, 11, 24)
        );
    }
}
