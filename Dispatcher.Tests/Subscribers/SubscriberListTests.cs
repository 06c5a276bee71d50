using Dapper;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Subscribers;

[TestFixture, Integration]
internal sealed class SubscriberListTests
{
    private static readonly DateTimeOffset SixInTheMorning = new(2026, 1, 5, 6, 0, 0, TimeSpan.Zero);
    private static readonly EmailAddress Ana = EmailAddress.Parse("Ana@example.org");

    private readonly FakeTimeProvider _clock = new(SixInTheMorning);
    private TestDatabase _db = null!;
    private SubscriberList _list = null!;

    [SetUp]
    public async Task CreateDatabase()
    {
        _db = await TestDatabase.CreateAsync();
        _list = new SubscriberList(_db.Database, _clock);
    }

    [TearDown]
    public void DropDatabase() => _db.Dispose();

    [Test]
    public async Task Somebody_added_is_found_again_with_everything()
    {
        var added = await _list.AddAsync(
            new SubscriberEntry
            {
                Address = Ana,
                FirstName = "Ana",
                LastName = "Ruiz",
                TimeZone = "Europe/Madrid",
                Tags = ["paid", "world"],
            },
            CancellationToken.None
        );

        var expected = new Subscriber
        {
            Id = 1,
            Email = "Ana@example.org",
            FirstName = "Ana",
            LastName = "Ruiz",
            TimeZone = "Europe/Madrid",
            Status = SubscriberStatus.Active,
            Tags = ["paid", "world"],
            CreatedAt = SixInTheMorning,
        };
        using (Assert.EnterMultipleScope())
        {
            Assert.That(added, Is.EqualTo(expected).UsingPropertiesComparer());
            Assert.That(
                await _list.FindAsync(EmailAddress.Parse("ANA@EXAMPLE.ORG"), CancellationToken.None),
                Is.EqualTo(expected).UsingPropertiesComparer()
            );
            Assert.That(
                await RowsAsync(),
                Is.EqualTo(
                    new[]
                    {
                        "1|Ana@example.org|ana@example.org|Ana|Ruiz|Europe/Madrid|active|1767592800000|1767592800000",
                    }
                )
            );
        }
    }

    [Test]
    public async Task Somebody_known_is_not_added_and_not_changed()
    {
        await _list.AddAsync(
            new SubscriberEntry
            {
                Address = Ana,
                FirstName = "Ana",
                Status = SubscriberStatus.Unsubscribed,
            },
            CancellationToken.None
        );
        var before = await RowsAsync();

        var again = await _list.AddAsync(
            new SubscriberEntry
            {
                Address = EmailAddress.Parse("ana@EXAMPLE.org"),
                FirstName = "Anna",
                Tags = ["paid"],
            },
            CancellationToken.None
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(again, Is.Null);
            Assert.That(await RowsAsync(), Is.EqualTo(before));
            Assert.That(await TagsAsync(), Is.Empty);
        }
    }

    [Test]
    public async Task Somebody_removed_is_gone_with_their_tags_and_their_id_is_never_given_again()
    {
        await _list.AddAsync(new SubscriberEntry { Address = Ana, Tags = ["paid"] }, CancellationToken.None);

        var removed = await _list.RemoveAsync(Ana, CancellationToken.None);
        var removedAgain = await _list.RemoveAsync(Ana, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((removed, removedAgain), Is.EqualTo((true, false)));
            Assert.That(await RowsAsync(), Is.Empty);
            Assert.That(await TagsAsync(), Is.Empty);
            Assert.That(
                (await _list.AddAsync(new SubscriberEntry { Address = Ana }, CancellationToken.None))?.Id,
                Is.EqualTo(2)
            );
        }
    }

    [Test]
    public async Task Reading_goes_through_all_pages_once_and_by_id()
    {
        await using (var connection = await _db.Database.OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync(
                """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
                INSERT INTO subscribers (email, email_key, status, created_at, updated_at)
                SELECT i || '@example.org', i || '@example.org', CASE i % 2 WHEN 0 THEN 'active' ELSE 'paused' END, 0, 0
                    FROM n;
                INSERT INTO subscriber_tags (subscriber_id, tag) SELECT id, 'third' FROM subscribers WHERE id % 3 = 0;
                """
            );
        }

        var everybody = await IdsAsync(new());
        var someActive = await IdsAsync(new(Status: SubscriberStatus.Active, Tag: "third"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(everybody, Is.EqualTo(Enumerable.Range(1, 2500)));
            Assert.That(someActive, Is.EqualTo(Enumerable.Range(1, 2500).Where(id => id % 6 == 0)));
        }
    }

    [Test]
    public async Task Counts_name_every_status()
    {
        await _list.AddAsync(new SubscriberEntry { Address = Ana }, CancellationToken.None);
        await _list.AddAsync(
            new SubscriberEntry { Address = EmailAddress.Parse("ben@example.org"), Status = SubscriberStatus.Bounced },
            CancellationToken.None
        );

        var counts = await _list.CountsAsync(CancellationToken.None);

        Assert.That(
            counts.Select(c => $"{c.Status.Word()} {c.Count}"),
            Is.EqualTo(
                new[]
                {
                    "pending 0",
                    "active 1",
                    "paused 0",
                    "expired 0",
                    "unsubscribed 0",
                    "bounced 1",
                    "complained 0",
                }
            )
        );
    }

    private async Task<List<long>> IdsAsync(SubscriberFilter filter)
    {
        var ids = new List<long>();
        await foreach (var subscriber in _list.ReadAsync(filter, CancellationToken.None))
        {
            ids.Add(subscriber.Id);
        }

        return ids;
    }

    private async Task<IEnumerable<string>> RowsAsync() =>
        await QueryAsync(
            """
            SELECT concat_ws('|', id, email, email_key, coalesce(first_name, ''), coalesce(last_name, ''),
                coalesce(time_zone, ''), status, created_at, updated_at)
              FROM subscribers
             ORDER BY id
            """
        );

    private Task<IEnumerable<string>> TagsAsync() =>
        QueryAsync("SELECT subscriber_id || ' ' || tag FROM subscriber_tags");

    private async Task<IEnumerable<string>> QueryAsync(string sql)
    {
        await using var connection = await _db.Database.OpenAsync(CancellationToken.None);
        return await connection.QueryAsync<string>(sql);
    }
}
