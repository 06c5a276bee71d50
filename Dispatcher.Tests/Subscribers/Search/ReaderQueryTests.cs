using Dapper;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscribers.Search;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Tests.Subscribers.Search;

[TestFixture, Integration]
internal sealed class ReaderQueryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
    private static readonly string[] Firsts = ["Ana", "María José", "Ben", "Zoë", "O'Neil", "100%_a", "Ann"];
    private static readonly string[] Lasts = ["Ruiz", "Müller", "van der Berg", "Ó Briain", "Li"];
    private static readonly string[] Domains = ["example.org", "mail.example.org", "gmail.example", "example.org.uk"];

    private readonly FakeTimeProvider _clock = new(Now);
    private TestDatabase _db = null!;
    private ReaderQuery _query = null!;
    private List<Sample> _list = null!;

    [SetUp]
    public async Task Prepare()
    {
        _db = await TestDatabase.CreateAsync();
        _query = new ReaderQuery(_db.Database, _clock);
        _list = [.. Samples(new Random(7)).Take(400)];
        await using var connection = await _db.Database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            INSERT INTO subscribers (id, email, email_key, first_name, last_name, status, term, term_ends_at, created_at,
                                     updated_at)
            VALUES (@Id, @Email, @Email, @First, @Last, @Status, @Term, @EndsAt, @CreatedAt, 0)
            """,
            _list
        );
        await connection.ExecuteAsync(
            "INSERT INTO subscriber_tags (subscriber_id, tag) VALUES (@Id, 'world')",
            _list.Where(one => one.IsTagged)
        );
        await connection.ExecuteAsync(
            "INSERT INTO payments (reference, subscriber_id, amount, currency, paid_at, term_ends_at) "
                + "VALUES ('p' || @Id, @Id, 1, 'eur', 0, 0)",
            _list.Where(one => one.HasPaid)
        );
        await connection.ExecuteAsync(
            "INSERT INTO returns (at, source, kind, subscriber_id, reason, is_hard) "
                + "VALUES (@ReturnedAt, 'test', 'bounce', @Id, 'dead-address', 1)",
            _list.Where(one => one.ReturnedAt is not null)
        );
        await new ReaderSearchIndex(_db.Database).CatchUpAsync(CancellationToken.None);
    }

    [TearDown]
    public void Clean() => _db.Dispose();

    [TestCase("")]
    [TestCase("find=a")]
    [TestCase("find=an")]
    [TestCase("find=ana")]
    [TestCase("find=nn")]
    [TestCase("find=uiz@exa")]
    [TestCase("find=muller zoe")]
    [TestCase("find=%_a")]
    [TestCase("find=o'n")]
    [TestCase("find=der b")]
    [TestCase("find=\"*\"")]
    [TestCase("find=li")]
    [TestCase("find=nobody-at-all")]
    [TestCase("domain=example.org")]
    [TestCase("domain=mail.example.org&find=ruiz")]
    [TestCase("status=paused")]
    [TestCase("status=active&find=ana")]
    [TestCase("status=bounced&tag=world&find=ruiz")]
    [TestCase("tag=world")]
    [TestCase("tag=world&domain=gmail.example")]
    [TestCase("tag=nobody")]
    [TestCase("term=trial")]
    [TestCase("term=paid")]
    [TestCase("term=gift")]
    [TestCase("term=ended")]
    [TestCase("term=none&status=active")]
    [TestCase("joined-from=2026-03-01&joined-to=2026-04-01")]
    [TestCase("joined-to=2026-02-01&find=ana")]
    [TestCase("returned-from=2026-05-01")]
    [TestCase("returned-from=2026-05-01&returned-to=2026-06-01&status=bounced")]
    public async Task It_finds_whom_a_plain_look_at_each_reader_finds(string query)
    {
        var (filter, problems) = ReaderFilterForm.Parse(query);
        var expected = _list.Where(one => one.IsMeant(filter)).Select(one => one.Id).OrderDescending().ToList();
        TestContext.Out.WriteLine($"{expected.Count} of {_list.Count}");

        var found = new List<long>();
        ReaderPage page;
        do
        {
            page = await _query.FindAsync(
                filter,
                found.Count == 0 ? null : found[^1],
                take: 17,
                CancellationToken.None
            );
            found.AddRange(page.Ids);
        } while (page.HasMore && page.Ids.Count > 0);

        var scanned = new List<long>();
        long? next = null;
        do
        {
            (var ids, next) = await _query.WindowAsync(filter, next, CancellationToken.None);
            scanned.AddRange(ids);
        } while (next is not null);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(problems, Is.Empty);
            Assert.That(found, Is.EqualTo(expected));
            Assert.That(scanned, Is.EqualTo(expected));
            Assert.That(page.Count, Is.EqualTo(new ReaderCount(expected.Count, false)));
        }
    }

    [TestCase("", "10,000+")]
    [TestCase("find=many", "10,000+")]
    [TestCase("status=active", "10,000+")]
    [TestCase("status=active&find=many", "10,000+")]
    [TestCase("status=active&find=ana", "63")]
    [TestCase("tag=all", "10,000+")]
    [TestCase("tag=all&status=paused", "0")]
    public async Task A_count_ends_at_ten_thousand_and_a_page_of_many_is_right(string query, string count)
    {
        await using (var connection = await _db.Database.OpenAsync(CancellationToken.None))
        {
            await connection.ExecuteAsync(
                """
                WITH RECURSIVE n (i) AS (SELECT 1001 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
                INSERT INTO subscribers (id, email, email_key, status, created_at, updated_at)
                SELECT i, 'many' || i || '@example.net', 'many' || i || '@example.net', 'active', 0, 0 FROM n;
                INSERT INTO subscriber_tags (subscriber_id, tag) SELECT id, 'all' FROM subscribers WHERE id > 1000;
                """
            );
        }

        await new ReaderSearchIndex(_db.Database).CatchUpAsync(CancellationToken.None);
        var filter = ReaderFilterForm.Parse(query).Filter;

        var page = await _query.FindAsync(filter, before: 11_990, take: 3, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            if (page.Count.IsMore)
            {
                Assert.That(page.Count.ToString(), Is.EqualTo(count));
                Assert.That(page.Ids, Is.EqualTo(new[] { 11_989, 11_988, 11_987 }));
            }
            else
            {
                var expected = _list.Where(one => one.IsMeant(filter)).Select(one => one.Id).OrderDescending().ToList();
                Assert.That(count, Does.Not.Contain("+"));
                Assert.That(page.Count.Number, Is.EqualTo(query.Contains("tag") ? 0 : expected.Count));
                Assert.That(page.Ids, Is.EqualTo(query.Contains("tag") ? [] : expected.Take(3)));
            }
        }
    }

    private static IEnumerable<Sample> Samples(Random random)
    {
        for (var id = 1L; ; id++)
        {
            var first = random.Next(5) == 0 ? null : Firsts[random.Next(Firsts.Length)];
            var last = random.Next(3) == 0 ? null : Lasts[random.Next(Lasts.Length)];
            var local = Folded.Of($"{first}.{last}".Replace(" ", "", StringComparison.Ordinal)).Trim('.');
            var term = random.Next(3) switch
            {
                0 => "trial",
                1 => "paid",
                _ => null,
            };
            yield return new()
            {
                Id = id,
                Email = $"{local}{id}@{Domains[random.Next(Domains.Length)]}",
                First = first,
                Last = last,
                Status = SubscriberStatuses.Words.All[random.Next(SubscriberStatuses.Words.All.Count)],
                Term = term,
                EndsAt = term is null || random.Next(5) == 0 ? null : Now.AddDays(random.Next(-100, 100)),
                CreatedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(random.Next(24 * 120)),
                IsTagged = random.Next(4) == 0,
                HasPaid = term == "paid" && random.Next(2) == 0,
                ReturnedAt =
                    random.Next(6) == 0
                        ? new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero).AddHours(random.Next(24 * 90))
                        : null,
            };
        }
    }

    /// <summary>A reader, and the rules of a filter said once more, without SQL.</summary>
    private sealed record Sample
    {
        public required long Id { get; init; }
        public required string Email { get; init; }
        public string? First { get; init; }
        public string? Last { get; init; }
        public required string Status { get; init; }
        public string? Term { get; init; }
        public DateTimeOffset? EndsAt { get; init; }
        public required DateTimeOffset CreatedAt { get; init; }
        public bool IsTagged { get; init; }
        public bool HasPaid { get; init; }
        public DateTimeOffset? ReturnedAt { get; init; }

        public bool IsMeant(ReaderFilter filter)
        {
            var fields = new[] { Email }.Concat(
                $"{First} {Last}".Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Folded.Of)
            );
            return filter.Words.All(word =>
                    fields.Any(field =>
                        word.Length < 3
                            ? field.StartsWith(word, StringComparison.Ordinal)
                            : field.Contains(word, StringComparison.Ordinal)
                    )
                )
                && (filter.Status is not { } status || Status == status.Word())
                && (filter.Tag is not { } tag || (IsTagged && tag == "world"))
                && (filter.Domain is not { } domain || Email.EndsWith($"@{domain}", StringComparison.Ordinal))
                && IsTerm(filter.Term)
                && IsBetween(CreatedAt, filter.JoinedFrom, filter.JoinedTo)
                && (
                    (filter.ReturnedFrom ?? filter.ReturnedTo) is null
                    || (ReturnedAt is { } at && IsBetween(at, filter.ReturnedFrom, filter.ReturnedTo))
                );
        }

        private bool IsTerm(ReaderTerm? term)
        {
            var runs = EndsAt is null || EndsAt > Now;
            return term switch
            {
                null => true,
                ReaderTerm.Trial => Term == "trial" && runs,
                ReaderTerm.Paid => Term == "paid" && runs,
                ReaderTerm.Gift => Term == "paid" && runs && !HasPaid,
                ReaderTerm.Ended => EndsAt <= Now,
                _ => Term is null,
            };
        }

        private static bool IsBetween(DateTimeOffset at, DateOnly? from, DateOnly? to)
        {
            var day = DateOnly.FromDateTime(at.UtcDateTime);
            return !(day < from) && !(day > to);
        }
    }
}
