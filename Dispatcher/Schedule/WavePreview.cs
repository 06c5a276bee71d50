using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// What the next slot's waves will be, for a page and for <c>queue --waves</c>.
/// Tests: QueueCommandTests.
/// </summary>
internal sealed class WavePreview(
    SlotCalendar calendar,
    ReaderZones zones,
    DispatchedSlots slots,
    WatchTable watch,
    NewsletterFolder folder,
    TimeProvider clock
)
{
    /// <summary>
    /// The waves of the first slot of which no wave has begun, with the readers of the issue that would fill it now.
    /// </summary>
    /// <returns>Null for the reason <see cref="SlotCalendar.NoSlot"/>.</returns>
    public async Task<SlotWaves?> NextAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var plain = new Waves(calendar, await zones.ReadAsync(cancellationToken));
        if (calendar.From(calendar.Today(now)).FirstOrDefault(slot => plain.Of(slot)[0].At > now) is not { } next)
        {
            return null;
        }

        var seen = await watch.ReadAsync(cancellationToken);
        var plan = IssueQueue.Plan(
            plain,
            now,
            seen?.SinceAt ?? now,
            new IssueFolder(folder.Issues).Candidates(),
            await slots.ReadAsync(cancellationToken),
            SlotStart.MostOpenSlots
        );
        var issue = plan.For(next.Date)?.Issue;
        var counted = await zones.CountAsync(issue?.Audience ?? "all", cancellationToken);
        return new(next, issue, new Waves(calendar, counted).Of(next));
    }
}
