using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Backups;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Backups;

[TestFixture, Integration]
internal sealed class BackupServiceTests
{
    /// <summary>A Tuesday.</summary>
    private static readonly DateTimeOffset Day = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Day.AddHours(5));
    private Workplace _work = null!;
    private string _backups = null!;

    [SetUp]
    public async Task Make()
    {
        _work = await Workplace.CreateAsync(clock: _clock);
        _backups = Path.GetDirectoryName(_work.Folder.File("backups/x"))!;
    }

    [TearDown]
    public void Clean() => _work.Dispose();

    [Test]
    public async Task Each_day_after_the_dispatch_one_is_made_and_the_oldest_goes()
    {
        using var service = Service(new BackupSettings { Folder = _backups, Keep = 2 });
        var counts = new List<int>();
        for (var day = 0; day < 4; day++)
        {
            _clock.SetUtcNow(Day.AddDays(day).AddHours(5));
            await service.LookAsync(CancellationToken.None);
            _clock.SetUtcNow(Day.AddDays(day).AddHours(6).AddMinutes(5));
            await service.LookAsync(CancellationToken.None);
            counts.Add(BackupFolder.List(_backups).Count);
            await OverAsync(day);
            await service.LookAsync(CancellationToken.None);
            await service.LookAsync(CancellationToken.None);
        }

        var kept = BackupFolder.List(_backups);
        Assert.That(counts, Is.EqualTo(new[] { 0, 1, 2, 2 }), "none before its dispatch is over");
        Assert.That(kept.Select(file => file.MadeAt.Day), Is.EqualTo(new[] { 27, 26 }));
    }

    [Test]
    public async Task What_the_settings_say_is_encrypted()
    {
        using var service = Service(
            new BackupSettings { Folder = _backups, Passphrase = "a passphrase of the settings" }
        );
        _clock.SetUtcNow(Day.AddHours(12));

        await service.LookAsync(CancellationToken.None);

        var made = BackupFolder.List(_backups).Single();
        Assert.That(made.Path, Does.EndWith(".tar.gz.age"));
        Assert.That(File.ReadLines(made.Path).First(), Is.EqualTo("age-encryption.org/v1"));
    }

    [Test]
    public async Task After_a_failure_it_waits_for_an_hour()
    {
        using var service = Service(new BackupSettings { Folder = Path.Combine(_backups, "missing") });
        _clock.SetUtcNow(Day.AddHours(12));

        await Assert.CatchAsync<StorageException>(() => service.LookAsync(CancellationToken.None));
        Assert.That(async () => await service.LookAsync(CancellationToken.None), Throws.Nothing);
        _clock.Advance(BackupRule.Again);
        await Assert.CatchAsync<StorageException>(() => service.LookAsync(CancellationToken.None));
    }

    /// <summary>The dispatch of the day is recorded as missed, which ends it.</summary>
    private Task<bool> OverAsync(int day) =>
        _work.Dispatches.RecordMissedAsync(
            DateOnly.FromDateTime(Day.AddDays(day).UtcDateTime),
            Day.AddDays(day).AddHours(6),
            Day.AddDays(day).AddHours(12),
            "for a test",
            CancellationToken.None
        );

    private BackupService Service(BackupSettings settings)
    {
        var newsletter = _work.Newsletter with { TimeZone = TimeZoneInfo.Utc };
        var all = new DispatcherSettings(
            newsletter,
            _work.Delivery,
            Relays: [],
            new StorageSettings
            {
                ConnectionString = _work.Database.ConnectionString,
                KeyFile = _work.Folder.File("dispatcher.keys"),
            }
        );
        return new BackupService(
            new BackupMaker(_work.Paths, all, _work.Database, _clock),
            new DispatchStore(_work.Database, _clock),
            newsletter,
            settings,
            _clock,
            NullLogger<BackupService>.Instance
        );
    }
}
