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

    private static ArchivePage Page(string preheader)
    {
        var file =
            $"---\ntitle: A title\nsubject: Hello {{{{ subscriber.first_name | default \"dear reader\" }}}}\n"
            + $"preheader: {preheader}\n---\nIt says: {{{{ issue.preheader }}}}. And: {{{{ issue.subject }}}}.\n\n"
            + "{{ include \"pitch\" }}\n\nThe end.\n";
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
