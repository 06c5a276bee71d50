using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Commands.Issues;

[TestFixture, Integration]
internal sealed class TemplateCommandTests
{
    private CommandRun _run = null!;

    [SetUp]
    public void CreateFolder() => _run = new();

    [TearDown]
    public void DropFolder() => _run.Dispose();

    [Test]
    public async Task A_shipped_pair_is_copied_and_never_written_over_an_own_one()
    {
        var copied = await _run.RunAsync("template", "copy", "welcome");
        var again = await _run.RunAsync("template", "copy", "welcome");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(copied.Status, Is.Zero);
            Assert.That(copied.Output, Is.EqualTo("templates/welcome.sbn-html\ntemplates/welcome.sbn-txt\n"));
            Assert.That(
                await File.ReadAllTextAsync(_run.File("templates/welcome.sbn-txt")),
                Is.EqualTo(ShippedTemplates.Sources["welcome.sbn-txt"])
            );
            Assert.That(again.Status, Is.EqualTo(1));
            Assert.That(again.Error, Does.StartWith("templates/welcome.sbn-html is there already"));
        }
    }

    [Test]
    public async Task A_partial_is_copied_into_its_folder()
    {
        var answer = await _run.RunAsync("template", "copy", "partials/button");

        Assert.That(
            answer.Output,
            Is.EqualTo("templates/partials/button.sbn-html\ntemplates/partials/button.sbn-txt\n")
        );
        Assert.That(_run.File("templates/partials/button.sbn-html"), Does.Exist);
    }

    [TestCase("welcom", "did you mean welcome?")]
    [TestCase("../secret", "there are: ")]
    public async Task A_name_that_is_not_shipped_is_named(string name, string advice)
    {
        var answer = await _run.RunAsync("template", "copy", name);

        Assert.That(answer.Status, Is.EqualTo(1));
        Assert.That(answer.Error, Does.StartWith($"There is no shipped template \"{name}\"; {advice}"));
    }

    [Test]
    public async Task The_list_names_a_template_that_cannot_be_read()
    {
        _run.Write("templates/issue.sbn-html", "{{ if }}");

        var answer = await _run.RunAsync("template", "list");

        Assert.That(answer.Status, Is.EqualTo(1));
        Assert.That(answer.Error, Does.StartWith("templates/issue.sbn-html:1:"));
    }

    [Test]
    public async Task The_list_tells_own_ones_from_shipped_ones()
    {
        _run.Write("templates/issue.sbn-txt", "my text");
        _run.Write("templates/weekend.sbn-html", "my page");
        _run.Write("templates/goodbye.sbn-txt", ShippedTemplates.Sources["goodbye.sbn-txt"]);

        var answer = await _run.RunAsync("template", "list");
        var json = await _run.RunAsync("template", "list", "--json");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Output, Does.Match(@"(?m)^issue\.sbn-txt +own, in place of the shipped one$"));
            Assert.That(answer.Output, Does.Match(@"(?m)^weekend\.sbn-html +own$"));
            Assert.That(answer.Output, Does.Match(@"(?m)^goodbye\.sbn-txt +shipped$"));
            Assert.That(json.Output, Does.Contain("{\"name\":\"issue.sbn-txt\",\"origin\":\"own\"}"));
        }
    }
}
