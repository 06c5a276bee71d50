using Microsoft.Extensions.Logging.Abstractions;
using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Editing;

[TestFixture, Integration]
internal sealed class SeenIssuesServiceTests
{
    [Test]
    public async Task What_git_writes_becomes_a_version_at_the_next_look()
    {
        using var room = await WritersRoom.OpenAsync();
        using var service = new SeenIssuesService(
            room.Files,
            room.Saves,
            room.Paths,
            room.Clock,
            NullLogger<SeenIssuesService>.Instance
        );
        room.Write("a", "first");
        room.Write("größe", "a name that no page can have");

        await service.LookAsync(CancellationToken.None);
        await service.LookAsync(CancellationToken.None);
        room.Write("a", "second, longer");
        await service.LookAsync(CancellationToken.None);

        Assert.That(await room.HistoryAsync("a"), Is.EqualTo(["disk on disk", "disk on disk"]));
    }
}
