using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// When a slot comes in which time zone: from the zones that subscribers have to the waves of a dispatch. Pure.
/// </summary>
/// <remarks>
/// A slot is the same date everywhere, at the same time by each zone's clocks. So for a newsletter in Berlin Tuesday's
/// slot begins on Monday evening, in Auckland, and ends on Tuesday evening, in Honolulu. Zones whose instant is the
/// same are one wave. Who has no zone, or one that this machine does not know, lives in the newsletter's.
/// </remarks>
internal sealed class Waves(SlotCalendar calendar, IReadOnlyCollection<ZoneReaders>? zones = null)
{
    /// <summary>No zone has a slot earlier than this before another: from UTC+14 to UTC-12, and a gap.</summary>
    public static readonly TimeSpan MostAhead = TimeSpan.FromHours(27);

    /// <summary>
    /// No slot can be caught up longer than this after it came for the newsletter: the way to the last zone, and a day.
    /// </summary>
    public static readonly TimeSpan MostBehind = MostAhead + TimeSpan.FromDays(1);

    private readonly IReadOnlyCollection<ZoneReaders> _zones = zones ?? [];
    private readonly Dictionary<string, TimeZoneInfo> _known = new(StringComparer.Ordinal);

    public SlotCalendar Calendar => calendar;

    /// <summary>
    /// From a slot's first wave to the end of its last one's catch-up, as the newsletter's clocks show them. A zone
    /// into which the first readers came only after its instant does not count: they were promised the next slot.
    /// </summary>
    /// <param name="watchSince">Since when the service watches; earlier waves were never its to send.</param>
    /// <returns>Null where the slot is not the service's: the newsletter's own readers had their morning before it
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

    /// <summary>What a dispatch of a slot that begins now freezes.</summary>
    /// <param name="giveUpAfter">After so long an issue is stale for whoever does not have it; at the next slot in
    /// their zone at the latest.</param>
    public WavePlan Plan(Slot slot, DateTimeOffset now, TimeSpan giveUpAfter)
    {
        var zones = _zones
            .Select(zone => zone.Zone)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(zone => zone, zone => There(slot, zone), StringComparer.Ordinal);

        // The newsletter's own wave is always there, for whoever comes without a zone meanwhile.
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

        // One that is begun late has its time from then on.
        DateTimeOffset CutOff(DateTimeOffset at, DateTimeOffset? nextSlot)
        {
            var stale = (at > now ? at : now) + giveUpAfter;
            return nextSlot < stale ? nextSlot.Value : stale;
        }
    }

    /// <summary>Zones that have come to the list since a dispatch began.</summary>
    /// <param name="known">Zones that the dispatch knows, by id.</param>
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
