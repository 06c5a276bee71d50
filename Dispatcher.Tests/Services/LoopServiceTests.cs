using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Tests.Services;

[TestFixture]
internal sealed class LoopServiceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Test]
    public async Task Trouble_is_logged_when_it_begins_when_it_changes_and_once_an_hour()
    {
        var (clock, troubles) = (new FakeTimeProvider(), new Queue<string?>());
        using var loop = new Loop(clock, () => troubles.Dequeue());
        for (var minute = 0; minute < 63; minute++)
        {
            troubles.Enqueue(minute < 2 ? "the disk is full" : "the database is locked");
        }

        troubles.Enqueue(null);
        troubles.Enqueue("the database is locked");

        await loop.RunRoundsAsync(clock, troubles.Count);

        Assert.That(
            loop.Said,
            Is.EqualTo(
                new[]
                {
                    "0: the disk is full",
                    "2: the database is locked",
                    "62: the database is locked",
                    "64: the database is locked",
                }
            )
        );
    }

    [Test]
    public async Task An_unplanned_failure_ends_the_loop()
    {
        var clock = new FakeTimeProvider();
        using var loop = new Loop(clock, () => throw new InvalidOperationException("no plan"));

        await loop.StartAsync(CancellationToken.None);

        Assert.That(
            async () => await loop.ExecuteTask!.WaitAsync(Patience),
            Throws.InvalidOperationException.With.Message.EqualTo("no plan")
        );
        Assert.That(loop.Said, Is.Empty);
    }

    [Test]
    public async Task A_cancellation_is_an_end_only_while_the_service_stops()
    {
        var clock = new FakeTimeProvider();
        using var asked = new Loop(clock, () => null);
        using var unasked = new Loop(clock, () => throw new TaskCanceledException());

        await asked.RunRoundsAsync(clock, 1);
        await unasked.StartAsync(CancellationToken.None);

        Assert.That(asked.ExecuteTask!.IsCompletedSuccessfully, Is.True);
        Assert.That(
            async () => await unasked.ExecuteTask!.WaitAsync(Patience),
            Throws.InvalidOperationException.With.InnerException.TypeOf<TaskCanceledException>()
        );
    }

    /// <param name="round">The trouble of a round; null when it succeeds.</param>
    private sealed class Loop(TimeProvider clock, Func<string?> round) : LoopService(clock)
    {
        private readonly DateTimeOffset _start = clock.GetUtcNow();
        private readonly SemaphoreSlim _done = new(0);

        public List<string> Said { get; } = [];

        public async Task RunRoundsAsync(FakeTimeProvider time, int rounds)
        {
            await StartAsync(CancellationToken.None);
            for (var i = 0; i < rounds; i++)
            {
                Assert.That(await _done.WaitAsync(Patience), Is.True, "The expected event did not come.");
                if (i < rounds - 1)
                {
                    time.Advance(Minute);
                }
            }

            await StopAsync(CancellationToken.None);
        }

        /// <summary>As RepeatAsync, but it tells when a round is over and its trouble is logged.</summary>
        protected override async Task RunAsync(CancellationToken stoppingToken)
        {
            using var timer = new PeriodicTimer(Minute, Clock);
            do
            {
                await TryAsync(RoundAsync, stoppingToken);
                _done.Release();
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }

        protected override void LogTrouble(string trouble) =>
            Said.Add($"{(Clock.GetUtcNow() - _start).TotalMinutes:0}: {trouble}");

        private Task RoundAsync(CancellationToken cancellationToken) =>
            round() is { } trouble ? throw new StorageException(trouble) : Task.CompletedTask;

        public override void Dispose()
        {
            _done.Dispose();
            base.Dispose();
        }
    }
}
