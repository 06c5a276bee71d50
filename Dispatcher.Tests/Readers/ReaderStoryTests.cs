using Dapper;
using Newsletter.Dispatcher.Desk;
using Newsletter.Dispatcher.Readers;
using Newsletter.Dispatcher.Readers.Jobs;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Readers;

[TestFixture, Integration]
internal sealed class ReaderStoryTests
{
    private ReadersAtWork _work = null!;

    [SetUp]
    public async Task Prepare() => _work = await ReadersAtWork.CreateAsync(price: "€60");

    [TearDown]
    public void Clean() => _work.Dispose();

    [Test]
    public async Task Issues_whose_deliveries_are_summed_up_are_told_by_their_first_and_last()
    {
        var id = await _work.At.AddAsync("old@example.org", "active");
        await using var connection = await _work.At.Database.OpenAsync(default);
        await connection.ExecuteAsync("INSERT INTO reader_summaries VALUES (@id, 250, 1000, 2000)", new { id });

        var (rows, _) = await _work.Story.PageAsync(id, null, 100, default);

        Assert.That(
            rows.Where(row => row.Source == "summary")
                .Select(row => (row.At.ToUnixTimeSeconds(), ReaderLook.Sentence(row))),
            Is.EqualTo([
                (2L, "got the last of the issues whose deliveries are summed up: 250 in all"),
                (1L, "got the first of the issues whose deliveries are summed up: 250 in all"),
            ])
        );
    }

    [Test]
    public async Task A_person_reads_in_the_own_export_how_many_issues_are_summed_up()
    {
        var id = await _work.At.AddAsync("old@example.org", "active");
        await using var connection = await _work.At.Database.OpenAsync(default);
        await connection.ExecuteAsync("INSERT INTO reader_summaries VALUES (@id, 250, 1000, 2000)", new { id });

        var export = await new PersonExport(_work.At.Database, _work.At.Clock).WriteAsync(id, default);

        Assert.That(export, Does.Contain("\"earlier_issues\"").And.Contain("\"issues\": 250"));
    }

    [Test]
    public async Task Everything_that_happened_stands_on_one_line_of_time()
    {
        var id = await LiveAsync();
        var other = await _work.At.AddAsync("other@example.org", "active");

        var (rows, hasMore) = await _work.Story.PageAsync(id, null, 100, default);
        foreach (var row in rows)
        {
            TestContext.Out.WriteLine($"{row.At:HH:mm} {row.Source} {row.What} {row.About} {row.Words} {row.Actor}");
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(hasMore, Is.False);
            Assert.That(
                rows.Select(row => row.Source).Distinct(),
                Is.EquivalentTo(
                    new[]
                    {
                        "history",
                        "delivery",
                        "attempt",
                        "return",
                        "mail",
                        "payment",
                        "confirmation",
                        "bulk",
                        "desk",
                    }
                )
            );
            Assert.That(rows.Select(row => row.At), Is.Ordered.Descending);
            Assert.That(
                rows.Single(row => row.Source == "desk"),
                Has.Property("What")
                    .EqualTo("reader.pause")
                    .And.Property("Words")
                    .EqualTo("on holiday")
                    .And.Property("Actor")
                    .EqualTo("account:7")
            );
            Assert.That(rows.Single(row => row.Source == "attempt").Words, Is.EqualTo("451 later"));
            Assert.That(rows.Single(row => row.Source == "delivery").About, Is.EqualTo("2026-11-24 News"));
            Assert.That((await _work.Story.PageAsync(other, null, 100, default)).Rows, Is.Empty);
        }
    }

    [Test]
    public async Task Pages_by_key_give_each_row_once()
    {
        var id = await LiveAsync();
        var all = (await _work.Story.PageAsync(id, null, 100, default)).Rows;
        var paged = new List<StoryRow>();
        bool hasMore;
        do
        {
            (var rows, hasMore) = await _work.Story.PageAsync(
                id,
                StoryPlace.Parse(paged.LastOrDefault()?.Place.ToString()),
                2,
                default
            );
            paged.AddRange(rows);
        } while (hasMore);

        Assert.That(paged, Is.EqualTo(all));
        Assert.That(all, Has.Count.GreaterThan(10));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("1.mail")]
    [TestCase("x.mail.1")]
    public void What_is_no_place_begins_at_the_latest(string? text) => Assert.That(StoryPlace.Parse(text), Is.Null);

    private async Task<long> LiveAsync()
    {
        var at = _work.At;
        var id = await at.JoinAsync();
        at.Clock.Advance(TimeSpan.FromMinutes(1));
        await at.ExecuteAsync(
            $"""
            INSERT INTO dispatches (slot_date, issue_slug, title, state, slot_at, cut_off_at, created_at)
                VALUES ('2026-11-24', 'news', 'News', 'done', 1, 2, 0);
            INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at, reply)
                VALUES (1, {id}, 'ana@example.org', 'sent', 1764000000000, '250 ok');
            INSERT INTO attempts (dispatch_id, subscriber_id, attempt, at, state, reply)
                VALUES (1, {id}, 1, 1763999999000, 'deferred', '451 later');
            INSERT INTO returns (at, source, kind, subscriber_id, dispatch_id, reason, status, is_hard)
                VALUES (1764000001000, 'test', 'bounce', {id}, 1, 'full', '4.2.2', 0);
            INSERT INTO payments (reference, subscriber_id, amount, currency, paid_at, term_ends_at)
                VALUES ('in_1.a', {id}, 6000, 'eur', 1764000002000, 1795000000000);
            """
        );
        await _work.Actions.PauseAsync(id, null, _work.Noting("reader.pause", id, "on holiday"), default);
        await _work.DoAsync(new(ReaderJobKind.AddTag, "world", new(), "account:7"));
        return id;
    }
}
