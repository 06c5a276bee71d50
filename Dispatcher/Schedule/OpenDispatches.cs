using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>The dispatches that have begun and are not over, and their waves. Tests: DueWorkTests.</summary>
internal sealed class OpenDispatches(
    SlotCalendar calendar,
    DispatchStore dispatches,
    WaveStore waveStore,
    SendingDispatches sending,
    TickObstacles obstacles,
    DeliverySettings delivery,
    DueWorkLog log
)
{
    /// <summary>Adds waves for the time zones that got their first subscriber after the dispatch began.</summary>
    public async Task AddZonesAsync(Waves waves, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (
            var dispatch in await dispatches.InWavesAsync(calendar.Today(now - Waves.MostBehind), cancellationToken)
        )
        {
            if (
                calendar.On(dispatch.SlotDate) is { } slot
                && waves.NewOf(await waveStore.ZonesAsync(dispatch.Id, cancellationToken)) is { Count: > 0 } added
                && await waveStore.AnyoneWaitsAsync(
                    dispatch.Id,
                    [.. added.Select(zone => zone.Zone!)],
                    cancellationToken
                )
            )
            {
                await waveStore.AddAsync(
                    dispatch.Id,
                    new Waves(calendar, added).Plan(slot, now, delivery.Retry.GiveUpAfter),
                    cancellationToken
                );
            }
        }
    }

    /// <summary>Begins the waves that are due, and starts sending what is due and not being sent.</summary>
    public async Task ContinueAsync(CancellationToken cancellationToken)
    {
        foreach (var open in await dispatches.OpenAsync(cancellationToken))
        {
            var changes = await waveStore.AdvanceAsync(open.Id, wave => WhyMissed(open, wave), cancellationToken);
            foreach (var change in changes)
            {
                Tell(open, change);
            }

            sending.Start(open, hasNewWave: changes.Count > 0);
        }
    }

    /// <summary>The instants of the waves that have not begun.</summary>
    public async Task<IReadOnlyList<DateTimeOffset>> ComingWavesAsync(CancellationToken cancellationToken)
    {
        List<DateTimeOffset> coming = [];
        foreach (var open in await dispatches.OpenAsync(cancellationToken))
        {
            coming.AddRange(
                (await waveStore.ReadAsync(open.Id, cancellationToken))
                    .Where(wave => wave.IsToCome)
                    .Select(wave => wave.At)
            );
        }

        return coming;
    }

    private void Tell(Dispatch dispatch, WaveChange change)
    {
        if (change.IsMissed)
        {
            log.WaveMissed(
                dispatch.Id,
                change.Wave.At,
                change.Wave.CatchUpUntil,
                WhyMissed(dispatch, change.Wave),
                change.Recipients
            );
        }
        else
        {
            log.WaveBegun(dispatch.Id, change.Wave.At, change.Recipients);
        }
    }

    private string WhyMissed(Dispatch dispatch, DispatchWave wave) =>
        MissedReason.OfWave(dispatch.SlotDate, wave.At, wave.CatchUpUntil, obstacles.Known, calendar.ToLocal);
}
