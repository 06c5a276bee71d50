using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// Calculates when a slot comes in each time zone, and groups the zones of the subscribers into the waves of a
/// dispatch. Pure.
/// </summary>
/// <remarks>
/// A slot has the same date everywhere, and the same local time in each zone. So for a newsletter in Berlin Tuesday's
/// slot begins on Monday evening, in Auckland, and ends on Tuesday evening, in Honolulu. Zones with the same instant
/// are one wave. A subscriber without a zone, or with one that this machine does not know, belongs to the newsletter's.
/// </remarks>
internal sealed class Waves(SlotCalendar calendar, IReadOnlyCollection<ZoneReaders>? zones = null)
{
    /// <summary>
    /// How long before the newsletter's instant a zone's instant can be: from UTC+14 to UTC-12, and a skipped hour.
    /// </summary>
    public static readonly TimeSpan MostAhead = TimeSpan.FromHours(27);

    /// <summary>
    /// How long after the newsletter's instant a slot can still be caught up: the distance to the last zone, and a day.
    /// </summary>
    public static readonly TimeSpan MostBehind = MostAhead + TimeSpan.FromDays(1);

    private readonly IReadOnlyCollection<ZoneReaders> _zones = zones ?? [];
    private readonly Dictionary<string, TimeZoneInfo> _known = new(StringComparer.Ordinal);

    public SlotCalendar Calendar => calendar;

    /// <summary>
    /// From a slot's first wave to the end of its last one's catch-up, in the newsletter's time zone. A zone whose
    /// first subscribers came after its instant does not count: their welcome promised them the next slot.
    /// </summary>
    /// <param name="watchSince">Since when the service watches; it never had to send earlier waves.</param>
    /// <returns>Null when the service does not have to send the slot: the newsletter's own wave was due before it
    /// watched.</returns>
    public SlotSpan? SpanOf(Slot slot, DateTimeOffset watchSince)
    {
        List<Slot> mornings = [];
        if (_zones.Count == 0 || _zones.Any(zone => IsOwn(zone.Zone)))
        {
            if (slot.At < watchSince)
            {
                return null;
            }

            mornings.Add(slot);
        }

        mornings.AddRange(
            _zones
                .Where(zone => !IsOwn(zone.Zone))
                .Select(zone => (zone.Since, Slot: There(slot, zone.Zone)))
                .Where(zone => zone.Slot.At >= watchSince && zone.Slot.At >= zone.Since)
                .Select(zone => zone.Slot)
        );
        if (mornings.Count == 0 && slot.At >= watchSince)
        {
            mornings.Add(slot);
        }

        return mornings.Count == 0
            ? null
            : new(
                calendar.ToLocal(mornings.Min(morning => morning.At)),
                calendar.ToLocal(mornings.Max(morning => morning.CatchUpUntil))
            );
    }

    /// <summary>The waves of a slot, in order.</summary>
    public IReadOnlyList<Wave> Of(Slot slot)
    {
        IReadOnlyCollection<ZoneReaders> readers =
            _zones.Count > 0 ? _zones : [new ZoneReaders(null, 0, DateTimeOffset.MinValue)];
        return
        [
            .. readers
                .Select(zone => (zone.Zone, zone.Count, Slot: There(slot, zone.Zone)))
                .GroupBy(one => one.Slot.At.UtcTicks)
                .OrderBy(wave => wave.Key)
                .Select(wave => new Wave(
                    wave.First().Slot.At,
                    wave.Max(one => one.Slot.CatchUpUntil),
                    [
                        .. wave.OrderByDescending(one => one.Count)
                            .ThenBy(one => one.Zone, StringComparer.Ordinal)
                            .Select(one => one.Zone ?? calendar.Zone.Id)
                            .Distinct(),
                    ],
                    wave.Sum(one => one.Count)
                )),
        ];
    }

    /// <summary>What a dispatch of the slot freezes if it begins now.</summary>
    /// <param name="giveUpAfter">How long the issue is sent: after that time it is stale. It is stale earlier where the
    /// next slot comes earlier.</param>
    public WavePlan Plan(Slot slot, DateTimeOffset now, TimeSpan giveUpAfter)
    {
        var zones = _zones
            .Select(zone => zone.Zone)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(zone => zone, zone => There(slot, zone), StringComparer.Ordinal);

        // The newsletter's own wave is always planned, for subscribers without a zone who join later.
        var next = calendar.From(slot.Date.AddDays(1)).Select(later => later.Date).FirstOrDefault();
        var planned = zones
            .Select(zone => (Slot: zone.Value, Next: Next(zone.Key)))
            .Append((Slot: slot, Next: Next(zone: null)))
            .GroupBy(one => one.Slot.At.UtcTicks)
            .OrderBy(wave => wave.Key)
            .Select(wave => new PlannedWave(
                wave.First().Slot.At,
                wave.Max(one => one.Slot.CatchUpUntil),
                CutOff(wave.First().Slot.At, wave.Min(one => one.Next))
            ));
        return new(
            [.. planned],
            zones.ToDictionary(zone => zone.Key, zone => zone.Value.At, StringComparer.Ordinal),
            slot.At
        );

        DateTimeOffset? Next(string? zone) => next == default ? null : There(calendar.On(next)!, zone).At;

        // A wave that begins late still gets the full time.
        DateTimeOffset CutOff(DateTimeOffset at, DateTimeOffset? nextSlot)
        {
            var stale = (at > now ? at : now) + giveUpAfter;
            return nextSlot < stale ? nextSlot.Value : stale;
        }
    }

    /// <summary>Zones that got their first subscriber after a dispatch began.</summary>
    /// <param name="known">Ids of the zones that the dispatch has.</param>
    public IReadOnlyList<ZoneReaders> NewOf(IReadOnlySet<string> known) =>
        [.. _zones.Where(zone => zone.Zone is { } id && !known.Contains(id))];

    private bool IsOwn(string? zone) => zone is null || Find(zone) == calendar.Zone;

    private Slot There(Slot slot, string? zone) => zone is null ? slot : calendar.On(slot.Date, Find(zone)) ?? slot;

    private TimeZoneInfo Find(string zone)
    {
        if (!_known.TryGetValue(zone, out var found))
        {
            _known[zone] = found = TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known) ? known : calendar.Zone;
        }

        return found;
    }
}
