using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Subscribers.Search;
using Newsletter.Dispatcher.Tests.Subscriptions;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Subscribers.Search;

[TestFixture, Integration]
internal sealed class ReaderSearchIndexTests
{
    private SubscriptionsAtWork _at = null!;
    private ReaderSearchIndex _index = null!;

    [SetUp]
    public async Task Prepare()
    {
        _at = await SubscriptionsAtWork.CreateAsync();
        _index = new ReaderSearchIndex(_at.Database);
    }

    [TearDown]
    public void Clean() => _at.Dispose();

    [Test]
    public async Task Who_signs_up_is_found_and_who_has_another_name_is_found_by_it_alone()
    {
        var id = await _at.JoinAsync("zwetschke@example.org");
        await _index.CatchUpAsync(CancellationToken.None);
        var before = (await FindAsync("wetschk"), await FindAsync("quitte"));

        await _at.ExecuteAsync($"UPDATE subscribers SET last_name = 'Quitte' WHERE id = {id}");
        await _at.ChangeAddressAsync(id, "birne@example.org");
        await _index.CatchUpAsync(CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(before, Is.EqualTo((1, 0)));
            Assert.That(await FindAsync("wetschk"), Is.Zero);
            Assert.That(await FindAsync("quitte birn"), Is.EqualTo(1));
            Assert.That(await _index.DueAsync(10, CancellationToken.None), Is.Zero);
        }
    }

    [Test]
    public async Task A_change_that_is_not_searched_makes_no_work()
    {
        var id = await _at.AddAsync("ana@example.org", "active");
        await _index.CatchUpAsync(CancellationToken.None);

        await _at.ExecuteAsync($"UPDATE subscribers SET status = 'paused', first_name = first_name WHERE id = {id}");

        Assert.That(await _index.DueAsync(10, CancellationToken.None), Is.Zero);
    }

    [Test]
    public async Task More_than_a_batch_is_brought_up_to_date_at_once_and_one_batch_while_a_dispatch_is_sent()
    {
        await AddManyAsync(1, 1200);
        await _at.ExecuteAsync(
            "INSERT INTO dispatches (slot_date, state, slot_at, cut_off_at, created_at) "
                + "VALUES ('2026-11-23', 'sending', 1, 2, 0)"
        );
        var whileSending = await _index.CatchUpAsync(CancellationToken.None);
        await _at.ExecuteAsync("UPDATE dispatches SET state = 'done'");

        var rest = await _index.CatchUpAsync(CancellationToken.None);

        Assert.That(
            (whileSending, rest),
            Is.EqualTo((ReaderSearchIndex.BatchRows, 1200 - ReaderSearchIndex.BatchRows))
        );
    }

    /// <summary>Erasing waits for no merge of the index: the pieces themselves are gone from the file.</summary>
    [Test]
    public async Task Nothing_of_an_erased_reader_stays_in_the_index_or_the_file()
    {
        await AddManyAsync(1000, 300);
        var id = await _at.JoinAsync("qxwvzk@example.org");
        await _at.ExecuteAsync($"UPDATE subscribers SET last_name = 'Żqfjxwä' WHERE id = {id}");
        await _index.CatchUpAsync(CancellationToken.None);
        await AddManyAsync(2000, 300);
        await _index.CatchUpAsync(CancellationToken.None);
        var before = (await TermsAsync("qxw"), await TermsAsync("fjx"), Bytes("qxwvzk"), Bytes("zqfjxwa"));

        await _at.Erasure.EraseAsync(id, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(before.Item1, Is.EqualTo(1));
            Assert.That(before.Item2, Is.EqualTo(1));
            Assert.That(before.Item3, Is.Positive);
            Assert.That(before.Item4, Is.Positive);
            Assert.That(await TermsAsync("qxw"), Is.Zero);
            Assert.That(await TermsAsync("fjx"), Is.Zero);
            Assert.That(Bytes("qxwvzk"), Is.Zero);
            Assert.That(Bytes("zqfjxwa"), Is.Zero);
            Assert.That(await FindAsync("qxwvzk"), Is.Zero);
            Assert.That(
                await _at.ScalarAsync<long>("SELECT count(*) FROM reader_search"),
                Is.EqualTo(600),
                "the others stay"
            );
            await _at.ExecuteAsync("INSERT INTO reader_search (reader_search) VALUES ('integrity-check')");
        }
    }

    [Test]
    public async Task Who_is_erased_before_the_index_saw_them_leaves_no_work()
    {
        var id = await _at.AddAsync("ana@example.org", "active");

        await _at.Erasure.EraseAsync(id, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _index.DueAsync(10, CancellationToken.None), Is.Zero);
            Assert.That(await _index.CatchUpAsync(CancellationToken.None), Is.Zero);
        }
    }

    [Test]
    public async Task The_service_finds_who_is_new_within_a_second()
    {
        var clock = new FakeTimeProvider();
        using var service = new ReaderSearchService(_index, clock, NullLogger<ReaderSearchService>.Instance);
        await service.StartAsync(CancellationToken.None);
        await _at.AddAsync("ana@example.org", "active");

        while (await FindAsync("ana") == 0)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        await service.StopAsync(CancellationToken.None);
    }

    private async Task<int> FindAsync(string words) =>
        (
            await new ReaderQuery(_at.Database, _at.Clock).FindAsync(
                ReaderFilterForm.Parse("", words).Filter,
                before: null,
                take: 10,
                CancellationToken.None
            )
        )
            .Ids
            .Count;

    private Task AddManyAsync(int from, int number) =>
        _at.ExecuteAsync(
            $"""
            WITH RECURSIVE n (i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {from + number - 1})
            INSERT INTO subscribers (email, email_key, status, created_at, updated_at)
            SELECT 'many' || i || '@example.org', 'many' || i || '@example.org', 'active', 0, 0 FROM n
            """
        );

    /// <summary>How many readers the index has for a piece, as it stands in its pages.</summary>
    private async Task<long> TermsAsync(string piece)
    {
        await using var connection = await _at.Database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.pieces USING fts5vocab ('main', 'reader_search', 'row')"
        );
        return await connection.ExecuteScalarAsync<long>(
            "SELECT coalesce(sum(doc), 0) FROM temp.pieces WHERE term = @piece",
            new { piece }
        );
    }

    /// <summary>How often a text stands in the database's files.</summary>
    private int Bytes(string text) =>
        Directory
            .EnumerateFiles(Path.GetDirectoryName(_at.Database.Path)!, Path.GetFileName(_at.Database.Path) + "*")
            .Sum(file =>
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                using var copy = new MemoryStream();
                stream.CopyTo(copy);
                return System.Text.Encoding.Latin1.GetString(copy.ToArray()).Split(text).Length - 1;
            });
}
