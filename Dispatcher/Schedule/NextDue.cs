namespace Newsletter.Dispatcher.Schedule;

/// <summary>When something falls due next, as the last tick saw it; the timetable plans a trigger for it.</summary>
internal sealed class NextDue
{
    /// <summary>In UTC ticks, since ticks and triggers have threads of their own; 0 for none.</summary>
    private long _ticks;

    /// <summary>Null where nothing is known to come.</summary>
    public DateTimeOffset? At
    {
        get => Interlocked.Read(ref _ticks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
        set => Interlocked.Exchange(ref _ticks, value?.UtcTicks ?? 0);
    }
}
