using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Issues.Writing;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>A change of the queue is a save like one of the Write page.</summary>
[TestFixture, Integration]
internal sealed class QueueSavesTests
{
    private const string Keys = "title: The river\nstatus: draft\ndate: 2026-11-24";

    private DeskSite _desk = null!;
    private DeskBrowser _editor = null!;

    [SetUp]
    public async Task Open()
    {
        _desk = await DeskSite.OpenAsync();
        _editor = _desk.As(Role.Editor);
        await QueuePageTests.WriteAsync(_desk, "river", Keys);
    }

    [TearDown]
    public async Task Close()
    {
        _editor.Dispose();
        await _desk.DisposeAsync();
    }

    [Test]
    public async Task Each_change_is_a_version_with_its_author()
    {
        await QueuePageTests.PostAsync(_desk, _editor, "Move", "river", "2026-11-27");
        await QueuePageTests.PostAsync(_desk, _editor, "Release", "river");
        await QueuePageTests.PostAsync(_desk, _editor, "TakeBack", "river");
        await QueuePageTests.PostAsync(_desk, _editor, "Float", "river");

        Assert.That(
            await HistoryAsync(),
            Is.EqualTo([
                "disk on disk",
                "saved Editor Sample",
                "saved Editor Sample",
                "saved Editor Sample",
                "saved Editor Sample",
            ])
        );
    }

    [Test]
    public async Task A_change_meanwhile_is_left_and_both_texts_are_kept()
    {
        await Service<IssueSaves>().NoticeAsync("river", CancellationToken.None);
        var seen = QueuePageTests.Hash(_desk, "river");
        await QueuePageTests.WriteAsync(_desk, "river", "title: The other river\nstatus: draft\ndate: 2026-11-24");

        var answer = await QueuePageTests.PostAsync(_desk, _editor, "Move", "river", "2026-11-27", seen);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(
            await answer.Content.ReadAsStringAsync(),
            Does.Contain("are both among its versions").And.Contain("href=\"/desk/issues/river/versions\"")
        );
        Assert.That(Read(), Does.Contain("The other river").And.Contain("2026-11-24"));
        Assert.That(
            await HistoryAsync(),
            Is.EqualTo(["disk on disk", "disk on disk", "conflict Editor Sample"]),
            "the file that was seen, the file now, and what was wanted"
        );
        var wanted = (await VersionsAsync())[0];
        var (_, content) = (
            await Service<IssueVersionTable>().FindAsync("river", wanted.Id, CancellationToken.None)
        )!.Value;
        Assert.That(System.Text.Encoding.UTF8.GetString(content), Does.Contain("The river").And.Contain("2026-11-27"));
        Assert.That(await _desk.Host.ScalarAsync<long>("SELECT count(*) FROM audit"), Is.Zero);
    }

    [Test]
    public async Task What_the_person_types_on_the_page_of_the_issue_stays()
    {
        var drafts = Service<IssueDraftTable>();
        var seen = QueuePageTests.Hash(_desk, "river");
        await drafts.KeepAsync("3", new("river", _desk.Host.Clock.GetUtcNow(), seen, "typed"), CancellationToken.None);

        await QueuePageTests.PostAsync(_desk, _editor, "Move", "river", "2026-11-27");

        Assert.That(Read(), Does.Contain("2026-11-27"));
        Assert.That((await drafts.FindAsync("3", "river", CancellationToken.None))!.Text, Is.EqualTo("typed"));
    }

    private T Service<T>()
        where T : notnull => _desk.Host.Services.GetRequiredService<T>();

    private string Read() => File.ReadAllText(Path.Combine(Service<NewsletterFolder>().Issues, "river.md"));

    private Task<IReadOnlyList<IssueVersion>> VersionsAsync() =>
        Service<IssueVersionTable>().ListAsync("river", before: null, limit: 100, CancellationToken.None);

    private async Task<IReadOnlyList<string>> HistoryAsync() =>
        [
            .. (await VersionsAsync())
                .Reverse()
                .Select(version => $"{VersionKinds.Words.Of(version.Kind)} {version.Actor}"),
        ];
}
