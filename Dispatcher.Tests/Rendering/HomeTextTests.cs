using System.Text;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering;

[TestFixture]
internal sealed class HomeTextTests
{
    [Test]
    public void It_is_made_by_the_rules_of_an_issue()
    {
        var text = Of("# Hello\n\n[Us](https://example.org/us), with {braces}.\n")!;

        Assert.That(text.Problems, Is.Empty);
        Assert.That(
            text.Html,
            Does.Contain("Hello</h1>").And.Contain("href=\"https://example.org/us\"").And.Contain("&#123;braces}")
        );
    }

    [TestCase("Hello {{ subscriber.first_name }}", "home.md:1:7: error: the front page takes no template code")]
    [TestCase("![A map](map.png)", "home.md:1:1: error: the front page shows no image files; take map.png out.")]
    [TestCase("Hello\n\n<script>alert(1)</script>", "home.md:3:1: error: <script> has no place")]
    [TestCase("[x](javascript:alert(1))", "home.md:1:1: error: ")]
    [TestCase("a\0b", "home.md:1:2: error: a NUL byte")]
    public void A_fault_is_named_with_its_place_and_nothing_is_shown(string markdown, string problem)
    {
        var text = Of(markdown)!;

        Assert.That(text.Html, Is.Null);
        Assert.That(text.Problems[0].ToString(), Does.StartWith(problem));
    }

    [TestCase("")]
    [TestCase(" \n\n")]
    public void An_empty_file_is_no_file(string markdown) => Assert.That(Of(markdown), Is.Null);

    [Test, Integration]
    public void A_file_that_leads_out_is_too_large_or_is_missing_is_not_shown()
    {
        using var folder = new TestFolder();
        using var elsewhere = new TestFolder();
        var (here, path) = (new NewsletterFolder(folder.Path), folder.File(HomeText.FileName));
        Assert.That(HomeText.Read(here), Is.Null);

        File.WriteAllText(path, new string('a', HomeText.MaxBytes + 1));
        Assert.That(HomeText.Read(here)!.Problems.Single().Message, Does.Contain("it may have 32 kB"));
        File.Delete(path);

        File.WriteAllText(elsewhere.File("secret.md"), "secret");
        File.CreateSymbolicLink(path, elsewhere.File("secret.md"));
        Assert.That(HomeText.Read(here)!.Html, Is.Null);
        Assert.That(HomeText.Read(here)!.Problems.Single().Message, Does.Contain("leads out"));
    }

    private static HomeText? Of(string markdown) => HomeText.Of(Encoding.UTF8.GetBytes(markdown));
}
