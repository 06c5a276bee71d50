using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Subscribers;

[TestFixture, Integration]
internal sealed class CsvExportTests
{
    private static readonly DateTimeOffset SixInTheMorning = new(2026, 1, 5, 6, 0, 0, TimeSpan.Zero);

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
            new() { Address = EmailAddress.Parse("+ana@example.org"), FirstName = "=1+1", LastName = "Ruiz, \"Gil\"", Tags = ["-x", "paid"] },
            CancellationToken.None);
        await list.AddAsync(
            new() { Address = EmailAddress.Parse("ben@example.org"), FirstName = "x;=1+1", TimeZone = "Europe/Madrid", Status = "paused" },
            CancellationToken.None);

        Assert.That(await ExportAsync(_db), Is.EqualTo(
            "email,first_name,last_name,time_zone,tags,status,created_at\r\n"
            + "'+ana@example.org,'=1+1,\"Ruiz, \"\"Gil\"\"\",,\"'-x;paid\",active,2026-01-05T06:00:00.000Z\r\n"
            + "ben@example.org,\"x;=1+1\",,Europe/Madrid,,paused,2026-01-05T06:00:00.000Z\r\n"));
    }

    [Test]
    public async Task Naughty_strings_in_every_field_come_back_equal()
    {
        var strings = JsonSerializer.Deserialize<string[]>(await File.ReadAllTextAsync(Corpora.Require("strings", "blns.json")))!;
        var entries = strings.Select((text, i) => Entry(i, text)).Concat(strings.Select((text, i) => Entry(i + strings.Length, "'=" + text))).ToList();
        var list = new SubscriberList(_db.Database, _clock);
        foreach (var entry in entries)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            await list.AddAsync(entry, CancellationToken.None);
        }

        var csv = await ExportAsync(_db);
        using var other = await TestDatabase.CreateAsync();
        var result = await new CsvImport(other.Database, _clock).RunAsync(
            _folder.Write("all.csv", csv), new Progress<ImportProgress>(), CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(entries.Count(entry => entry.FirstName is not null), Is.GreaterThan(strings.Length), "most strings are possible names");
            Assert.That((result.Added, result.Refused), Is.EqualTo((await CountAsync(), 0)));
            Assert.That(await ExportAsync(other), Is.EqualTo(csv));
            Assert.That(await ReadAsync(other), Is.EqualTo(await ReadAsync(_db)).UsingPropertiesComparer());
        }
    }

    /// <summary>A person with the text in every field that takes it.</summary>
    private static SubscriberEntry Entry(int number, string text) => new()
    {
        Address = EmailAddress.TryParse($"{text}@example.org", out var address, out _) ? address : EmailAddress.Parse($"u{number}@example.org"),
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
        await foreach (var subscriber in new SubscriberList(database.Database, _clock).ReadAsync(new(), CancellationToken.None))
        {
            all.Add(subscriber with { Id = 0 });
        }

        return all;
    }
}
