using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering.Templates;

/// <summary>What <see cref="TemplateSet"/> reads is inside its folder.</summary>
[TestFixture, Integration]
internal sealed class TemplateLinkTests
{
    private TestFolder _folder = null!;
    private string _templates = null!;

    [SetUp]
    public void Make()
    {
        _folder = new TestFolder();
        _folder.Write("dispatcher.keys", "a SECRET\n");
        _templates = Directory.CreateDirectory(_folder.File("templates")).FullName;
    }

    [TearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public void A_link_out_of_the_folder_is_a_problem_and_is_not_read()
    {
        File.CreateSymbolicLink(Path.Combine(_templates, "issue.sbn-txt"), _folder.File("dispatcher.keys"));
        File.CreateSymbolicLink(Path.Combine(_templates, "far.sbn-html"), "../templates/issue.sbn-txt");
        var outside = Directory.CreateDirectory(_folder.File("outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "footer.sbn-html"), "SECRET");
        Directory.CreateSymbolicLink(Path.Combine(_templates, "partials"), outside);

        var (templates, problems) = TemplateSet.Load(_templates);

        Assert.That(string.Concat(templates.Sources.Values), Does.Not.Contain("SECRET"));
        Assert.That(templates.Sources.Keys, Has.No.Member("issue.sbn-txt").And.No.Member("partials/footer.sbn-html"));
        Assert.That(
            problems.Select(problem => problem.ToString()),
            Has.Exactly(3).Items.And.All.Contains("leads out of templates/")
        );
    }

    [Test]
    public void A_link_inside_is_followed()
    {
        File.WriteAllText(Path.Combine(_templates, "issue.sbn-html"), "text");
        File.CreateSymbolicLink(Path.Combine(_templates, "other.sbn-html"), "issue.sbn-html");
        File.WriteAllText(Path.Combine(_templates, "empty.sbn-txt"), "");

        var (templates, problems) = TemplateSet.Load(_templates);

        Assert.That(problems, Is.Empty);
        Assert.That(templates.Sources["other.sbn-html"], Is.EqualTo("text"));
        Assert.That(templates.Sources["empty.sbn-txt"], Is.Empty);
    }
}
