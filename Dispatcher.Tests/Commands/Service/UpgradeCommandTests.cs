using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Commands.Service;

[TestFixture, Integration]
internal sealed class UpgradeCommandTests
{
    private readonly CommandRun _run = new();

    [TearDown]
    public void Clean() => _run.Dispose();

    [Test]
    public async Task Check_says_what_would_be_done_and_changes_nothing()
    {
        var pending = await OldAsync();
        var before = await File.ReadAllBytesAsync(_run.File("dispatcher.db"));

        var answer = await _run.RunAsync("upgrade", "--check");
        var json = await _run.RunAsync("upgrade", "--check", "--json");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.Zero, answer.Error);
            Assert.That(
                answer.Output,
                Does.Match(@"(?m)^0009_kinds_and_views: \d+ rows, a second$")
                    .And.Match(@"A copy of \d+\.\d MB is made first")
                    .And.Contain("Nothing was changed. Stop the service, then: dispatcher upgrade")
            );
            Assert.That(
                answer.Output.Split('\n').Count(line => line.Contains(" rows, ", StringComparison.Ordinal)),
                Is.EqualTo(pending)
            );
            Assert.That(
                json.Output,
                Does.Contain("\"name\":\"0009_kinds_and_views\"").And.Contain("\"needed_bytes\":")
            );
            Assert.That(await File.ReadAllBytesAsync(_run.File("dispatcher.db")), Is.EqualTo(before));
        }
    }

    [TestCase("status")]
    [TestCase("subscribers", "list")]
    [TestCase("queue")]
    public async Task Another_verb_refuses_an_older_database_and_names_the_way(params string[] words)
    {
        await OldAsync();
        var before = await File.ReadAllBytesAsync(_run.File("dispatcher.db"));

        var answer = await _run.RunAsync(words);

        Assert.That(answer.Status, Is.EqualTo(1));
        Assert.That(answer.Error, Does.Contain("run: dispatcher upgrade"));
        Assert.That(await File.ReadAllBytesAsync(_run.File("dispatcher.db")), Is.EqualTo(before));
    }

    [Test]
    public async Task Upgrade_makes_a_copy_says_so_and_the_verbs_go_on()
    {
        await OldAsync();

        var upgraded = await _run.RunAsync("upgrade");
        var again = await _run.RunAsync("upgrade");
        var status = await _run.RunAsync("status");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(upgraded.Status, Is.Zero, upgraded.Error);
            Assert.That(upgraded.Output, Does.Contain("Copied to ").And.Contain("to undo the upgrade"));
            Assert.That(again.Output, Is.EqualTo("The database is up to date.\n"));
            Assert.That(status.Status, Is.Zero, status.Error);
            Assert.That(Directory.GetFiles(_run.File(""), "dispatcher.db.before-*"), Has.Length.EqualTo(1));
        }
    }

    [Test]
    public async Task Without_a_copy_on_request()
    {
        await OldAsync();

        var answer = await _run.RunAsync("upgrade", "--no-copy", "--json");

        Assert.That(answer.Output, Does.Contain("\"copy\":null"), answer.Error);
        Assert.That(Directory.GetFiles(_run.File(""), "dispatcher.db.before*"), Is.Empty);
    }

    [Test]
    public async Task Without_a_database_none_is_made()
    {
        var answer = await _run.RunAsync("upgrade");

        Assert.That(answer.Status, Is.EqualTo(1));
        Assert.That(answer.Error, Does.Contain("there is no database to upgrade"));
        Assert.That(File.Exists(_run.File("dispatcher.db")), Is.False);
    }

    private Task<int> OldAsync() =>
        OlderDatabase.MakeAsync(
            new Database($"Data Source={_run.File("dispatcher.db")};Pooling=False"),
            "_kinds_and_views.sql"
        );
}
