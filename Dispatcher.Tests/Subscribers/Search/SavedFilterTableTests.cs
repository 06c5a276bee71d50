using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscribers.Search;
using Newsletter.Dispatcher.Tests.Subscriptions;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Subscribers.Search;

[TestFixture, Integration]
internal sealed class SavedFilterTableTests
{
    private static readonly ReaderFilter Paused = new() { Status = SubscriberStatus.Paused, Words = ["ruiz"] };

    private SubscriptionsAtWork _at = null!;

    [SetUp]
    public async Task Prepare() => _at = await SubscriptionsAtWork.CreateAsync();

    [TearDown]
    public void Clean() => _at.Dispose();

    [Test]
    public async Task A_filter_is_there_for_its_owner_and_a_shared_one_for_all()
    {
        await SaveAsync("mine", Paused, 1);
        await SaveAsync("ours", Paused with { Words = [] }, null);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((await ListAsync(1)).Select(one => one.Name), Is.EqualTo(new[] { "mine", "ours" }));
            Assert.That((await ListAsync(2)).Select(one => one.Name), Is.EqualTo(new[] { "ours" }));
            Assert.That((await ListAsync(1))[0].Filter, Is.EqualTo(Paused).UsingPropertiesComparer());
        }
    }

    [Test]
    public async Task The_same_name_replaces_the_filter()
    {
        await SaveAsync("mine", Paused, 1);
        await SaveAsync(" mine ", new() { Tag = "world" }, 1);

        Assert.That((await ListAsync(1)).Single().Filter.Tag, Is.EqualTo("world"));
    }

    [Test]
    public async Task What_cannot_be_kept_is_refused_with_what_to_do()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await SaveAsync(" ", Paused, 1), Does.Contain("give it one"));
            Assert.That(await SaveAsync(new string('a', 61), Paused, 1), Does.Contain("at most 60"));
            Assert.That(await SaveAsync("all", new(), 1), Does.Contain("shows everybody"));
            Assert.That(
                await SaveAsync("one", new() { Words = ["ana@example.org"] }, 1),
                Does.Contain("keeps no person's address")
            );
            Assert.That(await ListAsync(1), Is.Empty);
        }
    }

    [Test]
    public async Task There_is_a_limit_for_each_account()
    {
        for (var i = 0; i < 50; i++)
        {
            Assert.That(await SaveAsync($"f{i}", Paused, 1), Is.Null);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await SaveAsync("one more", Paused, 1), Does.Contain("50 saved filters"));
            Assert.That(await SaveAsync("f7", Paused, 1), Is.Null, "one of the same name is replaced");
            Assert.That(await SaveAsync("one more", Paused, 2), Is.Null, "of another account");
        }
    }

    [TestCase(1L, false, true)]
    [TestCase(2L, false, false)]
    [TestCase(2L, true, false)]
    public async Task Only_its_owner_deletes_a_filter(long account, bool mayShared, bool isGone)
    {
        await SaveAsync("mine", Paused, 1);

        var name = await RemoveAsync((await ListAsync(1)).Single().Id, account, mayShared);

        Assert.That((name, (await ListAsync(1)).Count), Is.EqualTo(isGone ? ("mine", 0) : ((string?)null, 1)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_shared_one_is_deleted_by_who_may(bool mayShared)
    {
        await SaveAsync("ours", Paused, null);

        await RemoveAsync((await ListAsync(1)).Single().Id, 1, mayShared);

        Assert.That(await ListAsync(1), mayShared ? Is.Empty : Is.Not.Empty);
    }

    [Test]
    public async Task An_erased_reader_is_taken_out_of_the_filters_and_a_name_that_others_have_stays()
    {
        var id = await _at.AddAsync("zwetschke@example.org", "active");
        var other = await _at.AddAsync("ana.other@example.org", "active");
        await _at.ExecuteAsync($"UPDATE subscribers SET first_name = 'Ana', last_name = 'Quïtte' WHERE id = {id}");
        await new ReaderSearchIndex(_at.Database).CatchUpAsync(CancellationToken.None);
        await SaveAsync("by name", Paused with { Words = ["quitte", "ana", "birne"] }, 1);
        await SaveAsync("by part", new() { Words = ["wetsch"] }, null);

        await _at.Erasure.EraseAsync(id, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await _at.ListAsync("SELECT name || ':' || words FROM reader_filters ORDER BY name"),
                Is.EqualTo(new[] { "by name:ana birne" }),
                "one with nothing left is deleted"
            );
            Assert.That(other, Is.Positive);
        }
    }

    private Task<string?> SaveAsync(string name, ReaderFilter filter, long? account) =>
        _at.Database.InTransactionAsync(
            (connection, transaction) =>
                SavedFilterTable.SaveAsync(connection, transaction, name, filter, account, _at.Clock.GetUtcNow()),
            CancellationToken.None
        );

    private Task<string?> RemoveAsync(long id, long account, bool mayShared) =>
        _at.Database.InTransactionAsync(
            (connection, transaction) => SavedFilterTable.RemoveAsync(connection, transaction, id, account, mayShared),
            CancellationToken.None
        );

    private async Task<IReadOnlyList<SavedFilter>> ListAsync(long account)
    {
        await using var connection = await _at.Database.OpenAsync(CancellationToken.None);
        return await SavedFilterTable.ListAsync(connection, account, CancellationToken.None);
    }
}
