using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Schedule;

/// <summary>Old deliveries are summed up while nothing is sent, and only then.</summary>
[TestFixture, Integration]
internal sealed class RetentionServiceTests
{
    private static readonly DateTimeOffset Noon = new(2027, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Noon.AddMonths(-4));
    private readonly KeptLog<RetentionService> _log = new();
    private Workplace _work = null!;

    [SetUp]
    public async Task Open()
    {
        _work = await Workplace.CreateAsync(subscribers: 5, _clock);
        var dispatch = await _work.BeginAsync(_work.Dispatcher(_work.Pickup()));
        await _work.ExecuteAsync(
            $"""
            UPDATE deliveries SET state = 'sent';
            UPDATE dispatches SET state = 'done', finished_at = {dispatch.CreatedAt.ToUnixTimeMilliseconds()};
            """
        );
        _clock.SetUtcNow(Noon);
    }

    [TearDown]
    public void Close() => _work.Dispose();

    [Test]
    public async Task An_old_dispatch_is_summed_up_and_it_is_said()
    {
        using var service = Service();

        Assert.That(await service.RoundAsync(months: 3, CancellationToken.None), Is.EqualTo(5));
        Assert.That(_log.Lines, Has.One.Contains("5 deliveries of old dispatches became counts"));
        Assert.That(await service.RoundAsync(months: 3, CancellationToken.None), Is.Zero);
        Assert.That(_log.Lines, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_younger_one_is_kept()
    {
        using var service = Service();

        Assert.That(await service.RoundAsync(months: 5, CancellationToken.None), Is.Zero);
    }

    [Test]
    public async Task A_dispatch_that_runs_comes_first()
    {
        await _work.BeginAsync(
            _work.Dispatcher(_work.Pickup()),
            _work.Package(_work.Issue("2027-11-24-second.md")),
            new DateOnly(2027, 11, 24)
        );
        using var service = Service();

        Assert.That(await service.RoundAsync(months: 3, CancellationToken.None), Is.Zero);
    }

    /// <summary>In Berlin an issue goes at six.</summary>
    [TestCase(4, 29, 5)]
    [TestCase(4, 30, 0)]
    [TestCase(5, 59, 0)]
    [TestCase(6, 0, 5)]
    public async Task A_slot_that_is_near_comes_first(int hour, int minute, int summed)
    {
        _clock.SetUtcNow(new DateTimeOffset(2027, 11, 25, hour, minute, 0, TimeSpan.Zero));
        using var service = Service();

        Assert.That(await service.RoundAsync(months: 3, CancellationToken.None), Is.EqualTo(summed));
    }

    private RetentionService Service() =>
        new(
            _work.Database,
            new DispatcherSettings(_work.Newsletter, _work.Delivery, [], new StorageSettings()),
            new SlotCalendar(_work.Newsletter),
            _clock,
            _log
        );
}
