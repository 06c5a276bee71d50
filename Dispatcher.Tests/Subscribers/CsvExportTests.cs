using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscribers.Import;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Subscribers;

[TestFixture, Integration]
internal sealed class CsvExportTests
{
    private static readonly DateTimeOffset SixInTheMorning = new(2026, 1, 5, 6, 0, 0, TimeSpan.Zero);

    private static readonly SigningKey Key = new("a", new byte[32]);

    private readonly FakeTimeProvider _clock = new(SixInTheMorning);
    private readonly TestFolder _folder = new();
    private TestDatabase _db = null!;

    [SetUp]
    public async Task CreateDatabase() => _db = await TestDatabase.CreateAsync();

    [TearDown]
    public void Drop()
    {
        _db.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task Each_person_is_a_row_and_no_cell_is_a_formula()
    {
        var list = new SubscriberList(_db.Database, _clock);
        await list.AddAsync(
            new()
            {
                Address = EmailAddress.Parse("+ana@example.org"),
                FirstName = "=1+1",
                LastName = "Ruiz, \"Gil\"",
                Tags = ["-x", "paid"],
            },
            CancellationToken.None
        );
        await list.AddAsync(
            new()
            {
                Address = EmailAddress.Parse("ben@example.org"),
                FirstName = "x;=1+1",
                TimeZone = "Europe/Madrid",
                Status = SubscriberStatus.Paused,
            },
            CancellationToken.None
        );

        Assert.That(
            await ExportAsync(_db),
            Is.EqualTo(
                "email,first_name,last_name,time_zone,tags,status,created_at,"
                    + "confirmed_at,paused_until,term,term_ends_at\r\n"
                    + "'+ana@example.org,'=1+1,\"Ruiz, "
                    + "\"\"Gil\"\"\",,\"'-x;paid\",active,2026-01-05T06:00:00.000Z,,,,\r\n"
                    + "ben@example.org,\"x;=1+1\",,Europe/Madrid,,paused,2026-01-05T06:00:00.000Z,,,,\r\n"
            )
        );
    }

    [Test]
    public async Task Naughty_strings_in_every_field_come_back_equal()
    {
        var strings = JsonSerializer.Deserialize<string[]>(
            await File.ReadAllTextAsync(Corpora.Require("strings", "blns.json"))
        )!;
        var entries = strings
            .Select((text, i) => Entry(i, text))
            .Concat(strings.Select((text, i) => Entry(i + strings.Length, "'=" + text)))
            .ToList();
        var list = new SubscriberList(_db.Database, _clock);
        foreach (var entry in entries)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            await list.AddAsync(entry, CancellationToken.None);
        }

        var csv = await ExportAsync(_db);
        using var other = await TestDatabase.CreateAsync();
        var result = await new CsvImport(other.Database, _clock, Key).RunAsync(
            _folder.Write("all.csv", csv),
            new Progress<ImportProgress>(),
            CancellationToken.None
        );

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                entries.Count(entry => entry.FirstName is not null),
                Is.GreaterThan(strings.Length),
                "most strings are possible names"
            );
            Assert.That((result.Added, result.Refused), Is.EqualTo((await CountAsync(), 0)));
            Assert.That(await ExportAsync(other), Is.EqualTo(csv));
            Assert.That(await ReadAsync(other), Is.EqualTo(await ReadAsync(_db)).UsingPropertiesComparer());
        }
    }

    [Test]
    public void Every_list_comes_back_equal()
    {
        var text = Gen.ListOf(Gen.Elements("aé=+-@'\",;山 |\u0301".ToCharArray()))
            .Select(string (chars) => string.Concat(chars));
        var instant = Gen.Choose(0, 1_767_592_799)
            .Select(seconds => DateTimeOffset.FromUnixTimeMilliseconds((seconds * 1000L) + 7));
        DateTimeOffset? Maybe(DateTimeOffset at) => at.ToUnixTimeSeconds() % 3 == 0 ? null : at;
        var entry =
            from first in text
            from last in text
            from tags in Gen.ListOf(Gen.Elements("a", "-b", "größe", "x_y"))
            from status in Gen.Elements(SubscriberStatuses.Words.Values.ToArray())
            from zone in Gen.Elements(null, "Europe/Madrid", "UTC")
            from created in instant
            from confirmed in instant
            from ends in instant
            from term in Gen.Elements<SubscriberTerm?>(null, SubscriberTerm.Trial, SubscriberTerm.Paid)
            from days in Gen.Choose(-3000, 3000)
            select (SubscriberEntry)
                new()
                {
                    Address = EmailAddress.Parse("ana@example.org"),
                    FirstName = SubscriberFields.Name(first).Value,
                    LastName = SubscriberFields.Name(last).Value,
                    TimeZone = zone,
                    Tags = SubscriberFields.Tags(tags).Value,
                    Status = status,
                    CreatedAt = created,
                    ConfirmedAt = Maybe(confirmed),
                    PausedUntil = days % 2 == 0 ? null : DateOnly.FromDateTime(SixInTheMorning.Date.AddDays(days)),
                    Term = term,
                    TermEndsAt = Maybe(ends.AddYears(2)),
                };

        Prop.ForAll(
                Gen.NonEmptyListOf(entry).ToArbitrary(),
                list =>
                {
                    var entries = list.Select(
                            (one, i) => one with { Address = EmailAddress.Parse($"{"=+-a"[i % 4]}{i}@example.org") }
                        )
                        .ToList();
                    return ComesBackAsync(entries).GetAwaiter().GetResult();
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    /// <summary>Writes a list, its export and the import of that into databases of their own, and compares.</summary>
    private async Task<bool> ComesBackAsync(List<SubscriberEntry> entries)
    {
        using var one = await TestDatabase.CreateAsync();
        using var other = await TestDatabase.CreateAsync();
        await using (
            var upsert = await SubscriberUpsert.OpenAsync(
                one.Database,
                _clock,
                Key,
                source: null,
                CancellationToken.None
            )
        )
        {
            upsert.Write(entries);
        }

        var csv = await ExportAsync(one);
        var result = await new CsvImport(other.Database, _clock, Key).RunAsync(
            _folder.Write("all.csv", csv),
            new Progress<ImportProgress>(),
            CancellationToken.None
        );
        Assert.That((result.Added, result.Refused), Is.EqualTo((entries.Count, 0)));
        Assert.That(await ReadAsync(other), Is.EqualTo(await ReadAsync(one)).UsingPropertiesComparer());
        Assert.That(
            (await ReadAsync(other)).Select(read =>
                (read.FirstName, read.Status, read.ConfirmedAt, read.PausedUntil, read.Term, read.TermEndsAt)
            ),
            Is.EqualTo(
                entries.Select(entry =>
                    (entry.FirstName, entry.Status, entry.ConfirmedAt, entry.PausedUntil, entry.Term, entry.TermEndsAt)
                )
            )
        );
        return await ExportAsync(other) == csv;
    }

    /// <summary>A person with the text in every field that takes it.</summary>
    private static SubscriberEntry Entry(int number, string text) =>
        new()
        {
            Address = EmailAddress.TryParse($"{text}@example.org", out var address, out _)
                ? address
                : EmailAddress.Parse($"u{number}@example.org"),
            FirstName = SubscriberFields.Name(text).Value,
            LastName = SubscriberFields.Name($"{text}\"").Value,
            TimeZone = SubscriberFields.TimeZone(text).Value,
            Tags = SubscriberFields.Tags(text.Split(' ')) is { Problem: null } tags ? tags.Value : [],
        };

    private async Task<long> CountAsync() =>
        (await new SubscriberList(_db.Database, _clock).CountsAsync(CancellationToken.None)).Sum(row => row.Count);

    private async Task<string> ExportAsync(TestDatabase database)
    {
        using var text = new StringWriter();
        await new CsvExport(new SubscriberList(database.Database, _clock)).WriteAsync(text, CancellationToken.None);
        return text.ToString();
    }

    /// <summary>Everybody, without the ids, which are a database's own.</summary>
    private async Task<List<Subscriber>> ReadAsync(TestDatabase database)
    {
        var all = new List<Subscriber>();
        await foreach (
            var subscriber in new SubscriberList(database.Database, _clock).ReadAsync(new(), CancellationToken.None)
        )
        {
            all.Add(subscriber with { Id = 0 });
        }

        return all;
    }
}
