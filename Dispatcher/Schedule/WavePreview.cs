using Newsletter.Dispatcher.Calendar;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// What a slot's waves will be, for pages and for <c>queue --waves</c>.
/// Tests: QueueCommandTests.
/// </summary>
internal sealed class WavePreview(QueueReader queues, ReaderZones zones)
{
    /// <summary>
    /// The waves of the first slot of which no wave has begun, with the readers of the issue that would fill it now.
    /// </summary>
    /// <returns>Null for the reason <see cref="SlotCalendar.NoSlot"/>.</returns>
    public async Task<SlotWaves?> NextAsync(CancellationToken cancellationToken)
    {
        var queue = await queues.ReadAsync(cancellationToken);
        var first = queue.Calendar.Today(queue.Now);
        return queue.Calendar.From(first).FirstOrDefault(slot => queue.Waves.Of(slot)[0].At > queue.Now) is { } next
            ? await OfAsync(queue, next, cancellationToken)
            : null;
    }

    /// <summary>The waves of a slot, with the readers of the issue that would fill it now.</summary>
    public async Task<SlotWaves> OfAsync(QueueNow queue, Slot slot, CancellationToken cancellationToken)
    {
        var issue = queue.Plan(QueueNow.SlotsAhead).For(slot.Date)?.Issue;
        var counted = await zones.CountAsync(issue?.Audience ?? "all", cancellationToken);
        return new(slot, issue, new Waves(queue.Calendar, counted).Of(slot));
    }
}
