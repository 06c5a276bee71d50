using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Commands.Issues.Watch;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Commands.Issues.Watch;

[TestFixture, Integration]
internal sealed class FileChangesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();

    [SetUp]
    public void Write() => _folder.Write("issues/river.md", "one");

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task A_save_is_seen_on_a_file_system_that_sends_no_events()
    {
        using var changes = Changes(folders: []);
        var next = changes.NextAsync(CancellationToken.None);

        _folder.Write("issues/river.md", "two!");

        await PassAsync(next);
        Assert.That(changes.NextAsync(CancellationToken.None).IsCompleted, Is.False, "the same save is told once");
    }

    [TestCase("rename")]
    [TestCase("delete and write")]
    [TestCase("write twice")]
    public async Task Each_way_of_saving_is_seen(string way)
    {
        using var changes = Changes(folders: [_folder.File("issues")]);
        var next = changes.NextAsync(CancellationToken.None);
        var file = _folder.File("issues/river.md");

        switch (way)
        {
            case "rename":
                _folder.Write("issues/.river.md.swp", "two!");
                File.Move(_folder.File("issues/.river.md.swp"), file, overwrite: true);
                break;
            case "delete and write":
                File.Delete(file);
                _folder.Write("issues/river.md", "two!");
                break;
            default:
                _folder.Write("issues/river.md", "");
                _folder.Write("issues/river.md", "two!");
                break;
        }

        await PassAsync(next);
    }

    [Test]
    public async Task A_file_of_a_folder_that_is_made_or_deleted_is_seen()
    {
        _folder.Write("templates/issue.sbn-html", "x");
        using var changes = Changes(folders: []);

        _folder.Write("templates/partials/new.sbn-html", "x");
        await PassAsync(changes.NextAsync(CancellationToken.None));
        File.Delete(_folder.File("templates/issue.sbn-html"));
        await PassAsync(changes.NextAsync(CancellationToken.None));
    }

    [Test]
    public async Task Nothing_saved_is_no_change_and_a_stop_ends_the_wait()
    {
        using var stop = new CancellationTokenSource();
        using var changes = Changes(folders: [_folder.File("issues")]);
        var next = changes.NextAsync(stop.Token);
        for (var i = 0; i < 20; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1);
        }

        Assert.That(next.IsCompleted, Is.False);
        await stop.CancelAsync();
        Assert.That(async () => await next, Throws.InstanceOf<OperationCanceledException>());
    }

    private FileChanges Changes(IEnumerable<string> folders) =>
        new(folders, () => FileStamps.Of([_folder.File("issues/river.md"), _folder.File("templates/x")[..^2]]), _clock);

    /// <summary>Lets time pass until the change is told.</summary>
    private async Task PassAsync(Task next)
    {
        using var late = new CancellationTokenSource(Patience);
        while (!next.IsCompleted)
        {
            Assert.That(late.IsCancellationRequested, Is.False, "the change was not seen");
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1);
        }

        await next;
    }
}
