using System.Diagnostics;
using System.Globalization;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Readers;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Dispatches;

/// <summary>
/// Five years of 250 issues to 50,000 readers, of which 13 months have their rows, against the first year of the same
/// newsletter.
/// </summary>
[TestFixture, Integration]
internal sealed class FiveYearsTests
{
    private const int Readers = 50_000;
    private const int FirstYear = 250;
    private const int SummedUp = 980;
    private const int SinceThen = 20;

    [Test, Explicit("A measurement: writes 13 million rows, about a gigabyte."), Category("Long")]
    public async Task Nothing_takes_twice_as_long_as_in_the_first_year()
    {
        using var work = await Workplace.CreateAsync(Readers);
        for (var issue = 0; issue < FirstYear; issue++)
        {
            await IssueAsync(work, SummedUp + 1 + issue);
        }

        var first = await MeasureAsync(work, "the first year");
        await OldIssuesAsync(work);
        for (var issue = 0; issue < SinceThen; issue++)
        {
            await IssueAsync(work, SummedUp + FirstYear + 1 + issue);
        }

        var fifth = await MeasureAsync(work, "five years");
        await SumUpAsync(work, SummedUp + 1);

        Assert.That(
            first
                .Keys.Where(what => fifth[what] > 2 * first[what])
                .Select(what => $"{what}: {first[what]} {fifth[what]}"),
            Is.Empty
        );
    }

    private static Task IssueAsync(Workplace work, int id) =>
        work.ExecuteAsync(
            FormattableString.Invariant(
                $"""
                BEGIN IMMEDIATE;
                INSERT INTO dispatches (id, slot_date, issue_slug, title, state, slot_at, cut_off_at, created_at,
                    started_at, finished_at, recipients)
                VALUES ({id}, date('2022-01-01', '+{id} days'), 'issue-{id}', 'Issue {id}', 'done', {id}, {id},
                    {id}, {id}, {id}, {Readers});
                INSERT INTO deliveries (dispatch_id, subscriber_id, email, state, attempts, updated_at, class, reply)
                SELECT {id}, id, email, CASE WHEN id % 200 = 0 THEN 'failed' ELSE 'sent' END, 1, {id} + id,
                       CASE WHEN id % 200 = 0 THEN 'policy' END, CASE WHEN id % 200 = 0 THEN '550 5.7.1 no' END
                  FROM subscribers;
                COMMIT;
                """
            )
        );

    /// <summary>Issues that the retention has summed up: 20 domains and the others, sent and failed.</summary>
    private static Task OldIssuesAsync(Workplace work) =>
        work.ExecuteAsync(
            FormattableString.Invariant(
                $"""
                BEGIN IMMEDIATE;
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {SummedUp})
                INSERT INTO dispatches (id, slot_date, issue_slug, title, state, slot_at, cut_off_at, created_at,
                    started_at, finished_at, recipients)
                SELECT i, date('2022-01-01', '+' || i || ' days'), 'issue-' || i, 'Issue ' || i, 'done', i, i, i, i, i,
                       {Readers}
                  FROM n;
                INSERT INTO summed_dispatches (dispatch_id, issue_hash, domains, begun_at, summed_at)
                SELECT id, hex(randomblob(32)), '[]', 0, 0 FROM dispatches WHERE id <= {SummedUp};
                WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 41)
                INSERT INTO delivery_summaries
                SELECT p.id, 'domain' || (n.i / 2) || '.example', CASE n.i % 2 WHEN 0 THEN 'sent' ELSE 'failed' END,
                       CASE n.i % 2 WHEN 0 THEN '' ELSE 'policy' END, 0, 1200, 1, 1, 1, 0, 0
                  FROM dispatches p JOIN n WHERE p.id <= {SummedUp};
                INSERT INTO reader_summaries SELECT id, {SummedUp}, 0, 1 FROM subscribers;
                COMMIT;
                """
            )
        );

    /// <summary>The middle of five times of each, in milliseconds; at least one, for the ratio.</summary>
    private static async Task<IReadOnlyDictionary<string, double>> MeasureAsync(Workplace work, string when)
    {
        var use = await DatabaseUse.ReadAsync(work.Database, CancellationToken.None);
        Tell($"{when}: {use.Bytes / 1e6:N0} MB");
        var newest = (await work.Dispatches.NewestBegunAsync(CancellationToken.None))!;
        var latest = await work.Dispatches.LatestAsync(10, CancellationToken.None);
        Dictionary<string, Func<Task>> measured = new()
        {
            ["status"] = async () =>
            {
                foreach (var one in await work.Dispatches.LatestAsync(10, CancellationToken.None))
                {
                    await work.Ledger.CountsAsync(one.Id, CancellationToken.None);
                }

                await DispatchNumbers.ReadAsync(work.Database, newest.Id, CancellationToken.None);
                await DatabaseUse.ReadAsync(work.Database, CancellationToken.None);
            },
            ["page of dispatches"] = () =>
                new UnsentDeliveries(work.Database, work.Clock).CountsAsync(
                    [.. latest.Select(one => one.Id)],
                    CancellationToken.None
                ),
            ["page of a reader"] = () =>
                new ReaderStory(work.Database).PageAsync(25_000, null, 50, CancellationToken.None),
            ["doctor: the whole file"] = () => work.ExecuteAsync("PRAGMA quick_check(1)"),
            ["one new reader"] = () =>
                work.ExecuteAsync(
                    """
                    INSERT INTO subscribers (email, email_key, status, created_at, updated_at)
                    VALUES (hex(randomblob(8)), hex(randomblob(8)), 'pending', 0, 0)
                    """
                ),
        };
        Dictionary<string, double> middles = [];
        foreach (var (what, act) in measured)
        {
            List<double> times = [];
            for (var i = 0; i < 5; i++)
            {
                var watch = Stopwatch.StartNew();
                await act();
                times.Add(watch.Elapsed.TotalMilliseconds);
            }

            middles[what] = Math.Max(1, times.Order().ElementAt(2));
            Tell($"{when}: {what} {middles[what]:N1} ms");
        }

        return middles;
    }

    private static async Task SumUpAsync(Workplace work, long dispatchId)
    {
        var retention = new DeliveryRetention(work.Database, work.Clock);
        var (size, longest, steps, watch) = (StepSize.First, TimeSpan.Zero, 0, Stopwatch.StartNew());
        for (var summed = 1; summed > 0; steps++)
        {
            var before = watch.Elapsed;
            summed = await retention.StepAsync(dispatchId, size, CancellationToken.None);
            var took = watch.Elapsed - before;
            (size, longest) = (StepSize.After(size, took), took > longest ? took : longest);
        }

        Tell($"summed up: {watch.Elapsed.TotalSeconds:N2} s, {steps} steps, longest {longest.TotalMilliseconds:N0} ms");
    }

    private static void Tell(FormattableString what) =>
        TestContext.Progress.WriteLine(what.ToString(CultureInfo.InvariantCulture));
}
