using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Which slots came after a backup was made. The machine that went on after the backup may have filled them, and the
/// restored database does not know it.
/// </summary>
internal static class RestoredSlots
{
    /// <summary>
    /// As many slots are looked at; a backup that is older than a year has no slot that anybody would catch up.
    /// </summary>
    private const int Most = 400;

    /// <summary>
    /// Reads what <see cref="Since"/> decides by; the last sign of life of an owner says how old the database is.
    /// </summary>
    public static async Task<IReadOnlyList<DoubtfulSlot>> ReadAsync(
        Database database,
        SlotCalendar calendar,
        IReadOnlyCollection<IssueCandidate> candidates,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var (owner, watch) = (
            await Ownership.RowAsync(database, cancellationToken),
            await new WatchTable(database).ReadAsync(cancellationToken)
        );
        var waves = new Waves(calendar, await new ReaderZones(database).ReadAsync(cancellationToken));
        var dispatched = await new DispatchedSlots(database).ReadAsync(cancellationToken);
        var madeAt = owner?.SeenAt ?? watch?.LastSeenAt ?? now;
        return Since(
            waves,
            madeAt < now ? madeAt : now,
            now,
            watch?.SinceAt ?? DateTimeOffset.MinValue,
            candidates,
            dispatched
        );
    }

    /// <summary>
    /// The slots that could be begun at some time after the backup, and whose first wave has come; each with the issue
    /// that the queue had for it when the backup was made. Pure.
    /// </summary>
    /// <param name="madeAt">The last time that the database knows of.</param>
    /// <param name="watchSince">Since when the service watches; earlier slots were never its to send.</param>
    public static IReadOnlyList<DoubtfulSlot> Since(
        Waves waves,
        DateTimeOffset madeAt,
        DateTimeOffset now,
        DateTimeOffset watchSince,
        IReadOnlyCollection<IssueCandidate> candidates,
        IReadOnlyCollection<DispatchedSlot> dispatched
    )
    {
        var days = (int)Math.Min((now - madeAt).TotalDays + (2 * Waves.MostBehind.TotalDays), Most);
        return
        [
            .. IssueQueue
                .Plan(waves, madeAt, watchSince, candidates, dispatched, days + 1)
                .Slots.Select(queued => (queued.Slot, queued.Issue, Span: waves.SpanOf(queued.Slot, watchSince)))
                .Where(queued => queued.Span is { } span && span.FirstAt <= now)
                .Select(queued => new DoubtfulSlot(
                    queued.Slot.Date,
                    queued.Slot.At,
                    queued.Span!.CatchUpUntil,
                    queued.Issue?.Slug,
                    queued.Issue?.Title
                )),
        ];
    }
}
