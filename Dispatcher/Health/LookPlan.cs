using Newsletter.Dispatcher.Calendar;

namespace Newsletter.Dispatcher.Health;

/// <summary>Decides when the service looks by itself whether the next issue will go out. Pure.</summary>
internal static class LookPlan
{
    public static readonly TimeSpan BeforeSlot = TimeSpan.FromMinutes(30);

    /// <summary>
    /// The looks that are due now. One that was slept through is due as long as its slot is to come; two at once are
    /// one look.
    /// </summary>
    /// <param name="slot">The slot to come.</param>
    /// <param name="firstAt">When its first reader's morning comes; the slot's own time, or earlier.</param>
    /// <param name="checkAt">Local time on the day before.</param>
    /// <param name="taken">Looks that were taken.</param>
    public static IReadOnlyList<SlotLook> Due(
        Slot slot,
        DateTimeOffset firstAt,
        TimeOnly checkAt,
        TimeZoneInfo zone,
        DateTimeOffset now,
        IReadOnlySet<SlotLook> taken
    ) =>
        now >= slot.At
            ? []
            :
            [
                .. new (LookKind Kind, DateTimeOffset At)[]
                {
                    (LookKind.Evening, EveningBefore(slot, checkAt, zone)),
                    (LookKind.Morning, firstAt - BeforeSlot),
                }
                    .Where(look => look.At <= now)
                    .Select(look => new SlotLook(slot.Date, look.Kind))
                    .Where(look => !taken.Contains(look)),
            ];

    /// <summary>
    /// A time that the clocks skip means an hour later; one that they show twice, the first of the two.
    /// </summary>
    private static DateTimeOffset EveningBefore(Slot slot, TimeOnly checkAt, TimeZoneInfo zone)
    {
        var local = slot.Date.AddDays(-1).ToDateTime(checkAt);
        local = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new(
            local,
            zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local)
        );
    }
}
