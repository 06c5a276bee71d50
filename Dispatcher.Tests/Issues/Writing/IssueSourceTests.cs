using System.Text;
using Newsletter.Dispatcher.Issues.Writing;

namespace Newsletter.Dispatcher.Tests.Issues.Writing;

[TestFixture]
internal sealed class IssueSourceTests
{
    [TestCase("---\ntitle: A\n---\nOne\nTwo\n")]
    [TestCase("\uFEFF---\r\ntitle: A\r\n---\r\nOne\r\n\r\nTwo")]
    [TestCase("---\ntitle: A\r\n---\nmixed\r\nends\n")]
    [TestCase("---\rtitle: A\r---\rold Mac\r")]
    [TestCase("no front matter\n")]
    public void A_text_that_was_only_sent_through_a_browser_is_the_same_file(string file)
    {
        var source = IssueSource.Of(Encoding.UTF8.GetBytes(file))!;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(source.Bytes, Is.EqualTo(Encoding.UTF8.GetBytes(file)));
            Assert.That(source.WithText(Sent(source.Shown)).Bytes, Is.EqualTo(Encoding.UTF8.GetBytes(file)));
            if (source.Body is { } body)
            {
                Assert.That(source.WithBody(Sent(body)).Bytes, Is.EqualTo(Encoding.UTF8.GetBytes(file)));
            }
        }
    }

    [Test]
    public void Another_text_keeps_the_mark_and_the_line_ends_of_the_file()
    {
        var source = IssueSource.Of(Encoding.UTF8.GetBytes("\uFEFF---\r\ntitle: A\r\n---\r\nOne\r\n"))!;

        Assert.That(
            Encoding.UTF8.GetString(source.WithBody("Two\r\nThree\r\n").Bytes),
            Is.EqualTo("\uFEFF---\r\ntitle: A\r\n---\r\nTwo\r\nThree\r\n")
        );
        Assert.That(
            Encoding.UTF8.GetString(source.WithText("---\r\ntitle: B\r\n---\r\n").Bytes),
            Is.EqualTo("\uFEFF---\r\ntitle: B\r\n---\r\n")
        );
    }

    [Test]
    public void A_body_is_put_on_a_line_of_its_own()
    {
        var source = IssueSource.Of("---\ntitle: A\n---"u8.ToArray())!;

        Assert.That(source.WithBody("One").Text, Is.EqualTo("---\ntitle: A\n---\nOne"));
        Assert.That(source.WithBody("").Text, Is.EqualTo("---\ntitle: A\n---"));
    }

    [Test]
    public void What_is_no_UTF_8_is_no_text() => Assert.That(IssueSource.Of([0x2D, 0xE9, 0x0A]), Is.Null);

    private static string Sent(string text) => text.ReplaceLineEndings("\r\n");
}
