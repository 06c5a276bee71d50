using Dapper;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;
using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Faults;

/// <summary>SIGKILL at random points of a dispatch in three waves; the service is started again each time.</summary>
[TestFixture, EndToEnd]
internal sealed class WaveKillTests
{
    private const int Connections = 4;

    [TestCase(4, 300)]
    public Task A_dispatch_in_waves_that_is_killed_loses_no_message(int kills, int readers) =>
        KillAsync(kills, readers);

    [TestCase(100, 3000)]
    [Explicit("ten minutes"), Category("Long")]
    public Task A_dispatch_in_waves_that_is_killed_a_hundred_times_loses_no_message(int kills, int readers) =>
        KillAsync(kills, readers);

    private static async Task KillAsync(int kills, int readers)
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var server = ScriptedSmtpServer
            .Start()
            .On(Stage.AfterData, SmtpAction.Wait(TimeSpan.FromMilliseconds(3)).Then(SmtpAction.AsUsual));
        await using var survivor = await Survivor.CreateAsync(readers, "resend", Connections, server);
        var lastWave = await BeginAsync(survivor, readers);

        var onTheWire = 0;
        for (var left = kills; left > 0; left--)
        {
            await using var program = await survivor.StartAsync();
            await survivor.WaitForMomentAsync(program, random, readers / 3, left);
            onTheWire += await survivor.KillAsync(program);
        }

        var verdict = await survivor.FinishAsync();

        // A row that is in transfer at two kills is sent again only once, and stays uncertain.
        verdict.Hold(
            mostDuplicates: onTheWire,
            mostUncertain: onTheWire,
            about: $"{kills} kills over three waves, seed {seed}"
        );
        Assert.That(verdict.Frozen, Is.EqualTo(readers + 10), "ten joined at the last wave");
        Assert.That(DateTimeOffset.UtcNow, Is.GreaterThan(lastWave), "the program waited for the last wave");
    }

    /// <summary>
    /// A third of the readers is due at once, a third after some seconds, and a third later; ten join after the freeze.
    /// </summary>
    /// <returns>When the last wave begins.</returns>
    private static async Task<DateTimeOffset> BeginAsync(Survivor survivor, int readers)
    {
        var database = new Database($"Data Source={survivor.Newsletter.DatabasePath};Pooling=False");
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            UPDATE subscribers SET time_zone = 'Asia/Tokyo' WHERE id <= @third;
            UPDATE subscribers SET time_zone = 'America/New_York' WHERE id > 2 * @third;
            """,
            new { third = readers / 3 }
        );
        var (package, problems) = new IssuePackageReader(
            new NewsletterFolder(survivor.Newsletter.Folder),
            NewsletterSample.Settings()
        ).Read("news.md");
        Assert.That(package, Is.Not.Null, string.Join(' ', problems));

        var now = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        PlannedWave Wave(DateTimeOffset at) => new(at, at.AddHours(6), at.AddHours(6));
        var (tokyo, own, newYork) = (now.AddMinutes(-1), now.AddSeconds(4), now.AddSeconds(9));
        var plan = new WavePlan(
            [Wave(tokyo), Wave(own), Wave(newYork)],
            new Dictionary<string, DateTimeOffset> { ["Asia/Tokyo"] = tokyo, ["America/New_York"] = newYork },
            own
        );
        var begun = await new DispatchStore(database, TimeProvider.System).BeginAsync(
            new NewDispatch(
                DateOnly.FromDateTime(now.UtcDateTime),
                own,
                plan.CutOffAt,
                "news",
                "The news",
                "all",
                package!.Freeze(),
                plan
            ),
            isByHand: false,
            CancellationToken.None
        );
        Assert.That(begun, Is.InstanceOf<BeginResult.Begun>());
        await connection.ExecuteAsync(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10)
            INSERT INTO subscribers (email, email_key, time_zone, status, created_at, updated_at)
            SELECT 'late' || i || '@example.com', 'late' || i || '@example.com', 'America/New_York', 'active', 0, 0
                FROM n
            """
        );
        return newYork;
    }
}
