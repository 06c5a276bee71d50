using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Storage;

[TestFixture, Integration]
internal sealed class DispatcherLockTests
{
    private readonly TestFolder _folder = new();

    [TearDown]
    public void Close() => _folder.Dispose();

    [Test]
    public void The_second_is_refused_and_told_who_the_first_is()
    {
        using var first = DispatcherLock.Take(Database(), processId: 4711);

        var refused = Assert.Throws<StorageException>(() => DispatcherLock.Take(Database(), processId: 4712));

        Assert.That(refused!.Message, Does.Contain("another dispatcher (process 4711) sends from this database"));
    }

    [Test]
    public void What_is_let_go_can_be_taken()
    {
        DispatcherLock.Take(Database(), processId: 1).Dispose();

        Assert.That(() => DispatcherLock.Take(Database(), processId: 2).Dispose(), Throws.Nothing);
    }

    [Test]
    public void Of_five_at_once_one_wins_every_time()
    {
        for (var round = 0; round < 100; round++)
        {
            var locks = ParallelEnumerable.Range(1, 5).WithDegreeOfParallelism(5).Select(Take).ToList();

            Assert.That(locks.Count(taken => taken is not null), Is.EqualTo(1));
            locks.ForEach(taken => taken?.Dispose());
        }
    }

    private DispatcherLock? Take(int processId)
    {
        try
        {
            return DispatcherLock.Take(Database(), processId);
        }
        catch (StorageException)
        {
            return null;
        }
    }

    private Database Database() => new($"Data Source={_folder.File("dispatcher.db")}");
}
