using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Finds the slots that came after a backup was made. The machine that ran on after the backup may have filled them;
/// the restored database does not know.
/// </summary>
internal static class RestoredSlots
{
    /// <summary>How many slots to look at. This covers more than a year, and nobody catches up an older slot.</summary>
    private const int Most = 400;

    /// <summary>
    /// Reads the input of <see cref="Since"/>. The last heartbeat of an owner tells when the backup was made.
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
    /// The slots that could begin after the backup and whose first wave is past, each with the issue that the queue had
    /// for it when the backup was made. Pure.
    /// </summary>
    /// <param name="madeAt">The latest time that the database knows.</param>
    /// <param name="watchSince">Since when the service watches; it never had to send earlier slots.</param>
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
