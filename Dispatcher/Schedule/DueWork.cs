using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// What each tick does: begins the waves that are due, continues open dispatches, asks <see cref="DueSlots"/> which
/// slots are due, records missed slots and begins due ones. It starts the sending and does not wait for its end.
/// </summary>
internal sealed class DueWork(
    SlotCalendar calendar,
    DispatchedSlots slots,
    ReaderZones zones,
    TickObstacles obstacles,
    OpenDispatches open,
    MissedSlots missedSlots,
    SlotStart slotStart,
    NewsletterFolder folder,
    TimeProvider clock
)
{
    /// <summary>
    /// Runs one tick. If the database cannot be used now, the tick logs that, and the next tick tries again.
    /// </summary>
    /// <returns>When the next work falls due; null when none is known, or when the tick could not find out.</returns>
    public async Task<DateTimeOffset?> RunAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? next = null;
        try
        {
            next = await TickAsync(cancellationToken);
        }
        catch (Exception e) when (TickObstacles.IsOfStorage(e))
        {
            obstacles.MeetError(e);
        }

        await obstacles.EndTickAsync(cancellationToken);
        return next;
    }

    /// <returns>When the next work falls due, as for <see cref="RunAsync"/>.</returns>
    private async Task<DateTimeOffset?> TickAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await obstacles.BeginTickAsync(cancellationToken) is not { } watchSince)
        {
            return null;
        }

        var waves = new Waves(calendar, await zones.ReadAsync(cancellationToken));
        await open.AddZonesAsync(waves, now, cancellationToken);
        await open.ContinueAsync(cancellationToken);
        var decisions = DueSlots.Decide(
            waves,
            clock.GetUtcNow(),
            watchSince,
            await slots.ReadAsync(cancellationToken),
            obstacles.Known
        );
        await missedSlots.RecordAsync(decisions.OfType<SlotDecision.Missed>(), cancellationToken);
        await StartAsync([.. decisions.OfType<SlotDecision.Start>()], waves, watchSince, cancellationToken);
        return await NextAsync(waves, watchSince, cancellationToken);
    }

    /// <summary>Begins the slots that are due, from one reading of the issues' folder.</summary>
    private async Task StartAsync(
        IReadOnlyList<SlotDecision.Start> starts,
        Waves waves,
        DateTimeOffset watchSince,
        CancellationToken cancellationToken
    )
    {
        if (starts.Count == 0)
        {
            return;
        }

        var readings = new IssueFolder(folder.Issues).Read();
        foreach (var start in starts)
        {
            if (await slotStart.FillAsync(start.Slot, waves, watchSince, readings, cancellationToken))
            {
                await open.ContinueAsync(cancellationToken);
            }
        }
    }

    /// <summary>When the next wave is due, of a dispatch that has begun or of a slot that has not.</summary>
    private async Task<DateTimeOffset?> NextAsync(
        Waves waves,
        DateTimeOffset watchSince,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var slotsToCome = calendar
            .From(calendar.Today(now))
            .Take(SlotStart.MostOpenSlots)
            .Select(slot => waves.SpanOf(slot, watchSince))
            .OfType<SlotSpan>()
            .Select(span => span.FirstAt);
        return (await open.ComingWavesAsync(cancellationToken))
            .Concat(slotsToCome)
            .Where(at => at > now)
            .Select(at => (DateTimeOffset?)at)
            .Min();
    }
}
