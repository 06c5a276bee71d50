using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>
/// The time by which all recipients of a dispatch should have its message; pure.
/// Tests: DueWorkTests.
/// </summary>
internal static class DispatchDeadline
{
    /// <param name="waves">The waves of the dispatch; the one that began last counts.</param>
    /// <returns>Null where no deadline applies: an issue sent by hand after its slot's deadline or on a day without a
    /// slot, and a correction.</returns>
    public static DateTimeOffset? Of(SlotCalendar calendar, Dispatch dispatch, IReadOnlyList<DispatchWave> waves)
    {
        if (dispatch.Kind is not DispatchKind.Issue || calendar.On(dispatch.SlotDate) is not { } slot)
        {
            return null;
        }

        return waves.LastOrDefault(wave => wave.BegunAt is not null) is { } wave
                ? calendar.ToLocal(wave.At + (slot.Deadline - slot.At))
            : dispatch.SlotAt < slot.Deadline ? slot.Deadline
            : null;
    }
}
