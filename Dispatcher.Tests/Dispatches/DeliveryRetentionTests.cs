using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Dispatches;

/// <summary>Deliveries become counts, and nothing is lost or counted twice, wherever the work stops.</summary>
[TestFixture, Integration]
internal sealed class DeliveryRetentionTests
{
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset YearsLater = Six.AddYears(3);

    private readonly FakeTimeProvider _clock = new(Six);
    private Workplace _work = null!;

    /// <summary>
    /// 1, 4, 7, 8 and 9 sent, 2 and 3 failed, 5 skipped, 6 uncertain; 3 and 7 have another domain. 7 bounced softly, 8
    /// is dead, 9 complained.
    /// </summary>
    [SetUp]
    public async Task Open()
    {
        _clock.SetUtcNow(Six);
        _work = await Workplace.CreateAsync(subscribers: 9, _clock);
        await _work.BeginAsync(_work.Dispatcher(_work.Pickup()));
        await _work.ExecuteAsync(
            """
            UPDATE deliveries SET email = 'Reader' || subscriber_id || '@Other.example' WHERE subscriber_id IN (3, 7);
            UPDATE deliveries SET state = 'sent', attempts = 1, updated_at = 1000 * subscriber_id;
            UPDATE deliveries SET state = 'failed', class = 'policy', reply = '550 5.7.1 no' WHERE subscriber_id = 2;
            UPDATE deliveries SET state = 'failed', class = 'dead-address', reply = '550 who' WHERE subscriber_id = 3;
            UPDATE deliveries SET state = 'skipped' WHERE subscriber_id = 5;
            UPDATE deliveries SET state = 'uncertain' WHERE subscriber_id = 6;
            INSERT INTO attempts (dispatch_id, subscriber_id, attempt, at, state)
            SELECT 1, subscriber_id, 1, 0, 'deferred' FROM deliveries;
            INSERT INTO returns (at, source, kind, subscriber_id, dispatch_id, reason, class, is_hard)
            VALUES (9, 'x', 'bounce', 7, 1, 'full', 'full', 0), (9, 'x', 'bounce', 8, 1, 'gone', 'dead-address', 1),
                   (9, 'x', 'complaint', 9, 1, 'complaint', NULL, 0);
            INSERT INTO waves (dispatch_id, at, catch_up_until, cut_off_at) VALUES (1, 77, 0, 0), (1, 78, 0, 0);
            UPDATE deliveries SET wave_at = CASE WHEN subscriber_id < 5 THEN 77 ELSE 78 END;
            UPDATE dispatches SET state = 'done', started_at = 0, finished_at = 5;
            """
        );
    }

    [TearDown]
    public void Close() => _work.Dispose();

    [Test]
    public async Task After_every_step_all_figures_are_the_same()
    {
        var before = await FiguresAsync();
        var steps = 0;
        while (await StepAsync(size: 2) > 0)
        {
            steps++;
            Assert.That(await FiguresAsync(), Is.EqualTo(before), $"after step {steps}");
        }

        Assert.That(steps, Is.EqualTo(4));
        Assert.That(await FiguresAsync(), Is.EqualTo(before));
        Assert.That(await ListAsync("SELECT subscriber_id FROM deliveries"), Is.EqualTo(new[] { 6 }), "uncertain");
        Assert.That(await ListAsync("SELECT subscriber_id FROM attempts"), Is.EqualTo(new[] { 6 }));
        Assert.That(await Retention().NextAsync(YearsLater, CancellationToken.None), Is.Null);
    }

    [TestCase("BEFORE INSERT ON summed_dispatches")]
    [TestCase("AFTER INSERT ON delivery_summaries")]
    [TestCase("AFTER INSERT ON reader_summaries WHEN new.subscriber_id = 4")]
    [TestCase("BEFORE DELETE ON attempts WHEN old.subscriber_id = 4")]
    [TestCase("AFTER DELETE ON deliveries WHEN old.subscriber_id = 4")]
    [TestCase("BEFORE UPDATE ON summed_dispatches")]
    public async Task What_stops_in_the_middle_of_a_step_goes_on_as_if_it_had_not(string at)
    {
        var before = await FiguresAsync();
        await _work.ExecuteAsync($"CREATE TRIGGER stops {at} BEGIN SELECT RAISE(ABORT, 'stopped'); END");
        await Assert.ThrowsAsync<SqliteException>(() => StepToEndAsync(size: 3));
        Assert.That(await FiguresAsync(), Is.EqualTo(before));

        await _work.ExecuteAsync("DROP TRIGGER stops");
        await StepToEndAsync(size: 3);

        Assert.That(await FiguresAsync(), Is.EqualTo(before));
        Assert.That(
            await ListAsync("SELECT subscriber_id FROM reader_summaries WHERE issues = 1 ORDER BY 1"),
            Is.EqualTo(new[] { 1, 4, 7, 8, 9 })
        );
    }

    [Test]
    public async Task What_each_reader_got_stays_over_several_issues()
    {
        await StepToEndAsync(size: 9);
        await SecondIssueAsync();
        while (await Retention().StepAsync(2, 4, CancellationToken.None) > 0) { }

        await using var connection = await _work.Database.OpenAsync(CancellationToken.None);
        Assert.That(
            await connection.QuerySingleAsync<(long, long, long)>(
                "SELECT issues, first_at, last_at FROM reader_summaries WHERE subscriber_id = 4"
            ),
            Is.EqualTo((2, 4000, 90000))
        );
        await connection.ExecuteAsync("DELETE FROM subscribers WHERE id = 4");
        Assert.That(await ListAsync("SELECT subscriber_id FROM reader_summaries"), Has.No.Member(4));
    }

