using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Finds the looks that are due before the next slot: reads what <see cref="LookPlan"/> decides on.
/// Tests: HealthServiceTests.
/// </summary>
internal sealed class DueLooks(
    HealthTable book,
    SlotCalendar calendar,
    ReaderZones zones,
    WatchTable watch,
    NewsletterSettings newsletter
)
{
    /// <summary>The date of the slot to come, and the looks before it that are due and were not taken yet.</summary>
    /// <returns>Null when there is no slot to come.</returns>
    public async Task<(DateOnly SlotDate, IReadOnlyList<SlotLook> Looks)?> FindAsync(
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (calendar.Next(now) is not { } slot)
        {
            return null;
        }

        var waves = new Waves(calendar, await zones.ReadAsync(cancellationToken));
        var firstAt =
            waves.SpanOf(slot, (await watch.ReadAsync(cancellationToken))?.SinceAt ?? now)?.FirstAt ?? slot.At;
        var due = LookPlan.Due(
            slot,
            firstAt,
            newsletter.CheckAt,
            calendar.Zone,
            now,
            await book.TakenAsync(slot.Date, cancellationToken)
        );
        return (slot.Date, due);
    }
}
