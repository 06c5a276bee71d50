using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Approvals;

/// <summary>An approval is of all that readers see of an issue, and of nothing else.</summary>
[TestFixture, Integration]
internal sealed class IssuePrintTests
{
    private const string Body = "Hello, here is ![a map](map.png) of the river. {{ include \"note\" }}";

    private Workplace _work = null!;

    [SetUp]
    public async Task Open()
    {
        _work = await Workplace.CreateAsync(subscribers: 0);
        WriteBytes("issues/map.png", ImageSample.Png());
        Write("templates/partials/note.sbn-html", "<p>A note.</p>");
        Write("templates/partials/note.sbn-txt", "A note.");
        Write("templates/partials/unused.sbn-html", "<p>Nobody includes this.</p>");
        Save();
    }

    [TearDown]
    public void Close() => _work.Dispose();

    [Test]
    public void The_same_files_have_the_same_print()
    {
        var (one, other) = (Print(), Print());

        Assert.That(one.Value, Is.EqualTo(other.Value).And.Match("^[0-9a-f]{64}$"));
        Assert.That(
            one.Parts.Select(part => $"{part.Kind} {part.Name}"),
            Does.Contain("issue issues/a.md")
                .And.Contain("image map.png")
                .And.Contain("template templates/issue.sbn-html")
                .And.Contain("template templates/issue.sbn-txt")
                .And.Contain("template templates/partials/note.sbn-html")
                .And.Contain("template templates/partials/footer.sbn-html")
        );
    }

    [Test]
    public void A_changed_image_is_another_print() =>
        Assert.That(
            Changes(() => WriteBytes("issues/map.png", ImageSample.Png(colour: "#0000ff"))),
            Is.EqualTo(new[] { "the image map.png" })
        );

    [TestCase("issue.sbn-html")]
    [TestCase("issue.sbn-txt")]
    [TestCase("partials/footer.sbn-html")]
    [TestCase("partials/note.sbn-html")]
    public void A_changed_template_that_the_issue_uses_is_another_print(string name) =>
        Assert.That(Changes(() => Append($"templates/{name}")), Is.EqualTo(new[] { $"the template templates/{name}" }));

    [TestCase("welcome.sbn-html")]
    [TestCase("correction.sbn-html")]
    [TestCase("partials/unused.sbn-html")]
    public void A_changed_template_that_the_issue_does_not_use_changes_nothing(string name) =>
        Assert.That(Changes(() => Append($"templates/{name}")), Is.Empty);

    [Test]
    public void A_picture_that_only_the_template_of_a_correction_shows_changes_nothing()
    {
        WriteBytes("templates/sign.png", ImageSample.Png());
        Append("templates/correction.sbn-html", "<img src=\"sign.png\" alt=\"\">");

        Assert.That(Changes(() => WriteBytes("templates/sign.png", ImageSample.Png(colour: "#0000ff"))), Is.Empty);
    }

    [Test]
    public void A_picture_that_the_template_shows_counts()
    {
        WriteBytes("templates/sign.png", ImageSample.Png());
        Append("templates/issue.sbn-html", "<img src=\"sign.png\" alt=\"\">");

        Assert.That(
            Changes(() => WriteBytes("templates/sign.png", ImageSample.Png(colour: "#0000ff"))),
            Is.EqualTo(new[] { "the image ~templates/sign.png" })
        );
    }

    [TestCase("title: Another title", "status: ready")]
    [TestCase("title: The river", "status: ready\ndate: 2026-11-24")]
    [TestCase("title: The river", "status: ready # at last")]
    [TestCase("title: The river", "status: ready\naudience: paid")]
    public void A_changed_front_matter_is_another_print(string title, string rest) =>
        Assert.That(Changes(() => Save(title, rest)), Is.EqualTo(new[] { "the text of issues/a.md" }));

    [Test]
    public void A_changed_text_is_another_print() =>
        Assert.That(Changes(() => Save(body: Body + " More.")), Is.EqualTo(new[] { "the text of issues/a.md" }));

    [TestCase("status: draft")]
    [TestCase("status: \"draft\"")]
    [TestCase("preheader: Below\nstatus: draft", "preheader: Below\nstatus: ready")]
    public void A_draft_that_was_approved_is_approved_when_it_is_released(string before, string after = "status: ready")
    {
        Save(rest: before);

        Assert.That(Changes(() => Save(rest: after)), Is.Empty);
    }

    [Test]
    public void The_line_of_the_status_counts_where_it_holds_more_than_the_status()
    {
        _work.Folder.Write("issues/a.md", $"---\n{{title: The river, status: ready}}\n---\n{Body}\n");

        Assert.That(
            Changes(() => _work.Folder.Write("issues/a.md", $"---\n{{title: The Po, status: ready}}\n---\n{Body}\n")),
            Is.EqualTo(new[] { "the text of issues/a.md" })
        );
    }

    [Test]
    public void Lines_may_end_in_carriage_return_and_line_feed()
    {
        _work.Folder.Write("issues/a.md", $"---\r\ntitle: The river\r\nstatus: draft\r\n---\r\n{Body}\r\n");

        Assert.That(
            Changes(() =>
                _work.Folder.Write("issues/a.md", $"---\r\ntitle: The river\r\nstatus: ready\r\n---\r\n{Body}\r\n")
            ),
            Is.Empty
        );
    }

    private IReadOnlyList<string> Changes(Action change)
    {
        var before = Print();
        change();
        var after = Print();
        var changes = after.ChangesSince(before.PartsJson);
        Assert.That(after.Value == before.Value, Is.EqualTo(changes.Count == 0), "the print and its parts agree");
        return changes;
    }

    private IssuePrint Print() => IssuePrint.Of(_work.Package("a"), _work.Newsletter);

    private void Save(string title = "title: The river", string rest = "status: ready", string body = Body) =>
        Write("issues/a.md", $"---\n{title}\n{rest}\n---\n{body}\n");

    private void Append(string name, string what = "\n<!-- changed -->") =>
        Write(name, File.ReadAllText(_work.Folder.File(name)) + what);

    private void Write(string name, string content) => _work.Folder.Write(name, content);

    private void WriteBytes(string name, byte[] content) => File.WriteAllBytes(_work.Folder.File(name), content);
}
