using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary><c>Desk:Git</c> is <c>commit</c>, and the newsletter's folder is a real work tree of git.</summary>
[TestFixture, Integration]
internal sealed class DeskGitTests
{
    private const string Keys = "title: The river\nstatus: draft\ndate: 2026-11-24";

    private DeskSite _desk = null!;
    private DeskBrowser _editor = null!;

    [SetUp]
    public async Task Open()
    {
        _desk = await DeskSite.OpenAsync(settings =>
            settings with
            {
                Desk = settings.Desk with { CommitsToGit = true },
            }
        );
        _editor = _desk.As(Role.Editor);
        await QueuePageTests.WriteAsync(_desk, "river", Keys);
        await GitAsync("init", "--quiet", "--initial-branch=main");
        await GitAsync("add", "issues");
        await GitAsync(
            "-c",
            "user.name=Git",
            "-c",
            "user.email=git@example.com",
            "commit",
            "--quiet",
            "--message",
            "begin"
        );
    }

    [TearDown]
    public async Task Close()
    {
        _editor.Dispose();
        await _desk.DisposeAsync();
    }

    [Test]
    public async Task Each_change_of_the_queue_is_committed_by_its_author()
    {
        await QueuePageTests.PostAsync(_desk, _editor, "Move", "river", "2026-11-27");
        await QueuePageTests.PostAsync(_desk, _editor, "Release", "river");

        Assert.That(
            await GitAsync("log", "--format=%an|%ae|%s"),
            Is.EqualTo(
                """
                Editor Sample|editor@example.com|issues: release river
                Editor Sample|editor@example.com|issues: move river
                Git|git@example.com|begin

                """.ReplaceLineEndings("\n")
            )
        );
        Assert.That(await GitAsync("status", "--porcelain", "--", "issues"), Is.Empty);
    }

    [Test]
    public async Task A_commit_without_a_branch_is_made_all_the_same()
    {
        await GitAsync("checkout", "--quiet", "--detach");

        await QueuePageTests.PostAsync(_desk, _editor, "Move", "river", "2026-11-27");

        Assert.That(await GitAsync("log", "-1", "--format=%s"), Is.EqualTo("issues: move river\n"));
        Assert.That(await GitAsync("log", "-1", "--format=%s", "main"), Is.EqualTo("begin\n"));
    }

    [Test]
    public async Task Where_git_is_locked_the_change_stands_and_the_page_says_why()
    {
        await File.WriteAllTextAsync(Path.Combine(Root, ".git", "index.lock"), "");

        var answer = await QueuePageTests.PostAsync(_desk, _editor, "Move", "river", "2026-11-27");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(
            await _editor.PageAsync("desk/queue"),
            Does.Contain("is on Friday, 27 November now. The issue is saved, but git did not commit it:")
        );
        Assert.That(
            await File.ReadAllTextAsync(Path.Combine(Root, "issues", "river.md")),
            Does.Contain("date: 2026-11-27")
        );
        Assert.That(await _desk.Host.ScalarAsync<string>("SELECT action FROM audit"), Is.EqualTo("issue.move"));
    }

    private string Root => _desk.Host.Services.GetRequiredService<NewsletterFolder>().Root;

    private async Task<string> GitAsync(params string[] words)
    {
        var (status, printed) = await ChildProcess.RunAsync("git", ["-C", Root, .. words], TimeSpan.FromSeconds(30));
        Assert.That(status, Is.Zero, printed);
        return printed;
    }
}
