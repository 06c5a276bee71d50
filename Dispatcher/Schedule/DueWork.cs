using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// What each tick does: begins the waves that have come, goes on with open dispatches, asks <see cref="DueSlots"/> what
/// is due, records what was missed and begins what has come. It starts the sending and does not wait for it.
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
    /// <summary>One tick. A database that cannot be used just now is said and asked again at the next tick.</summary>
    /// <returns>When something falls due next; null where nothing is known to come, or where the tick could not find
    /// out.</returns>
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

    /// <returns>When something falls due next, as for <see cref="RunAsync"/>.</returns>
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

    /// <summary>Begins the slots that have come, from one reading of the issues' folder.</summary>
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

    /// <summary>When the next wave comes, of a dispatch that has begun or of a slot that has not.</summary>
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
