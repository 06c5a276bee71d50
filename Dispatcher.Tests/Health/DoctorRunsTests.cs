using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Health;

namespace Newsletter.Dispatcher.Tests.Health;

[TestFixture]
internal sealed class DoctorRunsTests
{
    private static readonly Check Green = Check.Green("settings", "They are in order.");
    private static readonly Check Red = Check.Red("relay", "It refuses.", "Ask it.");

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero));
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Test]
    public async Task A_look_shows_what_was_found_so_far_and_then_all_in_order()
    {
        var found = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var runs = new DoctorRuns(
            async (progress, _) =>
            {
                progress.Report(Red);
                found.SetResult();
                await _goOn.Task;
                return [Green, Red];
            },
            _clock
        );

        Assert.That(runs.Begin("Ana"), Is.True);
        await found.Task;
        var meanwhile = runs.Last!;
        var second = runs.Begin("Ben");
        _goOn.SetResult();
        await runs.Ended;

        using (Assert.EnterMultipleScope())
        {
            Assert.That((meanwhile.IsUnderWay, meanwhile.By), Is.EqualTo((true, "Ana")));
            Assert.That(meanwhile.Checks, Is.EqualTo([Red]));
            Assert.That(second, Is.False, "one at a time");
            Assert.That(runs.Last!.Checks, Is.EqualTo([Green, Red]));
            Assert.That(
                (runs.Last.IsUnderWay, runs.Last.Failure, runs.Last.By),
                Is.EqualTo((false, (string?)null, "Ana"))
            );
        }
    }

    [Test]
    public async Task A_look_that_fails_says_why_and_the_next_one_can_begin()
    {
        var times = 0;
        using var runs = new DoctorRuns(
            (_, _) =>
                times++ == 0
                    ? throw new IOException("The disk is gone.")
                    : Task.FromResult<IReadOnlyList<Check>>([Green]),
            _clock
        );

        runs.Begin("Ana");
        await runs.Ended;
        var failed = runs.Last!;
        runs.Begin("Ana");
        await runs.Ended;

        Assert.That((failed.IsUnderWay, failed.Failure), Is.EqualTo((false, "The disk is gone.")));
        Assert.That((runs.Last!.Failure, runs.Last.Checks.Count), Is.EqualTo(((string?)null, 1)));
    }

    [Test]
    public async Task The_end_of_the_service_ends_a_look()
    {
        var runs = new DoctorRuns(
            async (_, cancellationToken) =>
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return [];
            },
            _clock
        );
        runs.Begin("Ana");

        runs.Dispose();
        await runs.Ended;

        Assert.That(runs.Last!.Failure, Is.EqualTo("The service was stopped."));
    }
}
