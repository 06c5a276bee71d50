namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// A clock whose timers and time stamps run faster than real time, for code that waits between two real events: a pause
/// of a minute takes 60 divided by <paramref name="times"/> seconds. The date stays the real one.
/// </summary>
/// <param name="times">How many times faster, at least 1.</param>
internal sealed class HurriedClock(int times) : TimeProvider
{
    public override long GetTimestamp() => System.GetTimestamp() * times;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Shorter(dueTime), Shorter(period));

    private TimeSpan Shorter(TimeSpan real) => real > TimeSpan.Zero ? real / times : real;
}
