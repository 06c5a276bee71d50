namespace Newsletter.Dispatcher.Commands.Demo;

/// <summary>A clock that goes on from a moment in the past, as fast as another one. Tests: DemoWeekTests.</summary>
/// <param name="begin">What it shows now.</param>
/// <param name="clock">The clock that it follows.</param>
internal sealed class PastClock(DateTimeOffset begin, TimeProvider clock) : TimeProvider
{
    private readonly TimeSpan _behind = clock.GetUtcNow() - begin;

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() - _behind;

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);
}
