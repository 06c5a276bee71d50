using Newsletter.Dispatcher.Delivery;

namespace Newsletter.Dispatcher.Schedule;

/// <summary>When everybody should have what a dispatch sends; pure.</summary>
internal static class DispatchDeadline
{
    /// <returns>Null outside the slots: an issue sent by hand after its slot's deadline or on a free day, a correction.</returns>
    public static DateTimeOffset? Of(SlotCalendar calendar, Dispatch dispatch) =>
        dispatch.Kind is DispatchKind.Issue && calendar.On(dispatch.SlotDate) is { } slot && dispatch.SlotAt < slot.Deadline
            ? slot.Deadline
            : null;
}
