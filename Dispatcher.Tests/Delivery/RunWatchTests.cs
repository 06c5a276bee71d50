using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Delivery;

[TestFixture, Integration]
internal sealed class RunWatchTests
{
    private const int Readers = 1000;
    private static readonly DateTimeOffset Six = new(2026, 11, 24, 6, 0, 0, TimeSpan.FromHours(1));

    private readonly FakeTimeProvider _clock = new(Six);

    // 1,000 readers: with 1 in 5 seconds they take 83 minutes, with 5 in 5 seconds about 17 minutes.
    [TestCase(1, true)]
    [TestCase(5, false)]
    public async Task A_deadline_that_will_be_missed_is_logged_once(int everyFiveSeconds, bool isSaid)
    {
        using var work = await Workplace.CreateAsync(Readers, _clock);
        var dispatch = await work.BeginAsync(work.Dispatcher(work.Pickup()));
        var progress = new DispatchProgress { Deadline = Six.AddHours(1) };
        progress.Begin(dispatch, await work.Ledger.CountsAsync(dispatch.Id, CancellationToken.None));
        var log = new ListLogger();
        await using var writer = new LedgerWriter(
            work.Database,
            new LedgerScope(dispatch.Id, 0, work.Ownership.Token),
            connections: 1,
            _clock,
            NullLogger<LedgerWriter>.Instance
        );
        var watch = new RunWatch(
            dispatch,
            work.Dispatches,
            progress,
            writer,
            RelayPool.Of(work.Pickup(), _clock),
            new SlowDomains(_clock),
            new SendGuard(work.Delivery.Breaker, Readers),
            _clock,
            log
        );
        using var stop = new CancellationTokenSource();

        var watching = watch.RunAsync(stop);
        for (var step = 0; step < 20; step++)
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            for (var i = 0; i < everyFiveSeconds; i++)
            {
                progress.Count(DeliveryState.Sent);
            }

            await Task.Delay(20, CancellationToken.None);
        }

        var notice = progress.Notice;
        await stop.CancelAsync();
        await watching;

        Assert.That(
            notice,
            isSaid
                ? Does.Match("the last message will go at about 0[78]:\\d\\d:\\d\\d, after the deadline at 07:00")
                : Is.Null
        );
        Assert.That(log.Warnings, Has.Exactly(isSaid ? 1 : 0).Contains("after the deadline at 07:00"));
    }

    private sealed class ListLogger : ILogger<RunWatch>
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (logLevel is LogLevel.Warning)
            {
                Warnings.Add(formatter(state, exception));
            }
        }
    }
}
