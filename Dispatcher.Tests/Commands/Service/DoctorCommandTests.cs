using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Commands.Service;

[TestFixture, Integration]
internal sealed class DoctorCommandTests
{
    private CommandRun _run = null!;

    [SetUp]
    public void CreateFolder() => _run = new();

    [TearDown]
    public void DropFolder() => _run.Dispose();

    [Test]
    public async Task A_page_says_what_is_wrong_and_what_to_do_and_ends_with_1()
    {
        _ = await _run.DatabaseAsync();

        var answer = await _run.RunAsync("doctor");

        Assert.That(answer.Status, Is.EqualTo(1));
        Assert.That(
            answer.Output,
            Does.Match(@"(?m)^RED     templates +There are no templates in .*\n +→ Copy the folder templates/")
                .And.Contain("The next issue is in danger.")
        );
        Assert.That(
            answer.Output.Contains('\u001b', StringComparison.Ordinal),
            Is.False,
            "no colour outside a terminal"
        );
    }

    [Test]
    public async Task Yellow_is_no_failure()
    {
        _ = await _run.DatabaseAsync();
        using (var folder = new TestFolder())
        {
            folder.CopyTemplates();
            foreach (var file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
            {
                _run.Write(Path.GetRelativePath(folder.Path, file), File.ReadAllText(file));
            }
        }

        _run.Write(
            "issues/news.md",
            "---\ntitle: The news\npreheader: What happened\nstatus: ready\n---\nHello, here is the news.\n"
        );
        await _run.RunAsync("subscriber", "add", "ana@example.org");

        var answer = await _run.RunAsync("doctor");

        Assert.That(answer.Status, Is.Zero, answer.Output);
        Assert.That(
            answer.Output,
            Does.Contain("yellow  BaseUrl").And.Contain("yellow  relay").And.Contain("can be made for all 1 readers")
        );
        Assert.That(answer.Output, Does.EndWith("The next issue will go out. Look at what is yellow.\n"));
    }

    [Test]
    public async Task A_first_look_makes_no_database()
    {
        var answer = await _run.RunAsync("doctor");

        Assert.That(answer.Output, Does.Contain("yellow  next issue  It cannot be looked at without a database."));
        Assert.That(File.Exists(_run.File("dispatcher.db")), Is.False);
    }

    [Test]
    public async Task Settings_that_cannot_be_used_are_red_lines_too()
    {
        _run.Write(
            "appsettings.json",
            """{ "Newsletter": { "Name": "x", "TimeZone": "Europe/Berlim" }, "Alerts": { "To": "nobody" } }"""
        );

        var answer = await _run.RunAsync("doctor", "--json");

        Assert.That(answer.Status, Is.EqualTo(1));
        Assert.That(
            answer.Output,
            Does.Contain(
                "{\"name\":\"settings\",\"state\":\"red\",\"says\":\"Newsletter:TimeZone is \\\"Europe/Berlim\\\""
            )
        );
        Assert.That(answer.Output, Does.Contain("Alerts:To is \\\"nobody\\\", but takes one address"));
    }
}
