using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Schedule;

[TestFixture]
internal sealed class RunningDispatchesTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly KeptLog<RunningDispatches> _log = new();
    private RunningDispatches _running = null!;

    [SetUp]
    public void Open() => _running = new(_clock, _log);

    [TearDown]
    public void Close() => _running.Dispose();

    [Test]
    public async Task A_run_that_always_fails_is_retried_at_each_tick_and_logged_once_an_hour()
    {
        var tries = 0;
        for (var tick = 0; tick <= 4 * 60; tick++)
        {
            await RunAsync(
                1,
                _ =>
                {
                    tries++;
                    throw new InvalidOperationException("no plan");
                }
            );
            _clock.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.That((tries, _log.Lines.Count), Is.EqualTo((241, 2)));
        Assert.That(
            _log.Lines.First(),
            Does.StartWith("Error: Dispatch 1: its run ended by an unplanned failure; each tick tries it again")
                .And.Contain("no plan")
        );
    }

    [Test]
    public async Task A_run_that_is_cancelled_while_the_service_goes_on_is_logged()
    {
        await RunAsync(1, _ => Task.FromCanceled(new CancellationToken(canceled: true)));

        Assert.That(_log.Lines.Single(), Does.Contain("Dispatch 1").And.Contain("TaskCanceledException"));
    }

    [Test]
    public async Task A_failure_is_logged_for_each_dispatch_and_again_when_it_returns()
    {
        await RunAsync(1, _ => throw new InvalidOperationException("no plan"));
        await RunAsync(2, _ => throw new InvalidOperationException("no plan"));
        await RunAsync(1, _ => Task.CompletedTask);
        await RunAsync(1, _ => throw new InvalidOperationException("no plan"));

        Assert.That(_log.Lines, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task A_stop_of_the_service_is_not_logged_as_a_failure()
    {
        _running.Start(1, stop => Task.Delay(Timeout.InfiniteTimeSpan, stop));

        await _running.StopAsync(CancellationToken.None);

        Assert.That(_log.Lines, Is.Empty);
        Assert.That(_running.IsRunning(1), Is.False);
    }

    private async Task RunAsync(long dispatch, Func<CancellationToken, Task> run)
    {
        _running.Start(dispatch, run);
        await _running.WhenIdleAsync();
    }
}
