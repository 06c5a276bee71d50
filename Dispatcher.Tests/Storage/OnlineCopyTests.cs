using Dapper;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Storage;

[TestFixture, Integration]
internal sealed class OnlineCopyTests
{
    private readonly TestFolder _folder = new();

    [TearDown]
    public void Clean() => _folder.Dispose();

    /// <summary>
    /// Without the read transaction each write begins the copy anew, and this test does not end while somebody writes.
    /// </summary>
    [Test, CancelAfter(120_000)]
    public async Task A_copy_beside_a_writer_ends_and_is_of_one_moment(CancellationToken cancellationToken)
    {
        var database = new Database($"Data Source={_folder.File("live.db")};Pooling=False");
        await using var writer = await database.OpenAsync(cancellationToken);
        await writer.ExecuteAsync(
            """
            CREATE TABLE one (n INTEGER); CREATE TABLE ballast (b BLOB); CREATE TABLE two (n INTEGER);
            INSERT INTO one VALUES (0); INSERT INTO two VALUES (0);
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
            INSERT INTO ballast SELECT randomblob(8000) FROM n;
            """
        );

        var copying = OnlineCopy.WriteAsync(
            database,
            _folder.File("copy.db"),
            CopyPace.Gentle,
            TimeProvider.System,
            cancellationToken
        );
        var writes = 0;
        while (!copying.IsCompleted)
        {
            await writer.ExecuteAsync("BEGIN IMMEDIATE; UPDATE one SET n = n + 1; UPDATE two SET n = n + 1; COMMIT;");
            writes++;
        }

        await copying;
        await using var copy = await new Database($"Data Source={_folder.File("copy.db")};Pooling=False").OpenAsync(
            cancellationToken
        );
        var (one, two) = await copy.QuerySingleAsync<(long, long)>("SELECT one.n, two.n FROM one, two");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(writes, Is.GreaterThan(5), "somebody wrote meanwhile");
            Assert.That(one, Is.EqualTo(two), "both halves of a transaction, or none");
            Assert.That(one, Is.LessThan(writes), "the moment is that of the beginning");
            Assert.That(WholeDatabase.Fault(_folder.File("copy.db")), Is.Null);
        }
    }

    [Test]
    public async Task A_fault_of_the_copy_is_found()
    {
        var database = new Database($"Data Source={_folder.File("live.db")};Pooling=False");
        await Migrator.MigrateAsync(database, CancellationToken.None);
        var copy = _folder.File("copy#1 %.db");
        await OnlineCopy.WriteAsync(database, copy, CopyPace.Full, TimeProvider.System, CancellationToken.None);
        var whole = WholeDatabase.Fault(copy);
        await using (var file = File.OpenWrite(copy))
        {
            file.Position = 4096 * 5;
            file.Write(new byte[4096 * 20]);
        }

        Assert.That((whole, WholeDatabase.Fault(copy)), Is.Not.EqualTo((whole, whole)));
        Assert.That(whole, Is.Null);
        Assert.That(Directory.GetFiles(_folder.Path, "copy*"), Is.EqualTo(new[] { copy }), "no log beside it");
    }

    [TestCase(1.0, 40, 0)]
    [TestCase(0.5, 40, 40)]
    [TestCase(0.2, 40, 160)]
    [TestCase(0.5, 1000, 200)]
    public void A_pause_gives_the_others_their_share(double share, int step, int pause) =>
        Assert.That(
            new CopyPace(share).PauseAfter(TimeSpan.FromMilliseconds(step)).TotalMilliseconds,
            Is.EqualTo(pause).Within(0.001)
        );

    [Test]
    public async Task Quiet_work_runs_beside_the_pool_and_its_failure_comes_through()
    {
        var isPool = true;
        await QuietThread.RunAsync(
            "quiet",
            () => isPool = Thread.CurrentThread.IsThreadPoolThread,
            CancellationToken.None
        );

        Assert.That(isPool, Is.False);
        Assert.That(
            async () =>
                await QuietThread.RunAsync(
                    "quiet",
                    () => throw new InvalidDataException("as planned"),
                    CancellationToken.None
                ),
            Throws.TypeOf<InvalidDataException>()
        );
    }
}
