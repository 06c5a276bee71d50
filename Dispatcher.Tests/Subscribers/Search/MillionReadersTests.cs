using System.Diagnostics;
using System.Globalization;
using Dapper;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscribers.Import;
using Newsletter.Dispatcher.Subscribers.Search;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Subscribers.Search;

/// <summary>How fast a reader is found among a million, and what that costs an import. It prints its figures.</summary>
[TestFixture, Integration]
[Explicit("minutes"), Category("Long")]
internal sealed class MillionReadersTests
{
    private const int Readers = 1_000_000;
    private const int Rounds = 20;

    private static readonly string[] Questions =
    [
        "",
        "find=b",
        "find=bo",
        "find=ana",
        "find=gmail",
        "find=odu.lat",
        "find=12345",
        "find=nobody-at-all",
        "find=bodu lat",
        "domain=gmail.com",
        "domain=gmail.com&status=paused",
        "status=active",
        "status=complained",
        "status=complained&find=gmail",
        "status=active&find=bodu",
        "term=trial",
        "term=gift&status=active",
        "term=ended",
        "tag=world",
        "tag=rare",
        "tag=rare&find=gmail",
        "tag=world&status=bounced&term=trial",
        "joined-from=2018-05-01&joined-to=2018-05-01",
        "joined-from=2018-01-01&find=bo",
        "returned-from=2026-01-01",
        "returned-from=2026-01-01&find=gmail&status=active",
    ];

    [Test]
    public async Task A_reader_is_found_among_a_million()
    {
        using var db = await TestDatabase.CreateAsync();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
        await FillAsync(db);
        var index = new ReaderSearchIndex(db.Database);
        var began = Stopwatch.GetTimestamp();
        await index.CatchUpAsync(CancellationToken.None);
        TestContext.Out.WriteLine($"index of {Readers:N0}: {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        TestContext.Out.WriteLine($"file: {new FileInfo(db.Database.Path).Length / 1_000_000} MB");

        var query = new ReaderQuery(db.Database, clock);
        foreach (var question in Questions)
        {
            var filter = ReaderFilterForm.Parse(question).Filter;
            var times = new List<double>();
            ReaderPage page = null!;
            for (var i = 0; i < Rounds; i++)
            {
                began = Stopwatch.GetTimestamp();
                page = await query.FindAsync(filter, before: null, take: 50, CancellationToken.None);
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            times.Sort();
            TestContext.Out.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"p50 {times[Rounds / 2], 7:0.0} ms  p95 {times[Rounds * 95 / 100], 7:0.0} ms  "
                        + $"{page.Count, 8}  {question}"
                )
            );
            Assert.That(page.Ids, question.Contains("nobody", StringComparison.Ordinal) ? Is.Empty : Is.Not.Empty);
        }
    }

    /// <summary>The same file into the same list, with and without the triggers and the two indexes of the
    /// search.</summary>
    [Test]
    public async Task An_import_of_a_hundred_thousand_costs_little_more()
    {
        using var folder = new TestFolder();
        var file = folder.File("list.csv");
        await File.WriteAllLinesAsync(
            file,
            Enumerable
                .Range(0, 100_000)
                .Select(i => $"ana{i * 7919 % 100_000}.ruiz@example{i % 500}.org,Ana,Ruiz,world")
                .Prepend("email,first_name,last_name,tags")
        );
        var (with, without) = (new List<double>(), new List<double>());
        for (var round = 0; round < 5; round++)
        {
            with.Add(await ImportAsync(file, isSearched: true));
            without.Add(await ImportAsync(file, isSearched: false));
        }

        TestContext.Out.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"with {with.Min():0.00} s, without {without.Min():0.00} s: "
                    + $"{100 * ((with.Min() / without.Min()) - 1):0.0} %"
            )
        );
    }

    private static async Task<double> ImportAsync(string file, bool isSearched)
    {
        using var db = await TestDatabase.CreateAsync();
        if (!isSearched)
        {
            await using var connection = await db.Database.OpenAsync(CancellationToken.None);
            await connection.ExecuteAsync(
                "DROP TRIGGER subscribers_search_new; DROP TRIGGER subscribers_search_changed; "
                    + "DROP INDEX subscribers_facets; DROP INDEX subscriber_tags_by_tag"
            );
        }

        var import = new CsvImport(db.Database, TimeProvider.System, new SigningKey("a", new byte[32]));
        var began = Stopwatch.GetTimestamp();
        var result = await import.RunAsync(file, new Progress<ImportProgress>(), CancellationToken.None);
        Assert.That(result.Added, Is.EqualTo(100_000));
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task FillAsync(TestDatabase db)
    {
        var random = new Random(1);
        string Syllables(int from, int to) =>
            string.Concat(
                Enumerable
                    .Range(0, random.Next(from, to))
                    .Select(_ => $"{"bcdfglmnprst"[random.Next(12)]}{"aeiou"[random.Next(5)]}")
            );
        string[] firsts = [.. Enumerable.Range(0, 800).Select(_ => Syllables(2, 4))];
        string[] lasts = [.. Enumerable.Range(0, 8000).Select(_ => Syllables(2, 5))];
        string[] domains =
        [
            .. Enumerable.Repeat("gmail.com", 30),
            .. Enumerable.Repeat("yahoo.com", 20),
            "outlook.com",
        ];
        await using var upsert = await SubscriberUpsert.OpenAsync(
            db.Database,
            TimeProvider.System,
            new SigningKey("a", new byte[32]),
            source: null,
            CancellationToken.None
        );
        foreach (var batch in Enumerable.Range(0, Readers).Chunk(20_000))
        {
            upsert.Write([
                .. batch.Select(i =>
                {
                    var (first, last) = (firsts[random.Next(firsts.Length)], lasts[random.Next(lasts.Length)]);
                    var domain =
                        random.Next(10) < 7 ? domains[random.Next(domains.Length)] : $"{lasts[random.Next(3000)]}.org";
                    var status = random.Next(1000) switch
                    {
                        < 800 => SubscriberStatus.Active,
                        < 820 => SubscriberStatus.Paused,
                        < 880 => SubscriberStatus.Expired,
                        < 960 => SubscriberStatus.Unsubscribed,
                        < 990 => SubscriberStatus.Bounced,
                        < 993 => SubscriberStatus.Complained,
                        _ => SubscriberStatus.Pending,
                    };
                    SubscriberTerm? term = random.Next(100) switch
                    {
                        < 60 => SubscriberTerm.Paid,
                        < 65 => SubscriberTerm.Trial,
                        _ => null,
                    };
                    var at = new DateTimeOffset(2017, 1, 1, 0, 0, 0, TimeSpan.Zero);
                    string[] tags =
                        i % 1000 == 7 ? ["rare"]
                        : i % 3 == 0 ? ["world"]
                        : [];
                    return new SubscriberEntry
                    {
                        Address = EmailAddress.Parse($"{first}.{last}{i}@{domain}"),
                        FirstName = first,
                        LastName = last,
                        Status = status,
                        Tags = tags,
                        CreatedAt = at.AddMinutes(random.Next(5_000_000)),
                        Term = term,
                        TermEndsAt = term is null ? null : at.AddDays(3600 + random.Next(500)),
                    };
                }),
            ]);
        }

        await using var connection = await db.Database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            INSERT INTO returns (at, source, kind, subscriber_id, reason, is_hard)
            SELECT 1700000000000 + id * 70000, 'test', 'bounce', id, 'full', 0 FROM subscribers WHERE id % 40 = 0
            """
        );
    }
}
