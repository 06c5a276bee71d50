using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>Records the slots that were missed and says so; many slots are said in one line.</summary>
internal sealed class MissedSlots(DispatchStore dispatches, DueWorkLog log)
{
    /// <summary>Records those that are not recorded yet, and says only these.</summary>
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
