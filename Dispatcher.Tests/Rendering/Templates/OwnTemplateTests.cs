using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Rendering.Templates;

/// <summary>The newsletter's own templates stand beside the shipped ones, which are inside the program.</summary>
[TestFixture, Integration]
internal sealed class OwnTemplateTests
{
    private TestFolder _folder = null!;

    private string Templates => Path.Combine(_folder.Path, "templates");

    [SetUp]
    public void Make() => _folder = new TestFolder();

    [TearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public void The_program_has_the_templates_of_the_repository()
    {
        var repository = Path.Combine(Corpora.Repository(), "templates");
        var files = Directory
            .EnumerateFiles(repository, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(repository, file), File.ReadAllText);

        Assert.That(ShippedTemplates.Sources, Is.EquivalentTo(files));
        Assert.That(files, Has.Count.GreaterThan(30));
    }

    [Test]
    public void Without_a_folder_all_shipped_templates_are_there()
    {
        var (templates, problems) = TemplateSet.Load(Templates);

        Assert.That(problems, Is.Empty);
        Assert.That(templates.Find("issue", TemplateKind.Html), Is.Not.Null);
        Assert.That(templates.Partials(TemplateKind.Text).Find("footer"), Is.Not.Null);
        Assert.That(templates.Own, Is.Empty);
    }

    [Test]
    public void An_own_template_wins_and_the_others_stay_the_shipped_ones()
    {
        _folder.Write("templates/partials/footer.sbn-html", "my foot");
        _folder.Write("templates/weekend.sbn-html", "my page");
        _folder.Write("templates/welcome.sbn-txt", ShippedTemplates.Sources["welcome.sbn-txt"]);

        var (templates, _) = TemplateSet.Load(Templates);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(templates.Sources["partials/footer.sbn-html"], Is.EqualTo("my foot"));
            Assert.That(
                templates.Sources["partials/footer.sbn-txt"],
                Is.EqualTo(ShippedTemplates.Sources["partials/footer.sbn-txt"])
            );
            Assert.That(templates.Find("weekend", TemplateKind.Html), Is.Not.Null);
            Assert.That(templates.Own, Is.EqualTo(["partials/footer.sbn-html", "weekend.sbn-html"]));
        }
    }

    [Test]
    public void An_own_page_without_a_text_does_not_get_the_shipped_text()
    {
        _folder.Write("templates/issue.sbn-html", "my page");

        var (templates, _) = TemplateSet.Load(Templates);

        Assert.That(templates.Find("issue", TemplateKind.Text), Is.Null);
        Assert.That(templates.Find("welcome", TemplateKind.Text), Is.Not.Null);
    }

    [Test]
    public void An_own_template_that_cannot_be_used_is_named_and_no_shipped_one_takes_its_place()
    {
        _folder.Write("templates/issue.sbn-html", "{{ if }}");
        File.WriteAllBytes(_folder.File("templates/welcome.sbn-html"), [0x80, 0x81]);

        var (templates, problems) = TemplateSet.Load(Templates);

        Assert.That(
            problems.Where(problem => problem.Severity is Severity.Error).Select(problem => problem.File).Distinct(),
            Is.EquivalentTo(["templates/issue.sbn-html", "templates/welcome.sbn-html"])
        );
        Assert.That(templates.Find("welcome", TemplateKind.Html), Is.Null);
        Assert.That(templates.Find("welcome", TemplateKind.Text), Is.Null);
    }
}
