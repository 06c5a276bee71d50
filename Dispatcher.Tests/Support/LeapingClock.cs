namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// A clock that a test sets, for a whole service over years; timers use real time. A <c>FakeTimeProvider</c> would fire
/// each timer for every second that it passes, thirty million times a year.
/// </summary>
internal sealed class LeapingClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void SetUtcNow(DateTimeOffset now) => Interlocked.Exchange(ref _ticks, now.UtcTicks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
