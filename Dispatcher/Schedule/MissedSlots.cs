using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>Records missed slots and logs them; several slots are logged in one line. Tests: DueWorkTests.</summary>
internal sealed class MissedSlots(DispatchStore dispatches, DueWorkLog log)
{
    /// <summary>Records the slots that are not recorded yet, and logs only these.</summary>
    public async Task RecordAsync(IEnumerable<SlotDecision.Missed> missed, CancellationToken cancellationToken)
    {
        List<SlotDecision.Missed> recorded = [];
        foreach (var one in missed)
        {
            var slot = one.Slot;
            if (
                await dispatches.RecordMissedAsync(slot.Date, slot.At, slot.CatchUpUntil, one.Reason, cancellationToken)
            )
            {
                recorded.Add(one);
            }
        }

        if (recorded is [var single])
        {
            log.Missed(single.Slot.Date, single.Reason);
        }
        else if (recorded is [var first, .., var last])
        {
            log.ManyMissed(recorded.Count, first.Slot.Date, last.Slot.Date, last.Reason);
        }
    }
}
