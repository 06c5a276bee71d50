using Newsletter.Dispatcher.Calendar;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// What the next slot's waves will be, for a page and for <c>queue --waves</c>.
/// Tests: TimetableTests.
/// </summary>
internal sealed class WavePreview(SlotCalendar calendar, ReaderZones zones, TimeProvider clock)
{
    /// <summary>
    /// The waves of the first slot of which no wave has begun. Counts all active subscribers, because an issue's
    /// audience is known only at the freeze.
    /// </summary>
    /// <returns>Null for the reason <see cref="SlotCalendar.NoSlot"/>.</returns>
    public async Task<SlotWaves?> NextAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var waves = new Waves(calendar, await zones.CountAsync(cancellationToken));
        var next = calendar.From(calendar.Today(now)).FirstOrDefault(slot => waves.Of(slot)[0].At > now);
        return next is null ? null : new(next, waves.Of(next));
    }
}
