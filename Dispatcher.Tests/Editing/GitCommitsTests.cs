using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Editing;

/// <summary>With the real git.</summary>
[TestFixture, Integration]
internal sealed class GitCommitsTests
{
    private const string Draft = "---\ntitle: River\n---\nOne\n";

    private WritersRoom _room = null!;

    [SetUp]
    public async Task Open() => _room = await WritersRoom.OpenAsync(commits: true);

    [TearDown]
    public void Close() => _room.Dispose();

    [Test]
    public async Task A_save_is_committed_with_its_image_in_the_name_of_the_writer()
    {
        await GitAsync("init", "--quiet");
        var seen = _room.Write("a", Draft);
        _room.Folder.Write("issues/a/map.png", "an image");
        _room.Folder.Write("issues/b.md", "somebody else's work");
        await GitAsync("add", "issues/b.md");
        var writer = WritersRoom.Ana with { Name = "Ana <x> Ruiz\n--amend" };

        var result = await _room.SaveAsync("a", Draft + "![A map](a/map.png)\n", seen, writer);

        Assert.That(((SaveResult.Saved)result).Note, Is.Null);
        Assert.That(
            await GitAsync("log", "--format=%an|%ae|%cn|%s", "--name-only"),
            Is.EqualTo(
                "Ana  x  Ruiz --amend|ana@example.com|The Letter|issues: save a\n\nissues/a.md\nissues/a/map.png\n"
            )
        );
        Assert.That(await GitAsync("status", "--porcelain"), Is.EqualTo("A  issues/b.md\n"), "it stays for its owner");
    }

    [Test]
    public async Task Outside_of_a_work_tree_the_save_stands_and_the_reason_is_said()
    {
        var result = await _room.SaveAsync("a", Draft + "Two\n", _room.Write("a", Draft));

        Assert.That(((SaveResult.Saved)result).Note, Does.StartWith("The issue is saved, but git did not commit it:"));
        Assert.That(_room.Read("a"), Is.EqualTo(Draft + "Two\n"));
    }

    [Test]
    public async Task A_hook_that_refuses_the_commit_is_quoted()
    {
        await GitAsync("init", "--quiet");
        var hook = _room.Folder.Write(".git/hooks/pre-commit", "#!/bin/sh\necho 'no commits on Sundays' >&2\nexit 1\n");
        TestFolder.LetAnybody(hook);

        var result = await _room.SaveAsync("a", Draft + "Two\n", _room.Write("a", Draft));

        Assert.That(((SaveResult.Saved)result).Note, Does.Contain("no commits on Sundays"));
        Assert.That(_room.Read("a"), Is.EqualTo(Draft + "Two\n"));
    }

    [Test]
    public async Task A_git_that_does_not_end_is_ended()
    {
        await GitAsync("init", "--quiet");
        var hook = _room.Folder.Write(".git/hooks/pre-commit", "#!/bin/sh\nexec tail -f /dev/null\n");
        TestFolder.LetAnybody(hook);
        _room.Write("a", Draft);
        await GitAsync("add", "issues/a.md");
        var git = new GitProcess(_room.Folder.Path, TimeSpan.FromSeconds(1), TimeProvider.System);

        var (_, fault) = await git.RunAsync(new Dictionary<string, string>(), "commit", "--message", "x");

        Assert.That(fault, Is.EqualTo("git did not end within 1 seconds"));
    }

    private async Task<string> GitAsync(params string[] words)
    {
        var (status, printed) = await ChildProcess.RunAsync(
            "git",
            ["-C", _room.Folder.Path, .. words],
            TimeSpan.FromSeconds(30)
        );
        Assert.That(status, Is.Zero, printed);
        return printed;
    }
}
