using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Schedule;

[TestFixture, Integration]
internal sealed class ControlServiceTests
{
    private readonly TestFolder _folder = new();

    [TearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public async Task A_database_that_cannot_be_used_is_logged_once_an_hour()
    {
        var (clock, log) = (new FakeTimeProvider(), new KeptLog<ControlService>());
        var database = new Database($"Data Source={_folder.File("dispatcher.db")};Pooling=False");

        // While it cannot read the database, it asks for no scheduler.
        using var control = new ControlService(database, schedulers: null!, clock, log);
        await control.StartAsync(CancellationToken.None);
        await UntilAsync(() => log.Lines.Count == 1);
        await UntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(30));
            return log.Lines.Count > 1;
        });
        await control.StopAsync(CancellationToken.None);

        Assert.That(clock.GetUtcNow() - clock.Start, Is.GreaterThanOrEqualTo(TimeSpan.FromHours(1)));
        Assert.That(
            log.Lines,
            Has.All.StartsWith("Warning: Changes of a dispatch by another process are seen at the next tick only: ")
                .And.All.Contain("no such table")
        );
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!isSo())
        {
            Assert.That(late.IsCancellationRequested, Is.False, "The expected event did not come.");
            await Task.Delay(5, CancellationToken.None);
        }
    }
}
