using Dapper;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Commands.Demo;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscribers.Import;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Commands.Demo;

/// <summary>The week behind the demo, made by the program itself.</summary>
[TestFixture, Integration]
internal sealed class DemoWeekTests
{
    private TestDatabase _db = null!;
    private TestFolder _folder = null!;

    [SetUp]
    public async Task Open() => (_db, _folder) = (await TestDatabase.CreateAsync(), new TestFolder());

    [TearDown]
    public void Close()
    {
        _folder.Dispose();
        _db.Dispose();
    }

    [Test]
    public async Task The_week_before_has_dispatches_returns_payments_sign_ups_and_people_who_left()
    {
        var now = TimeProvider.System.GetUtcNow();
        var settings = Settings();
        await ImportAsync(settings);

        var days = await new DemoWeek(_db.Database, settings, _folder.Path, TimeProvider.System).LiveAsync(
            CancellationToken.None
        );

        await using var connection = await _db.Database.OpenAsync(CancellationToken.None);
        var calendar = new SlotCalendar(settings.Newsletter);
        var slots = (await connection.QueryAsync<string>("SELECT slot_date FROM dispatches ORDER BY id")).ToList();
        var expected = calendar
            .From(calendar.Today(now).AddDays(-14))
            .TakeWhile(slot => slot.Date < calendar.Today(now))
            .TakeLast(5)
            .Select(slot => $"{slot.Date:yyyy-MM-dd}");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(days, Is.EqualTo(5));
            Assert.That(slots, Is.EqualTo(expected));
            Assert.That(await CountAsync("dispatches WHERE state <> 'done'"), Is.Zero);
            Assert.That(await CountAsync("deliveries WHERE state = 'sent'"), Is.GreaterThan(5 * 80));
            Assert.That(await CountAsync("deliveries WHERE state NOT IN ('sent', 'skipped')"), Is.Zero);
            Assert.That(await CountAsync("subscribers WHERE status = 'bounced'"), Is.EqualTo(5));
            Assert.That(await CountAsync("subscribers WHERE status = 'complained'"), Is.EqualTo(1));
            Assert.That(await CountAsync("subscriber_events WHERE event = 'left'"), Is.EqualTo(7));
            Assert.That(await CountAsync("payments"), Is.EqualTo(14));
            Assert.That(await CountAsync("subscribers WHERE term = 'trial'"), Is.EqualTo(10));
            Assert.That(
                await CountAsync($"dispatches WHERE finished_at > {now.ToUnixTimeMilliseconds()}"),
                Is.Zero,
                "each was sent in its own morning"
            );
        }

        async Task<long> CountAsync(string what) =>
            await connection.ExecuteScalarAsync<long>($"SELECT count(*) FROM {what}");
    }

    [Test]
    public void Each_issue_of_the_demo_is_without_fault_and_the_last_is_for_the_next_slot()
    {
        var files = DemoIssues.Names.Select(name => DemoIssues.Write(name, _folder.Path)).ToList();

        var issues = new IssueFolder(_folder.Path).Candidates().Select(candidate => candidate.Issue).ToList();

        Assert.That(files, Has.Count.EqualTo(6));
        Assert.That(Path.GetFileName(files[^1]), Is.EqualTo("what-the-tide-leaves-behind.md"));
        Assert.That(issues, Has.Count.EqualTo(6));
        Assert.That(issues.Select(issue => issue.Status), Is.All.EqualTo(IssueStatus.Ready));
    }

    [Test]
    public void The_own_issues_are_copied_with_their_images()
    {
        _folder.Write("own/a.md", "a");
        _folder.Write("own/a/b.png", "b");

        DemoIssues.Copy(_folder.File("own"), _folder.File("copy"));

        Assert.That(File.ReadAllText(_folder.File("copy/a.md")), Is.EqualTo("a"));
        Assert.That(File.ReadAllText(_folder.File("copy/a/b.png")), Is.EqualTo("b"));
    }

    [Test]
    public void A_past_clock_goes_on_with_the_other_one()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));
        var past = new PastClock(new(2026, 11, 20, 5, 0, 0, TimeSpan.Zero), clock);

        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.That(past.GetUtcNow(), Is.EqualTo(new DateTimeOffset(2026, 11, 20, 5, 1, 0, TimeSpan.Zero)));
    }

    private DispatcherSettings Settings() =>
        DemoSettings.OfPast(
            DemoSettings.Of(
                new DispatcherSettings(
                    NewsletterSample.Settings(),
                    new DeliverySettings(),
                    Relays: [],
                    new StorageSettings { ConnectionString = "", KeyFile = "" }
                ),
                _folder.Path,
                _folder.Path,
                port: 8080
            ) with
            {
                Storage = new StorageSettings
                {
                    ConnectionString = _db.Database.ConnectionString,
                    KeyFile = _folder.File("demo.keys"),
                },
            },
            _folder.Path
        );

    private async Task ImportAsync(DispatcherSettings settings)
    {
        var csv = Path.Combine(Corpora.Repository(), "Dispatcher", "Commands", "Demo", "sample-subscribers.csv");
        await new CsvImport(
            _db.Database,
            TimeProvider.System,
            KeyFile.ReadOrCreate(settings.Storage.KeyFile)[0]
        ).RunAsync(csv, new Progress<ImportProgress>(), CancellationToken.None);
    }
}
