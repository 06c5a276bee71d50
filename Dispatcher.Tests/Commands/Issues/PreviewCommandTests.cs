using MimeKit;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Commands.Issues;

[TestFixture, Integration]
internal sealed class PreviewCommandTests
{
    private readonly CommandRun _run = new();

    [SetUp]
    public void Install() => _run.CopyTemplates();

    [TearDown]
    public void Delete() => _run.Dispose();

    [Test]
    public async Task The_page_is_the_mail_with_its_pictures_and_the_day_of_its_slot()
    {
        Write("Hello {{ subscriber.first_name }}.\n\n![A map](map.png)");
        await File.WriteAllBytesAsync(_run.File("issues/map.png"), Given.Png);

        var answer = await _run.RunAsync("issue", "preview", "river");

        var mail = await MimeMessage.LoadAsync(_run.File("preview/river.eml"));
        var page = await File.ReadAllTextAsync(_run.File("preview/river.html"));
        var picture = mail.BodyParts.OfType<MimePart>().Single(part => part.ContentId is not null);
        using var sent = new MemoryStream();
        await picture.Content!.DecodeToAsync(sent);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.Zero, answer.Error);
            Assert.That(answer.Output, Does.EndWith("preview/river.html\npreview/river.txt\npreview/river.eml\n"));
            Assert.That(
                page,
                Is.EqualTo(
                    mail.HtmlBody!.ReplaceLineEndings("\n")
                        .Replace(
                            $"cid:{picture.ContentId}",
                            $"data:image/png;base64,{Convert.ToBase64String(sent.ToArray())}",
                            StringComparison.Ordinal
                        )
                )
            );

            // It is Monday, 5 January, 07:00 in Berlin: today's slot has passed.
            Assert.That(page, Does.Contain("Tuesday, 6 January 2026"));
            Assert.That(await File.ReadAllTextAsync(_run.File("preview/river.txt")), Does.Contain("Hello Ana."));
        }
    }

    [TestCase("nameless", "Hello you, in .")]
    [TestCase("auckland", "Hello Hana, in Pacific/Auckland.")]
    [TestCase("lea@example.org", "Hello Lea, in Europe/Madrid.")]
    public async Task The_reader_can_be_chosen(string reader, string greeting)
    {
        Write("Hello {{ subscriber.first_name | default \"you\" }}, in {{ subscriber.time_zone }}.");
        await _run.RunAsync(
            "subscriber",
            "add",
            "lea@example.org",
            "--first-name",
            "Lea",
            "--time-zone",
            "Europe/Madrid"
        );

        var answer = await _run.RunAsync("issue", "preview", "river", "--as", reader);

        Assert.That(answer.Status, Is.Zero, answer.Error);
        Assert.That(await File.ReadAllTextAsync(_run.File("preview/river.txt")), Does.Contain(greeting));
    }

    [TestCase("namless", "--as namless: no invented reader is called \"namless\"; did you mean nameless?")]
    [TestCase(
        "leo@example.org",
        "no subscriber has the address leo@example.org; leave --as out for an invented reader."
    )]
    [TestCase("@", "--as @ ")]
    public async Task An_unknown_reader_is_refused(string reader, string said)
    {
        Write("Text.");

        var answer = await _run.RunAsync("issue", "preview", "river", "--as", reader);

        Assert.That(answer.Status, Is.EqualTo(1));
        Assert.That(answer.Error, Does.StartWith(said));
        Assert.That(Directory.Exists(Path.Combine(_run.File("."), "preview")), Is.False);
        Assert.That(File.Exists(_run.File("dispatcher.db")), Is.False, "looking makes no database");
    }

    [Test]
    public async Task With_errors_a_page_is_drawn_and_no_mail()
    {
        Write("First.");
        await _run.RunAsync("issue", "preview", "river");
        Write("First.\n\nLook {{ subscriber.nick.deep }}.\n\nLast.", keys: "stats: ready\n");

        var answer = await _run.RunAsync("issue", "preview", "river");

        var page = await File.ReadAllTextAsync(_run.File("preview/river.html"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(1));
            Assert.That(answer.Error, Does.Contain("issues/river.md:4:1: error: unknown key \"stats\""));
            Assert.That(answer.Output, Is.EqualTo("preview/river.html\npreview/river.txt\n"));
            Assert.That(page, Does.Contain("First.").And.Contain("Last.").And.Contain("nick.deep"));
            Assert.That(page, Does.Contain("issues/river.md, line 4:").And.Contain("issues/river.md, line 8:"));
            Assert.That(
                File.Exists(_run.File("preview/river.eml")),
                Is.False,
                "the older mail would pass for this one"
            );
        }
    }

    [TestCase("no front matter at all, {{ and a brace", "no front matter at all, {{ and a brace")]
    [TestCase("---\ntitle: Never closed\n", "Never closed")]
    public async Task A_file_without_front_matter_is_drawn_as_its_text(string content, string shown)
    {
        _run.Write("issues/river.md", content);

        var answer = await _run.RunAsync("issue", "preview", "river");

        Assert.That(answer.Status, Is.EqualTo(1));
        Assert.That(
            (await File.ReadAllTextAsync(_run.File("preview/river.txt"))).Replace(
                "\u200B",
                "",
                StringComparison.Ordinal
            ),
            Does.Contain(shown)
        );
    }

    [Test]
    public async Task A_file_that_is_not_there_writes_nothing()
    {
        var answer = await _run.RunAsync("issue", "preview", "river.md");

        Assert.That(answer.Status, Is.EqualTo(1));
        Assert.That(answer.Error, Does.Contain("there is no such file"));
    }

    private void Write(string body, string keys = "") =>
        _run.Write("issues/river.md", $"---\ntitle: The river\npreheader: What moved\n{keys}---\n{body}\n");
}
