using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Dapper;
using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Issues.Writing;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Editing;

[TestFixture, Integration]
internal sealed class IssueSavesTests
{
    private const string Draft = "---\ntitle: River\n---\nOne\n";
    private const string Ready = "---\ntitle: River\nstatus: ready\n---\nOne\n";

    private WritersRoom _room = null!;

    [SetUp]
    public async Task Open() => _room = await WritersRoom.OpenAsync();

    [TearDown]
    public void Close() => _room.Dispose();

    [Test]
    public async Task What_was_on_the_disk_and_what_is_saved_are_versions()
    {
        var seen = _room.Write("a", Draft);

        var result = await _room.SaveAsync("a", Draft + "Two\n", seen);

        Assert.That(result, Is.InstanceOf<SaveResult.Saved>());
        Assert.That(((SaveResult.Saved)result).Note, Is.Null);
        Assert.That(_room.Read("a"), Is.EqualTo(Draft + "Two\n"));
        Assert.That(await _room.HistoryAsync("a"), Is.EqualTo(["disk on disk", "saved Ana Ruiz"]));
        var newest = (await _room.Versions.ListAsync("a", before: null, limit: 1, CancellationToken.None))[0];
        var (version, content) = (await _room.Versions.FindAsync("a", newest.Id, CancellationToken.None))!.Value;
        Assert.That(Encoding.UTF8.GetString(content), Is.EqualTo(Draft + "Two\n"));
        Assert.That(
            version,
            Is.EqualTo(
                new IssueVersion(
                    newest.Id,
                    "a",
                    _room.Clock.GetUtcNow(),
                    VersionKind.Saved,
                    "1",
                    "Ana Ruiz",
                    WrittenFile.HashOf(content)
                )
            )
        );
    }

    [Test]
    public async Task A_save_is_in_the_audit_with_the_version()
    {
        await _room.SaveAsync("a", Ready, _room.Write("a", Draft));

        await using var connection = await _room.Database.OpenAsync(CancellationToken.None);
        Assert.That(
            await connection.QueryAsync<string>(
                "SELECT actor || ' ' || action || ' ' || subject || ' ' || details || ' ' || origin FROM audit"
            ),
            Is.EqualTo(["account:1 issue.release issue:a version 2 192.0.2.0/24"])
        );
    }

    [Test]
    public async Task A_version_of_another_issue_is_not_found()
    {
        await _room.SaveAsync("a", Draft + "Two\n", _room.Write("a", Draft));
        var newest = (await _room.Versions.ListAsync("a", before: null, limit: 1, CancellationToken.None))[0];

        Assert.That(await _room.Versions.FindAsync("b", newest.Id, CancellationToken.None), Is.Null);
        Assert.That(
            await _room.Versions.ListAsync("a", newest.Id, limit: 5, CancellationToken.None),
            Has.Count.EqualTo(1),
            "the ones before the newest"
        );
    }

    [Test]
    public async Task The_second_of_two_saves_of_the_same_file_is_a_conflict_and_kept()
    {
        var seen = _room.Write("a", Draft);

        await _room.SaveAsync("a", Draft + "By Ana\n", seen);
        var second = await _room.SaveAsync("a", Draft + "By Tom\n", seen, WritersRoom.Tom);

        var conflict = (SaveResult.Conflict)second;
        Assert.That(Encoding.UTF8.GetString(conflict.Now.Content), Is.EqualTo(Draft + "By Ana\n"));
        Assert.That(_room.Read("a"), Is.EqualTo(Draft + "By Ana\n"));
        Assert.That(await _room.HistoryAsync("a"), Is.EqualTo(["disk on disk", "saved Ana Ruiz", "conflict Tom Berg"]));
        var kept = (await _room.Versions.FindAsync("a", conflict.Kept, CancellationToken.None))!.Value;
        Assert.That(Encoding.UTF8.GetString(kept.Content), Is.EqualTo(Draft + "By Tom\n"));
    }

    [Test]
    public async Task A_change_by_git_is_a_conflict_and_both_texts_are_versions()
    {
        var seen = _room.Write("a", Draft);
        await _room.Saves.NoticeAsync("a", CancellationToken.None);
        _room.Write("a", Draft + "By git\n");

        var result = await _room.SaveAsync("a", Draft + "By Ana\n", seen);

        Assert.That(result, Is.InstanceOf<SaveResult.Conflict>());
        Assert.That(_room.Read("a"), Is.EqualTo(Draft + "By git\n"));
        Assert.That(await _room.HistoryAsync("a"), Is.EqualTo(["disk on disk", "disk on disk", "conflict Ana Ruiz"]));
    }

    [Test]
    public async Task A_file_that_vanished_is_said_and_the_text_is_kept()
    {
        var seen = _room.Write("a", Draft);
        File.Delete(_room.Folder.File("issues/a.md"));

        var result = await _room.SaveAsync("a", Draft + "By Ana\n", seen);

        var kept = (await _room.Versions.FindAsync("a", ((SaveResult.Gone)result).Kept, CancellationToken.None))!.Value;
        Assert.That(Encoding.UTF8.GetString(kept.Content), Is.EqualTo(Draft + "By Ana\n"));
        Assert.That(_room.Folder.File("issues/a.md"), Does.Not.Exist);
    }

