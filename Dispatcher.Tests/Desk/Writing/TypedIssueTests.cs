using System.Text;
using Newsletter.Dispatcher.Desk.Writing;
using Newsletter.Dispatcher.Issues.Writing;

namespace Newsletter.Dispatcher.Tests.Desk.Writing;

[TestFixture]
internal sealed class TypedIssueTests
{
    private const string File = "---\ntitle: River # no comment\nfoo: bar\n---\nOne\n";

    [Test]
    public void Without_the_file_that_was_begun_with_the_front_matter_of_the_form_is_taken()
    {
        var head = Convert.ToBase64String("---\ntitle: River\nfoo: bar\n---\n"u8.ToArray());

        var (source, fault) = Typed("New", "Two", head).On(began: null);

        Assert.That(fault, Is.Null);
        Assert.That(source.Text, Is.EqualTo("---\ntitle: New\nfoo: bar\n---\nTwo"));
    }

    [Test]
    public void The_file_that_was_begun_with_wins()
    {
        var (source, fault) = Typed("New", "Two", head: "").On(Encoding.UTF8.GetBytes(File));

        Assert.That(fault, Is.Null);
        Assert.That(source.Text, Is.EqualTo("---\ntitle: New\nfoo: bar\n---\nTwo"));
    }

    [TestCase("")]
    [TestCase("no Base64!")]
    [TestCase("/////w==")]
    public void Fields_without_any_front_matter_are_a_fault_and_the_text_stays(string head)
    {
        var (source, fault) = Typed("New", "Two", head).On(began: null);

        Assert.That(fault, Does.Contain("Whole file"));
        Assert.That(source.Text, Is.EqualTo("Two"));
    }

    private static TypedIssue Typed(string title, string text, string head) =>
        new("", IssueFields.Typed(new Dictionary<string, string> { ["title"] = title }), text, head);
}