    [Test]
    public async Task A_slot_and_an_issue_stay_used()
    {
        await StepToEndAsync(size: 9);

        await Assert.ThrowsAsync<InvalidOperationException>(() => _work.BeginAsync(_work.Dispatcher(_work.Pickup())));
        Assert.That(await ListAsync("SELECT count(*) FROM deliveries"), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task The_proof_of_the_send_is_made_of_the_frozen_files()
    {
        await StepToEndAsync(size: 9);

        await using var connection = await _work.Database.OpenAsync(CancellationToken.None);
        var (first, last, sent) = await connection.QuerySingleAsync<(long, long, long)>(
            "SELECT min(first_at), max(last_at), sum(readers) FROM delivery_summaries WHERE state = 'sent'"
        );
        Assert.That((first, last, sent), Is.EqualTo((1000, 9000, 5)));

        const string Hash = "SELECT issue_hash FROM summed_dispatches WHERE dispatch_id = @id";
        var hash = await connection.ExecuteScalarAsync<string>(Hash, new { id = 1 });
        Assert.That(hash, Does.Match("^[0-9a-f]{64}$"));

        await SecondIssueAsync();
        await connection.ExecuteAsync(
            "UPDATE dispatch_files SET content = CAST(content || 'x' AS BLOB) WHERE dispatch_id = 2"
        );
        await Retention().StepAsync(2, 9, CancellationToken.None);
        Assert.That(await connection.ExecuteScalarAsync<string>(Hash, new { id = 2 }), Is.Not.EqualTo(hash));
    }

    [TestCase("UPDATE dispatches SET state = 'sending'", null)]
    [TestCase("UPDATE dispatches SET state = 'paused'", null)]
    [TestCase("UPDATE dispatches SET finished_at = 99999999999999", null)]
    [TestCase("UPDATE dispatches SET state = 'stopped'", 1L)]
    public async Task Only_a_dispatch_that_is_over_for_long_is_taken(string given, long? expected)
    {
        await _work.ExecuteAsync(given);

        Assert.That(await Retention().NextAsync(YearsLater, CancellationToken.None), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_dispatch_that_is_open_again_is_left_alone()
    {
        await _work.ExecuteAsync("UPDATE dispatches SET state = 'sending'");

        Assert.That(await StepAsync(size: 9), Is.Zero);
        Assert.That(await ListAsync("SELECT count(*) FROM deliveries"), Is.EqualTo(new[] { 9 }));
    }

    [Test]
    public async Task A_round_is_remembered()
    {
        await Retention().RecordAsync(7, usedBefore: 4096, CancellationToken.None);
        await Retention().RecordAsync(8, usedBefore: 8192, CancellationToken.None);

        var use = await DatabaseUse.ReadAsync(_work.Database, CancellationToken.None);
        Assert.That((use.Last?.Deliveries, use.Last?.UsedBefore, use.Last?.EndedAt), Is.EqualTo((8L, 8192L, Six)));
        Assert.That(use.Last?.UsedAfter, Is.EqualTo(use.Used));
        Assert.That(use.Bytes, Is.GreaterThanOrEqualTo(use.Used).And.GreaterThan(100_000));
    }

    /// <summary>All that a person can read about the dispatch.</summary>
    private async Task<string> FiguresAsync()
    {
        var numbers = await DispatchNumbers.ReadAsync(_work.Database, 1, CancellationToken.None);
        return JsonSerializer.Serialize(
            new
            {
                States = numbers.States.OrderBy(one => one.Key).Select(one => $"{one.Key} {one.Value}"),
                Failures = numbers.Failures.OrderBy(one => one.Key, StringComparer.Ordinal),
                numbers.Domains,
                numbers.WrittenAt,
                Counts = (await _work.Ledger.CountsAsync(1, CancellationToken.None))
                    .OrderBy(one => one.Key)
                    .Select(one => $"{one.Key} {one.Value}"),
                Waves = (await new WaveStore(_work.Database, _clock).CountsAsync(1, CancellationToken.None)).Select(
                    wave => $"{wave.At} {wave.Recipients} {wave.Sent}"
                ),
                Unsent = (
                    await new UnsentDeliveries(_work.Database, _clock).CountsAsync([1], CancellationToken.None)
                ).Values,
            }
        );
    }

    private Task SecondIssueAsync() =>
        _work.ExecuteAsync(
            """
            INSERT INTO dispatches (slot_date, issue_slug, state, slot_at, cut_off_at, created_at, started_at,
                finished_at)
            VALUES ('2026-11-25', 'second', 'done', 0, 0, 0, 0, 5);
            INSERT INTO dispatch_files (dispatch_id, revision, name, content)
            SELECT 2, revision, name, content FROM dispatch_files WHERE dispatch_id = 1;
            INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, updated_at)
            SELECT 2, id, email, 'sent', 90000 FROM subscribers;
            """
        );

    private DeliveryRetention Retention() => new(_work.Database, _clock);

    private Task<int> StepAsync(int size) => Retention().StepAsync(1, size, CancellationToken.None);

    private async Task StepToEndAsync(int size)
    {
        while (await StepAsync(size) > 0) { }
    }

    private async Task<IReadOnlyList<long>> ListAsync(string sql)
    {
        await using var connection = await _work.Database.OpenAsync(CancellationToken.None);
        return (await connection.QueryAsync<long>(sql)).AsList();
    }
}