    [Test]
    public async Task A_save_ends_the_draft_of_the_writer_and_of_nobody_else()
    {
        var seen = _room.Write("a", Draft);
        var draft = new IssueDraft("a", _room.Clock.GetUtcNow(), seen, "typed");
        await _room.Drafts.KeepAsync("1", draft, CancellationToken.None);
        await _room.Drafts.KeepAsync("2", draft with { Text = "typed by Tom" }, CancellationToken.None);

        await _room.SaveAsync("a", Draft + "Two\n", seen);

        Assert.That(await _room.Drafts.FindAsync("1", "a", CancellationToken.None), Is.Null);
        Assert.That((await _room.Drafts.FindAsync("2", "a", CancellationToken.None))!.Text, Is.EqualTo("typed by Tom"));
    }

    [Test]
    public async Task A_writer_cannot_release_nor_change_what_is_released()
    {
        var draft = _room.Write("a", Draft);
        var ready = _room.Write("b", Ready);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _room.SaveAsync("a", Ready, draft, WritersRoom.Tom), Is.InstanceOf<SaveResult.Refused>());
            Assert.That(await _room.SaveAsync("b", Draft, ready, WritersRoom.Tom), Is.InstanceOf<SaveResult.Refused>());
            Assert.That(
                await _room.SaveAsync("b", Ready + "x", ready, WritersRoom.Tom),
                Is.InstanceOf<SaveResult.Refused>()
            );
            Assert.That(
                await _room.Saves.CreateAsync(
                    "c",
                    Encoding.UTF8.GetBytes(Ready),
                    WritersRoom.Tom,
                    CancellationToken.None
                ),
                Is.InstanceOf<SaveResult.Refused>()
            );
            Assert.That(_room.Read("a"), Is.EqualTo(Draft));
            Assert.That(_room.Read("b"), Is.EqualTo(Ready));
            Assert.That(
                await _room.SaveAsync("a", Draft + "x", draft, WritersRoom.Tom),
                Is.InstanceOf<SaveResult.Saved>()
            );
            Assert.That(await _room.SaveAsync("b", Ready + "x", ready), Is.InstanceOf<SaveResult.Saved>());
        }
    }

    [Test]
    public async Task A_change_on_the_disk_is_kept_once()
    {
        _room.Write("a", Draft);

        Assert.That(await _room.Saves.NoticeAsync("a", CancellationToken.None), Is.True);
        Assert.That(await _room.Saves.NoticeAsync("a", CancellationToken.None), Is.False);
        _room.Write("a", Draft + "By git\n");
        Assert.That(await _room.Saves.NoticeAsync("a", CancellationToken.None), Is.True);
        _room.Write("a", Draft);
        Assert.That(await _room.Saves.NoticeAsync("a", CancellationToken.None), Is.True, "an older text again");
        Assert.That(await _room.Saves.NoticeAsync("nothing", CancellationToken.None), Is.False);
        Assert.That(await _room.HistoryAsync("a"), Has.Count.EqualTo(3));
    }

    /// <summary>
    /// Two editors save at the same moment, again and again, and a third program writes now and then.
    /// </summary>
    [Test]
    public async Task No_text_is_lost_in_500_rounds_of_two_editors_who_save_at_once()
    {
        const int Rounds = 500;
        _room.Write("a", Draft);
        var answered = new ConcurrentBag<string>();
        var (saved, conflicts) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var seen = _room.Files.Read("a").File!.Hash;
            if (round % 50 == 49)
            {
                answered.Add(Text(round, "git"));
                _room.Write("a", Text(round, "git"));
            }

            using var start = new SemaphoreSlim(0, 2);
            var both = new[] { WritersRoom.Ana, WritersRoom.Tom }
                .Select(writer =>
                    Task.Run(async () =>
                    {
                        await start.WaitAsync();
                        return await SaveAsync(Text(round, writer.Name), seen, writer);
                    })
                )
                .ToList();
            start.Release(2);
            var results = await Task.WhenAll(both);

            Assert.That(
                results.Count(result => result is SaveResult.Saved),
                Is.EqualTo(round % 50 == 49 ? 0 : 1),
                "one of the two is first, unless git was"
            );
            saved += results.Count(result => result is SaveResult.Saved);
            conflicts += results.Count(result => result is SaveResult.Conflict);
        }

        var kept = new HashSet<string>();
        var versions = await _room.Versions.ListAsync("a", before: null, limit: 10_000, CancellationToken.None);
        foreach (var version in versions)
        {
            var found = await _room.Versions.FindAsync("a", version.Id, CancellationToken.None);
            kept.Add(Encoding.UTF8.GetString(found!.Value.Content));
        }

        Assert.That(saved + conflicts, Is.EqualTo(2 * Rounds));
        Assert.That(answered.Except(kept), Is.Empty, "each text that was answered is a version");
        Assert.That(kept, Does.Contain(_room.Read("a")), "and so is the file");

        async Task<SaveResult> SaveAsync(string text, string seen, Writer writer)
        {
            var result = await _room.SaveAsync("a", text, seen, writer);
            answered.Add(text);
            return result;
        }

        static string Text(int round, string name) =>
            string.Create(CultureInfo.InvariantCulture, $"---\ntitle: River\n---\nRound {round} by {name}\n");
    }
}
